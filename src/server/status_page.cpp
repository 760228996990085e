// The counters of all workers -> a page for people.
#include "owlet/server/status_page.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <optional>

#include "owlet/server/status_script.h"
#include "owlet/server/status_style.h"

namespace owlet::server {

namespace {

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>owlet: status</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%23e8590c'/%3E%3C/svg%3E">
<style>)";
constexpr std::string_view kHeader = R"(</style>
</head>
<body>
<header>
<svg viewBox="0 0 32 32" aria-hidden="true"><path fill="#e8590c" d="M4 3l6 4.2a17 17 0 0 1 12 0L28 3v14a12 12 0 0 1-24 0z"/><circle cx="11" cy="15" r="5" fill="#fff"/><circle cx="21" cy="15" r="5" fill="#fff"/><circle cx="11.6" cy="15" r="2.3" fill="#1c2024"/><circle cx="20.4" cy="15" r="2.3" fill="#1c2024"/><path fill="#ffd8a8" d="M14.4 19.5h3.2L16 23z"/></svg>
<h1>owlet <small>)";
constexpr std::string_view kLive = R"(</span>
</header>
<main>
<div id="live" hidden>
<div id="tiles" class="grid tiles"></div>
<div id="charts" class="grid charts"></div>
</div>
<noscript><p>The numbers are those of the moment when the page was loaded.</p></noscript>
<div class="grid tables">
)";
constexpr std::string_view kDash = "\u2013";

std::string grouped(std::uint64_t value) {
  std::string text = std::to_string(value);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(text.begin() + at, ',');
  }
  return text;
}

std::string scaled(double value, std::string_view unit) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g ", value);
  return std::string(text).append(unit);
}

std::string as_bytes(std::uint64_t bytes) {
  static constexpr std::string_view kUnits[] = {"kB", "MB", "GB", "TB", "PB"};
  if (bytes < 1000) return std::to_string(bytes) + " B";
  std::size_t unit = 0;
  double value = static_cast<double>(bytes) / 1000;
  for (; value >= 1000 && unit + 1 < std::size(kUnits); ++unit) value /= 1000;
  return scaled(value, kUnits[unit]);
}

std::string as_time(base::duration span) {
  const double seconds = std::chrono::duration<double>(span).count();
  if (seconds < 1e-3) return scaled(seconds * 1e6, "\u00b5s");
  return seconds < 1 ? scaled(seconds * 1e3, "ms") : scaled(seconds, "s");
}

std::string as_uptime(std::int64_t seconds) {
  const std::int64_t days = seconds / 86'400;
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d", static_cast<int>(seconds / 3600 % 24),
                static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  return (days > 0 ? "up " + std::to_string(days) + " d " : "up ") + text;
}

// Which sample of /metrics a cell shows, for the script that keeps it up to date.
struct source {
  std::string_view metric;
  std::string_view label = {};
  std::string_view value = {};
};

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out.append(" data-").append(name).append("=\"").append(value).append("\"");
}

void append_cell(std::string& out, const source& from, std::string_view form,
                 std::string_view text) {
  out += "<td";
  append_attribute(out, "metric", from.metric);
  append_attribute(out, "label", from.label);
  append_attribute(out, "value", from.value);
  append_attribute(out, "form", form);
  out.append(">").append(text).append("</td>");
}

void append_row(std::string& out, std::string_view what, const source& from, std::string_view form,
                std::string_view text) {
  out.append("<tr><th scope=\"row\">").append(what).append("</th>");
  append_cell(out, from, form, text);
  out += "</tr>\n";
}

void append_count_row(std::string& out, std::string_view what, const source& from,
                      std::uint64_t count) {
  append_row(out, what, from, "count", grouped(count));
}

void append_quantile_row(std::string& out, std::string_view what, std::string_view part,
                         const std::optional<base::duration>& bound) {
  out.append("<tr><th scope=\"row\">").append(what).append("</th><td data-quantile=\"");
  out.append(part).append("\" data-metric=\"owlet_request_duration_seconds\" data-form=\"time\">");
  out.append(bound ? as_time(*bound) : kDash).append("</td></tr>\n");
}

// The bound of the bucket that such a part of all responses ends in.
std::optional<base::duration> response_bound(const counters& sum, double part) {
  std::uint64_t all = 0;
  for (const duration_bucket& bucket : sum.durations) all += bucket.responses;
  std::uint64_t counted = 0;
  for (std::size_t i = 0; i < kBucketBounds.size(); ++i) {
    counted += sum.durations[i].responses;
    if (counted > 0 && static_cast<double>(counted) >= part * static_cast<double>(all)) {
      return kBucketBounds[i];
    }
  }
  return std::nullopt;
}

std::uint64_t responses_of_class(const counters& sum, std::size_t row) {
  std::uint64_t count = 0;
  for (const auto& method : sum.responses) count += method[row];
  return count;
}

void append_totals(std::string& out, const counters& sum) {
  out += "<section class=\"card\"><table><caption>Since the start</caption><tbody>\n";
  append_count_row(out, "requests answered", {"owlet_requests_total"}, response_count(sum));
  for (std::size_t row = 2; row < kStatusClassCount; ++row) {
    const std::string name = std::to_string(row) + "xx";
    append_count_row(out, "&emsp;with " + name, {"owlet_requests_total", "status", name},
                     responses_of_class(sum, row));
  }
  append_quantile_row(out, "half of them within", "0.5", response_bound(sum, 0.5));
  append_quantile_row(out, "99 % of them within", "0.99", response_bound(sum, 0.99));
  append_row(out, "sent", {"owlet_sent_bytes_total"}, "bytes", as_bytes(sum.sent_bytes));
  append_count_row(out, "connections accepted", {"owlet_connections_accepted_total"},
                   sum.accepted_connections);
  append_count_row(out, "connections refused for want of room", {"owlet_connections_refused_total"},
                   sum.refused_connections);
  append_count_row(out, "files known to the cache", {"owlet_cache_lookups_total", "result", "hit"},
                   sum.cache.hits);
  append_count_row(out, "files compared with the disk",
                   {"owlet_cache_lookups_total", "result", "validated"}, sum.cache.validations);
  append_count_row(out, "files opened", {"owlet_cache_lookups_total", "result", "miss"},
                   sum.cache.misses);
  append_count_row(out, "lines of the log dropped", {"owlet_log_dropped_lines_total"},
                   sum.dropped_log_lines);
  out += "</tbody></table></section>\n";
}

// There are more slots than workers, for those that follow them; the script shows one once used.
void append_worker(std::string& out, const status_view& view, std::size_t i) {
  const std::string name = std::to_string(i);
  const metrics_slot& slot = view.slots[i];
  out.append("<tr data-worker=\"").append(name).append(slot.starts > 0 ? "\"" : "\" hidden");
  out.append("><th scope=\"row\">").append(name).append("</th>");
  append_cell(out, {"owlet_worker_requests_total", "worker", name}, "count",
              grouped(response_count(slot)));
  append_cell(out, {"owlet_worker_connections", "worker", name}, "count",
              grouped(connection_count(slot)));
  const descriptor_use use = i < view.descriptors.size() ? view.descriptors[i] : descriptor_use{};
  append_cell(out, {"owlet_worker_open_descriptors", "worker", name}, "count", grouped(use.open));
  append_cell(out, {"owlet_worker_starts_total", "worker", name}, "count", grouped(slot.starts));
  out += "</tr>\n";
}

void append_workers(std::string& out, const status_view& view) {
  out += R"(<section class="card wide"><table><caption>Workers</caption>
<thead><tr><th scope="col">worker</th><th scope="col">requests</th><th scope="col">connections</th>
<th scope="col">descriptors</th><th scope="col">starts</th></tr></thead><tbody>
)";
  for (std::size_t i = 0; i < view.slots.size(); ++i) append_worker(out, view, i);
  out += R"(</tbody></table>
<p class="links"><a href="metrics">/metrics</a> for Prometheus, <a href="healthz">/healthz</a> and
<a href="readyz">/readyz</a> for probes</p></section>
)";
}

void append_connections(std::string& out, const counters& sum) {
  static constexpr std::array<std::string_view, kConnectionStateCount> kWhat = {
      "",
      "reading a request",
      "reading content",
      "idle",
      "writing a response",
      "waiting for the disk",
      "closing",
      "waiting for a password's check"};
  static_assert(!kWhat.back().empty());
  out += "<section class=\"card\"><table><caption>Connections now</caption><tbody>\n";
  append_count_row(out, "open", {"owlet_connections"}, connection_count(sum));
  for (std::size_t state = 1; state < kConnectionStateCount; ++state) {
    append_count_row(out, "&emsp;" + std::string(kWhat[state]),
                     {"owlet_connections", "state", kConnectionStates[state]},
                     sum.gauges.connections[state]);
  }
  out += "</tbody></table></section>\n";
}

void append_state(std::string& out, const status_view& view) {
  const std::string_view complaint = unreadiness(view);
  out.append(view.facts.version)
      .append("</small></h1>\n<span id=\"state\" role=\"status\" class=\"");
  out.append(complaint.empty() ? "pill\">ready" : "pill bad\">").append(complaint);
  out.append("</span>\n<span id=\"uptime\" class=\"uptime\">");
  out.append(as_uptime(view.now.unix_seconds - view.facts.started_unix_seconds));
}

}  // namespace

void append_status_page(std::string& out, const status_view& view) {
  const counters sum = sum_of(view.slots);
  out.append(kHead).append(kStatusStyle).append(kHeader);
  append_state(out, view);
  out.append(kLive);
  append_totals(out, sum);
  out += "<div class=\"column\">\n";
  append_workers(out, view);
  append_connections(out, sum);
  out.append("</div>\n</div>\n</main>\n<script>")
      .append(kStatusScript)
      .append("</script>\n</body>\n</html>\n");
}

}  // namespace owlet::server
