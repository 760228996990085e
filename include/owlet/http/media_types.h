// The media types that a file of the operator adds to those that owlet knows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace owlet::http {

// What such a file may have; Debian's own is 74 kB.
inline constexpr std::size_t kMaxMediaTypesBytes = 1024 * 1024;
// What is told of a file at most: who gives another kind of file by mistake needs no more.
inline constexpr std::size_t kMaxMediaTypeProblems = 20;

// What is wrong with a line, in words for the operator that name the value and the remedy. Lines
// count from 1; 0 is the file as a whole.
struct media_types_problem {
  std::size_t line;
  std::string reason;
};

// Extensions and the types that they are for, ahead of the table of http/media_type. Owns what it
// was told.
class media_types {
public:
  // Takes what a text of the form of /etc/mime.types says and returns what is wrong with it; the
  // lines without fault count all the same. A line is a type and the extensions that it is for,
  // apart by white space; "#" at the beginning of a word begins a comment; a type with no extension
  // says nothing. An extension is written without its dot and matches in any case; it may have a
  // dot in it ("tar.gz"). Of an extension that comes twice the last one counts, as it does in
  // Apache.
  [[nodiscard]] std::vector<media_types_problem> add(std::string_view text);

  // As media_type_of, whose answer it is for what was not added. Of several extensions of a name
  // the longest counts: of "a.tar.gz" first "tar.gz", then "gz". Logarithmic in what was added, for
  // each dot in the name but no more of them than an extension that was added has; no cost at all
  // where nothing was. The view lives as long as this object is neither changed nor moved.
  [[nodiscard]] std::string_view type_of(std::string_view file_name) const;

private:
  struct entry {
    std::string extension;  // lower case
    std::uint32_t type;     // where it is in types_
  };

  // What is wrong with the line.
  [[nodiscard]] std::vector<std::string> add_line(std::string_view line);
  void keep_last_of_each();
  [[nodiscard]] const entry* find(std::string_view extension) const;

  std::vector<entry> entries_;  // by extension, each once
  std::vector<std::string> types_;
  std::size_t most_dots_ = 0;  // in an extension
};

}  // namespace owlet::http
