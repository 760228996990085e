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

// How far it has come.
enum class listing_progress : std::uint8_t {
  more,    // there is more to come
  done,    // that was its end
  failed,  // no more can be had, of the disk or of memory, and what came is not the whole
};

struct listing_terms {
  std::string path;  // of the directory, as the client knows it, decoded: "/a/"
  listing_order order;
  listing_form form = listing_form::html;
  std::size_t prefix_bytes = 0;  // of the path, above the root
};

// Reads a directory, sorts what it holds and renders that, as far as there is time for at once: a
// hundred thousand names take longer than the other clients can wait. Its head can be sent before
// the directory has been read.
class listing {
public:
  listing(directory_reader reader, listing_terms terms);

  // Reads the directory, if it is small and there is time for it before `end`; `more` if not.
  [[nodiscard]] reading read_small(base::time_point end);

  // Whether links were among what was read by now.
  [[nodiscard]] bool has_links() const { return reader_.has_links(); }

  // All of it, once it is read.
  [[nodiscard]] std::string whole();

  // Appends what can be said before it is `end`, and of that no more than a piece.
  [[nodiscard]] listing_progress append_some(std::string& out, listing_framing framing,
                                             base::time_point end);

  // Whether it may still grow.
  [[nodiscard]] bool is_reading() const { return stage_ <= stage::reading; }
  // What was appended, without what was put around it.
  [[nodiscard]] std::uint64_t content_bytes() const { return content_bytes_; }
  // What it holds; an estimate.
  [[nodiscard]] std::size_t memory_bytes() const;

private:
  enum class stage : std::uint8_t { head, reading, sorting, rendering, done, failed };

  void advance(base::time_point end);
  void read(base::time_point end);
  void render();
  void append_piece(std::string& out, listing_framing framing);

  directory_reader reader_;
  listing_terms terms_;
  std::variant<listing_page, listing_json> writer_;
  reading reading_ = reading::more;
  stage stage_ = stage::head;
  std::optional<listing_sorter> sorter_;
  std::size_t rendered_ = 0;  // entries
  std::string piece_;         // what was rendered, and not appended yet
  std::uint64_t content_bytes_ = 0;
};

}  // namespace owlet::site
