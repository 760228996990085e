// The counters of all workers -> what Prometheus reads.
#include "owlet/server/metrics_text.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <optional>

namespace owlet::server {

namespace {

constexpr std::array<std::string_view, kMethodCount> kMethods = {"GET", "HEAD", "OPTIONS", "other"};
constexpr std::array<std::string_view, kStatusClassCount> kStatusClasses = {"",    "",    "2xx",
                                                                            "3xx", "4xx", "5xx"};

void append_number(std::string& out, std::uint64_t value) {
  std::array<char, 20> digits;  // as many as the largest value has
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

// Nanoseconds as seconds, to the last digit that is not 0.
void append_seconds(std::string& out, std::uint64_t nanoseconds) {
  append_number(out, nanoseconds / 1'000'000'000);
  std::uint64_t rest = nanoseconds % 1'000'000'000;
  if (rest == 0) return;
  out += '.';
  for (std::uint64_t unit = 100'000'000; rest > 0; rest %= unit, unit /= 10) {
    out += static_cast<char>('0' + rest / unit);
  }
}

struct label {
  std::string_view name;
  std::string_view value;  // ours: nothing in it needs to be escaped
};

// One metric with its samples.
class family {
public:
  family(std::string& out, std::string_view name, std::string_view type, std::string_view help)
      : out_(out), name_(name) {
    out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
    out.append(name).append(" ").append(type).append("\n");
  }

  // A sample up to its value.
  std::string& begin(std::initializer_list<label> labels, std::string_view suffix) {
    out_.append(name_).append(suffix);
    char before = '{';
    for (const label& each : labels) {
      (out_ += before).append(each.name).append("=\"").append(each.value).append("\"");
      before = ',';
    }
    if (labels.size() > 0) out_ += '}';
    return out_ += ' ';
  }
  void sample(std::uint64_t value, std::initializer_list<label> labels = {},
              std::string_view suffix = {}) {
    append_number(begin(labels, suffix), value);
    out_ += '\n';
  }

private:
  std::string& out_;
  std::string_view name_;
};

void append_counter(std::string& out, std::string_view name, std::uint64_t value,
                    std::string_view help) {
  family(out, name, "counter", help).sample(value);
}

void append_gauge(std::string& out, std::string_view name, std::uint64_t value,
                  std::string_view help) {
  family(out, name, "gauge", help).sample(value);
}

void append_responses(std::string& out, const counters& sum) {
  family all(out, "owlet_requests_total", "counter", "Requests answered, by method and status.");
  for (std::size_t method = 0; method < kMethodCount; ++method) {
    for (std::size_t row = 2; row < kStatusClassCount; ++row) {
      all.sample(sum.responses[method][row],
                 {{"method", kMethods[method]}, {"status", kStatusClasses[row]}});
    }
  }
}

void append_connections(std::string& out, const counters& sum) {
  family open(out, "owlet_connections", "gauge", "Open connections, by what they are doing.");
  for (std::size_t state = 1; state < kConnectionStateCount; ++state) {
    open.sample(sum.gauges.connections[state], {{"state", kConnectionStates[state]}});
  }
}

// The buckets of a family are cumulative. Their count is the last of them, so that both always
// agree, though the counters go on while they are read.
void append_durations(std::string& out, family durations, const counters& sum,
                      base::counter duration_bucket::*which, std::uint64_t nanoseconds) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < kBucketCount; ++i) {
    count += sum.durations[i].*which;
    std::string bound;
    if (i < kBucketBounds.size()) {
      append_seconds(bound, static_cast<std::uint64_t>(kBucketBounds[i].count()));
    } else {
      bound = "+Inf";
    }
    durations.sample(count, {{"le", bound}}, "_bucket");
  }
  append_seconds(durations.begin({}, "_sum"), nanoseconds);
  out += '\n';
  durations.sample(count, {}, "_count");
}

void append_cache(std::string& out, const site::cache_counters& cache) {
  family lookups(out, "owlet_cache_lookups_total", "counter",
                 "Files looked up in the cache: known, compared with the disk, or opened.");
  lookups.sample(cache.hits, {{"result", "hit"}});
  lookups.sample(cache.validations, {{"result", "validated"}});
  lookups.sample(cache.misses, {{"result", "miss"}});
  append_counter(out, "owlet_cache_evictions_total", cache.evictions,
                 "Entries of the cache that made room for others.");
}

// One sample per worker that has something to say; there are more slots than workers, for those
// that follow them.
void append_per_worker(family each, const status_view& view,
                       std::optional<std::uint64_t> (*value_of)(const status_view&, std::size_t)) {
  for (std::size_t i = 0; i < view.slots.size(); ++i) {
    const auto value = view.slots[i].starts > 0 ? value_of(view, i) : std::nullopt;
    if (value) each.sample(*value, {{"worker", std::to_string(i)}});
  }
}

std::optional<std::uint64_t> answered(const status_view& view, std::size_t i) {
  return response_count(view.slots[i]);
}
std::optional<std::uint64_t> connected(const status_view& view, std::size_t i) {
  return connection_count(view.slots[i]);
}
std::optional<std::uint64_t> started(const status_view& view, std::size_t i) {
  return view.slots[i].starts;
}
std::optional<std::uint64_t> open_descriptors(const status_view& view, std::size_t i) {
  if (i >= view.descriptors.size() || view.descriptors[i].limit == 0) return std::nullopt;
  return view.descriptors[i].open;
}
std::optional<std::uint64_t> descriptor_limit(const status_view& view, std::size_t i) {
  if (i >= view.descriptors.size() || view.descriptors[i].limit == 0) return std::nullopt;
  return view.descriptors[i].limit;
}

void append_workers(std::string& out, const status_view& view) {
  const auto add = [&](std::string_view name, std::string_view type, std::string_view help,
                       auto* value_of) {
    append_per_worker({out, name, type, help}, view, value_of);
  };
  add("owlet_worker_requests_total", "counter", "Requests answered, by worker.", answered);
  add("owlet_worker_connections", "gauge", "Open connections, by worker.", connected);
  add("owlet_worker_starts_total", "counter",
      "Processes started as this worker: more than one where one ended early.", started);
  add("owlet_worker_open_descriptors", "gauge", "Open descriptors, by worker.", open_descriptors);
  add("owlet_worker_max_descriptors", "gauge", "Most descriptors that a worker may have open.",
      descriptor_limit);
}

void append_facts(std::string& out, const status_view& view) {
  family(out, "owlet_build_info", "gauge", "The program that runs; always 1.")
      .sample(1, {{"version", view.facts.version}});
  append_gauge(out, "process_start_time_seconds",
               static_cast<std::uint64_t>(view.facts.started_unix_seconds),
               "When the process began, in seconds since 1970 (UTC).");
  append_gauge(out, "owlet_ready", unreadiness(view).empty() ? 1 : 0,
               "Whether clients are welcome: 1, or 0 where /readyz says why not.");
  append_gauge(out, "owlet_draining", view.facts.is_draining ? 1 : 0,
               "Whether the server ends, and lets no more clients in.");
  append_gauge(out, "owlet_workers", running_workers(view.slots), "Workers that run.");
}

}  // namespace

void append_metrics(std::string& out, const status_view& view) {
  constexpr std::size_t kUsualBytes = 8192;
  out.reserve(out.size() + kUsualBytes);
  const counters sum = sum_of(view.slots);
  append_facts(out, view);
  append_responses(out, sum);
  append_durations(out,
                   {out, "owlet_request_duration_seconds", "histogram",
                    "From a request's last byte to the last byte of its response."},
                   sum, &duration_bucket::responses, sum.response_nanoseconds);
  append_durations(out,
                   {out, "owlet_loop_turn_seconds", "histogram",
                    "Turns of the loop: how long an event may have to wait for others."},
                   sum, &duration_bucket::turns, sum.turn_nanoseconds);
  append_counter(out, "owlet_sent_bytes_total", sum.sent_bytes, "Bytes sent, heads as well.");
  append_connections(out, sum);
  append_counter(out, "owlet_connections_accepted_total", sum.accepted_connections,
                 "Connections accepted.");
  append_counter(out, "owlet_connections_refused_total", sum.refused_connections,
                 "Connections that were refused with 503, for there was no room.");
  append_cache(out, sum.cache);
  append_counter(out, "owlet_log_dropped_lines_total", sum.dropped_log_lines,
                 "Lines that the reader of the access log was too slow for.");
  append_workers(out, view);
}

}  // namespace owlet::server
