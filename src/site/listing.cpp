// One listing under way.
#include "owlet/site/listing.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "owlet/base/limits.h"

namespace owlet::site {

namespace {

// What is done between two looks at the clock: some 0.3 ms of work each.
constexpr std::size_t kMovesAtOnce = 4000;
constexpr std::size_t kRowsAtOnce = 128;

// Of output: as much as a connection queues before it waits for the socket.
constexpr std::size_t kPieceBytes = base::kQueueMarkBytes;

using form_writer = std::variant<listing_page, listing_json>;

form_writer writer_of(const listing_terms& terms) {
  if (terms.form == listing_form::html) return listing_page(terms.order, terms.prefix_bytes);
  return listing_json(terms.order);
}

}  // namespace

listing::listing(directory_reader reader, listing_terms terms)
    : reader_(std::move(reader)), terms_(std::move(terms)), writer_(writer_of(terms_)) {}

reading listing::read_small(base::time_point end) {
  reading_ = reader_.read_some(end, base::kSmallListingEntries);
  return reading_;
}

std::string listing::whole() {
  while (stage_ < stage::done) advance(base::time_point::max());
  content_bytes_ += piece_.size();
  return std::move(piece_);
}

listing_progress listing::append_some(std::string& out, listing_framing framing,
                                      base::time_point end) {
  do {
    advance(end);
  } while (stage_ < stage::done && piece_.size() < kPieceBytes &&
           std::chrono::steady_clock::now() < end);
  append_piece(out, framing);
  if (stage_ == stage::failed) return listing_progress::failed;
  return stage_ == stage::done ? listing_progress::done : listing_progress::more;
}

void listing::advance(base::time_point end) {
  switch (stage_) {
    case stage::head:
      std::visit([&](auto& writer) { writer.append_head(piece_, terms_.path); }, writer_);
      stage_ = stage::reading;
      break;
    case stage::reading: read(end); break;
    case stage::sorting:
      if (sorter_->sort_some(kMovesAtOnce)) stage_ = stage::rendering;
      break;
    case stage::rendering: render(); break;
    case stage::done:
    case stage::failed: break;
  }
}

// A part of a directory is not its listing: the tag of the answer is that of the whole.
void listing::read(base::time_point end) {
  if (reading_ == reading::more) reading_ = reader_.read_some(end, base::kMaxListedEntries + 1);
  if (reading_ == reading::more) return;
  reader_.close();
  if (reading_ == reading::failed) {
    stage_ = stage::failed;
    return;
  }
  sorter_.emplace(reader_.take_entries(), terms_.order);
  stage_ = stage::sorting;
}

void listing::render() {
  const auto rest = sorter_->entries().subspan(rendered_);
  const auto now = rest.first(std::min(rest.size(), kRowsAtOnce));
  std::visit([&](auto& writer) { writer.render_some(now, piece_); }, writer_);
  rendered_ += now.size();
  if (now.size() < rest.size()) return;
  const auto how = reading_ == reading::cut ? listing_end::cut : listing_end::complete;
  std::visit([&](auto& writer) { writer.append_end(piece_, how); }, writer_);
  stage_ = stage::done;
}

// A chunk of no bytes would be the last one.
void listing::append_piece(std::string& out, listing_framing framing) {
  content_bytes_ += piece_.size();
  if (framing == listing_framing::none) {
    out += piece_;
  } else if (!piece_.empty()) {
    std::array<char, 16> size;
    const auto end = std::to_chars(size.begin(), size.end(), piece_.size(), 16);
    out.append(size.data(), end.ptr).append("\r\n").append(piece_).append("\r\n");
  }
  piece_.clear();
  if (framing == listing_framing::chunked && stage_ == stage::done) out += "0\r\n\r\n";
}

std::size_t listing::memory_bytes() const {
  const std::size_t sorted = sorter_ ? sorter_->memory_bytes() : 0;
  return reader_.memory_bytes() + sorted + piece_.capacity();
}

}  // namespace owlet::site
