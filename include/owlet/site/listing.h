// One listing under way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "owlet/base/clock.h"
#include "owlet/site/directory_reader.h"
#include "owlet/site/listing_json.h"
#include "owlet/site/listing_order.h"
#include "owlet/site/listing_page.h"
#include "owlet/site/listing_sorter.h"

namespace owlet::site {

enum class listing_form : std::uint8_t { html, json };

// What is put around the pieces of a listing.
enum class listing_framing : std::uint8_t {
  none,    // the end of the connection is its end
  chunked  // RFC 9112 section 7.1
};

struct listing_terms {
  std::string path;  // of the directory, as the client knows it, decoded: "/a/"
  listing_order order;
  listing_form form = listing_form::html;
};

// Reads a directory, sorts what it holds and renders that, as far as there is time for at once: a
// hundred thousand names take longer than the other clients can wait. Its head can be sent before
// the directory has been read.
class listing {
public:
  listing(directory_reader reader, listing_terms terms);

  // Reads the directory, if it is small and there is time for it before `end`. Whether it did.
  [[nodiscard]] bool read_small(base::time_point end);

  // All of it.
  [[nodiscard]] std::string whole();

  // Appends what can be said before it is `end`, and of that no more than a piece. Whether it has
  // come to its end.
  [[nodiscard]] bool append_some(std::string& out, listing_framing framing, base::time_point end);

  // What there is of it is to be the end: there is no memory for more.
  void cut();

  // What was appended, without what was put around it.
  [[nodiscard]] std::uint64_t content_bytes() const { return content_bytes_; }
  // What it holds; an estimate.
  [[nodiscard]] std::size_t memory_bytes() const;

private:
  enum class stage : std::uint8_t { head, reading, sorting, rendering, done };

  void advance(base::time_point end);
  void read(base::time_point end);
  void begin_sorting();
  void render();
  void append_piece(std::string& out, listing_framing framing);

  directory_reader reader_;
  listing_terms terms_;
  std::variant<listing_page, listing_json> writer_;
  listing_end end_ = listing_end::complete;
  stage stage_ = stage::head;
  std::optional<listing_sorter> sorter_;
  std::size_t rendered_ = 0;  // entries
  std::string piece_;         // what was rendered, and not appended yet
  std::uint64_t content_bytes_ = 0;
};

}  // namespace owlet::site
