// Tests of app/media_type_files.
#include "owlet/app/media_type_files.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "../support.h"

namespace owlet::app {
namespace {

struct reading {
  http::media_types types;
  usage_error wrong;
};

// What the files of a directory come to.
reading read(const testing::temporary_directory& directory, const std::vector<std::string>& names) {
  std::vector<option_text> texts;
  for (const std::string& each : names) {
    texts.push_back({option_id::types, directory.path(each), option_source::command_line});
  }
  reading result;
  if (auto wrong = read_media_types(texts, result.types)) result.wrong = *wrong;
  return result;
}

TEST_CASE("a later file is stronger than an earlier one, and both than what owlet knows") {
  const testing::temporary_directory directory;
  directory.write("one", "# comment\ntext/x-one log md\n");
  directory.write("two", "text/x-two log");
  const auto both = read(directory, {"one", "two"});
  CHECK(both.wrong.message.empty());
  CHECK(both.types.type_of("a.log") == "text/x-two");
  CHECK(both.types.type_of("a.md") == "text/x-one");
  CHECK(both.types.type_of("a.html") == "text/html");
  CHECK(read(directory, {}).types.type_of("a.md") != "text/x-one");
}

TEST_CASE("each mistake in a file is told with its line") {
  const testing::temporary_directory directory;
  directory.write("good", "text/x-one one\n");
  directory.write("bad", "text/x-one one\nnothing one\n\ntext/x-two .two\n");
  const std::string start = "--types " + directory.path("bad");
  const auto bad = read(directory, {"good", "bad", "good"});
  CHECK(bad.wrong.message ==
        start + ":2: type \"nothing\": a line begins with a media type such as text/plain");
  CHECK(bad.wrong.further ==
        std::vector<std::string>{start + ":4: extension \".two\": leave out its first dot"});
}

TEST_CASE("a file that cannot be read is named") {
  const testing::temporary_directory directory;
  const std::string start = "--types " + directory.path("x") + ": ";
  CHECK(read(directory, {"x"}).wrong.message ==
        start + "No such file or directory; give a file that can be read");
  directory.write("x", std::string(http::kMaxMediaTypesBytes, '\n'));
  CHECK(read(directory, {"x"}).wrong.message.empty());
  directory.write("x", std::string(http::kMaxMediaTypesBytes + 1, '\n'));
  CHECK(read(directory, {"x"}).wrong.message == start + "too long; give at most 1048576 bytes");
}

}  // namespace
}  // namespace owlet::app
