// Sums over results.
#include "owlet/compress/tally.h"

#include <utility>

namespace owlet::compress {

namespace {

std::size_t index_of(http::content_coding coding) { return static_cast<std::size_t>(coding); }

}  // namespace

tally::tally(std::span<const source> sources) : totals_(), files_(sources.size()) {
  progress_.files = sources.size();
  for (std::size_t i = 0; i < sources.size(); ++i) {
    files_[i].left = sources[i].codings.size();
    for (const auto coding : sources[i].codings) {
      progress_.work += work_of(sources[i].size, coding);
    }
  }
}

const tally::totals& tally::of(http::content_coding coding) const {
  return totals_[index_of(coding)];
}

void tally::count(file_state& file, totals& sum, const sidecar_result& result) {
  ++sum.written;
  sum.from += result.from;
  sum.to += result.to;
  const std::uint64_t saved = result.from - result.to;
  if (saved <= file.saved) return;
  progress_.saved += saved - file.saved;
  file.saved = saved;
}

void tally::take(std::size_t place, const source& of, http::content_coding coding,
                 sidecar_result result) {
  file_state& file = files_[place];
  progress_.work_done += work_of(of.size, coding);
  if (--file.left == 0) ++progress_.files_done;
  totals& sum = totals_[index_of(coding)];
  std::string path = of.path + std::string(http::suffix_of(coding));
  switch (result.what) {
    case outcome::written:
      count(file, sum, result);
      written_.push_back(std::move(path));
      break;
    case outcome::no_gain: ++sum.no_gain; break;
    case outcome::left_alone:
      left_alone_.push_back({std::move(path), std::move(result.reason)});
      break;
    case outcome::failed: failures_.push_back({std::move(path), std::move(result.reason)}); break;
    case outcome::stopped: break;
  }
}

}  // namespace owlet::compress
