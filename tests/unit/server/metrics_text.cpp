// Tests of server/metrics_text.
#include "owlet/server/metrics_text.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <sstream>

#include "status_samples.h"

namespace owlet::server {
namespace {

using testing::status_samples;

std::string text_of(const status_view& view) {
  std::string text;
  append_metrics(text, view);
  return text;
}

// The text, read as Prometheus reads it: samples by name and labels.
class exposition {
public:
  explicit exposition(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      if (line.starts_with("# HELP ")) {
        family_ = line.substr(7, line.find(' ', 7) - 7);
        CHECK(families_.insert(family_).second);
        CHECK(line.ends_with('.'));
      } else if (line.starts_with("# TYPE ")) {
        CHECK(line.starts_with("# TYPE " + family_ + ' '));
        type_ = line.substr(line.rfind(' ') + 1);
      } else {
        read_sample(line);
      }
    }
  }

  // -1 where there is none.
  [[nodiscard]] double operator[](const std::string& name) const {
    const auto found = samples_.find(name);
    return found == samples_.end() ? -1 : found->second;
  }
  [[nodiscard]] const std::map<std::string, double>& samples() const { return samples_; }

private:
  void read_sample(const std::string& line) {
    const std::size_t space = line.rfind(' ');
    const std::string name = line.substr(0, space);
    const std::string metric = name.substr(0, name.find('{'));
    CHECK(metric.starts_with(family_));
    CHECK(metric.ends_with("_total") == (type_ == "counter"));
    CHECK((metric == family_) == (type_ != "histogram"));
    std::size_t used = 0;
    const std::string value = line.substr(space + 1);
    CHECK(samples_.emplace(name, std::stod(value, &used)).second);
    CHECK(used == value.size());
  }

  std::string family_;
  std::string type_;
  std::set<std::string> families_;
  std::map<std::string, double> samples_;
};

TEST_CASE("a family is a help, a type and its samples") {
  const std::string text = text_of(status_samples().view());
  CHECK(
      text.starts_with("# HELP owlet_build_info The program that runs; always 1.\n"
                       "# TYPE owlet_build_info gauge\n"
                       "owlet_build_info{version=\"1.2.3\"} 1\n"));
  CHECK(text.find("# HELP owlet_requests_total Requests answered, by method and status.\n"
                  "# TYPE owlet_requests_total counter\n"
                  "owlet_requests_total{method=\"GET\",status=\"2xx\"} 4\n"
                  "owlet_requests_total{method=\"GET\",status=\"3xx\"} 0\n"
                  "owlet_requests_total{method=\"GET\",status=\"4xx\"} 1\n"
                  "owlet_requests_total{method=\"GET\",status=\"5xx\"} 0\n"
                  "owlet_requests_total{method=\"HEAD\",status=\"2xx\"} 0\n"
                  "owlet_requests_total{method=\"HEAD\",status=\"3xx\"} 1\n") != std::string::npos);
}

TEST_CASE("everything that was counted can be read back, all workers together") {
  const exposition read(text_of(status_samples().view()));
  struct row {
    std::string name;
    double value;
  };
  const row kRows[] = {
      {"process_start_time_seconds", 784'111'777 - 93'784},
      {"owlet_ready", 1},
      {"owlet_draining", 0},
      {"owlet_workers", 2},
      {"owlet_sent_bytes_total", 1'234'567},
      {"owlet_connections{state=\"idle\"}", 1},
      {"owlet_connections{state=\"writing\"}", 1},
      {"owlet_connections{state=\"closing\"}", 0},
      {"owlet_connections_accepted_total", 1},
      {"owlet_connections_refused_total", 0},
      {"owlet_cache_lookups_total{result=\"hit\"}", 40},
      {"owlet_cache_lookups_total{result=\"validated\"}", 0},
      {"owlet_cache_lookups_total{result=\"miss\"}", 2},
      {"owlet_cache_evictions_total", 0},
      {"owlet_log_dropped_lines_total", 9},
      {"owlet_worker_requests_total{worker=\"0\"}", 5},
      {"owlet_worker_requests_total{worker=\"1\"}", 1},
      {"owlet_worker_connections{worker=\"1\"}", 1},
      {"owlet_worker_starts_total{worker=\"1\"}", 1},
      {"owlet_worker_open_descriptors{worker=\"0\"}", 12},
      {"owlet_worker_max_descriptors{worker=\"0\"}", 1024},
      {"owlet_worker_open_descriptors{worker=\"1\"}", -1},  // nobody knows
      {"owlet_requests_total{method=\"GET\",status=\"1xx\"}", -1},
      {"owlet_connections{state=\"\"}", -1},
  };
  for (const row& each : kRows) {
    CAPTURE(each.name);
    CHECK(read[each.name] == each.value);
  }
}

TEST_CASE("histograms are cumulative, in seconds, and their count is their last bucket") {
  const exposition read(text_of(status_samples().view()));
  const auto bucket = [&](const std::string& family, const std::string& bound) {
    return read[family + "_bucket{le=\"" + bound + "\"}"];
  };
  const std::string responses = "owlet_request_duration_seconds";
  CHECK(bucket(responses, "0.00001") == 0);
  CHECK(bucket(responses, "0.000025") == 4);
  CHECK(bucket(responses, "0.001") == 4);
  CHECK(bucket(responses, "0.0025") == 5);
  CHECK(bucket(responses, "1") == 5);
  CHECK(bucket(responses, "2.5") == 7);
  CHECK(bucket(responses, "60") == 7);
  CHECK(bucket(responses, "+Inf") == 8);
  CHECK(read[responses + "_count"] == 8);
  CHECK(read[responses + "_sum"] == doctest::Approx(4 * 20e-6 + 2e-3 + 2 * 1.5 + 120));
  const std::string turns = "owlet_loop_turn_seconds";
  CHECK(bucket(turns, "0.000025") == 2);
  CHECK(bucket(turns, "+Inf") == 4);
  CHECK(read[turns + "_count"] == 4);
  CHECK(read[turns + "_sum"] == doctest::Approx(120.00204));
}

TEST_CASE("a server that drains, or has no worker, is not ready") {
  status_samples samples;
  status_view view = samples.view();
  view.facts.is_draining = true;
  CHECK(exposition(text_of(view))["owlet_draining"] == 1);
  CHECK(exposition(text_of(view))["owlet_ready"] == 0);
  for (metrics_slot& slot : samples.slots) forget_process(slot);
  CHECK(exposition(text_of(samples.view()))["owlet_workers"] == 0);
  CHECK(exposition(text_of(samples.view()))["owlet_ready"] == 0);
}

TEST_CASE("a server that has done nothing yet tells all of its counters, as 0") {
  const status_samples samples;
  const metrics_board board{1};
  const metrics_slot& nothing = board.slots()[0];
  const exposition busy(text_of(samples.view()));
  const exposition idle(
      text_of({.slots = {&nothing, 1}, .descriptors = {}, .facts = {}, .now = {}}));
  for (const auto& [name, value] : busy.samples()) {
    CAPTURE(name);
    const bool is_own = name.starts_with("owlet_worker_") || name.starts_with("owlet_build_info");
    if (!is_own && !name.starts_with("owlet_ready")) CHECK(idle[name] == 0);
  }
}

}  // namespace
}  // namespace owlet::server
