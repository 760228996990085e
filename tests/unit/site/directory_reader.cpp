// Tests of site/directory_reader.
#include "owlet/site/directory_reader.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "../support.h"
#include "owlet/base/limits.h"

namespace owlet::site {
namespace {

using testing::temporary_directory;

constexpr base::time_point kNever = base::time_point::max();
constexpr base::time_point kOver{};
constexpr std::size_t kAll = base::kMaxListedEntries + 1;

directory_reader reader_of(const temporary_directory& directory, const std::string& path = "",
                           dotfile_use dotfiles = dotfile_use::hidden,
                           const std::vector<std::string>& follow = {}) {
  document_root root(directory.path(), followed_links(follow));
  opened_file opened = root.open_directory(path);
  REQUIRE(opened.info.kind == file_kind::directory);
  return {std::move(opened.fd), std::move(root), path, dotfiles};
}

// "name" of a file, "name/" of a directory, in the order of their bytes.
std::vector<std::string> names(std::vector<directory_entry> entries) {
  std::vector<std::string> found;
  for (const directory_entry& each : entries) {
    found.push_back(std::string(each.name) + (each.kind == entry_kind::directory ? "/" : ""));
  }
  std::ranges::sort(found);
  return found;
}

std::vector<std::string> names_in(directory_reader reader) {
  CHECK(reader.read_some(kNever, kAll) == reading::done);
  return names(reader.take_entries());
}

TEST_CASE("files and directories are listed, with size and time") {
  const temporary_directory directory;
  directory.write("a.txt", "hello");
  directory.make_directory("sub");
  directory_reader reader = reader_of(directory);
  REQUIRE(reader.read_some(kNever, kAll) == reading::done);
  const auto entries = reader.take_entries();
  CHECK(names(entries) == std::vector<std::string>{"a.txt", "sub/"});
  for (const directory_entry& each : entries) {
    CHECK(each.mtime.seconds > 1'000'000'000);
    if (each.kind == entry_kind::file) CHECK(each.size == 5);
  }
}

TEST_CASE("what is hidden is left out, unless it is served") {
  const temporary_directory directory;
  for (const char* name : {".git", "..x", ".well-known", "_redirects", "_headers.gz", "a"}) {
    directory.write(name, "x");
    directory.write("sub/" + std::string(name), "x");
  }
  using list = std::vector<std::string>;
  CHECK(names_in(reader_of(directory)) == list{".well-known", "a", "sub/"});
  CHECK(names_in(reader_of(directory, "sub")) == list{"_headers.gz", "_redirects", "a"});
  CHECK(names_in(reader_of(directory, "sub", dotfile_use::served)) ==
        list{"..x", ".git", ".well-known", "_headers.gz", "_redirects", "a"});
}

TEST_CASE("a link is what it leads to, and nothing if that is out of the root") {
  const temporary_directory directory;
  const temporary_directory elsewhere;
  directory.write("sub/file", "12345");
  elsewhere.write("secret", "x");
  const auto link = [&](const std::string& to, const char* name) {
    REQUIRE(::symlink(to.c_str(), (directory.path() + "/sub/" + name).c_str()) == 0);
  };
  link("file", "inside");
  link("../sub", "up");
  link("nothing", "broken");
  link("/etc/passwd", "outside");
  link(elsewhere.path(), "elsewhere");
  link("../../..", "above");
  using list = std::vector<std::string>;
  CHECK(names_in(reader_of(directory, "sub")) == list{"file", "inside", "up/"});
  CHECK(names_in(reader_of(directory, "sub", dotfile_use::hidden, {elsewhere.path()})) ==
        list{"elsewhere/", "file", "inside", "up/"});
}

TEST_CASE("what is neither file nor directory is left out") {
  const temporary_directory directory;
  REQUIRE(::mkfifo((directory.path() + "/fifo").c_str(), 0600) == 0);
  REQUIRE(::symlink("fifo", (directory.path() + "/link").c_str()) == 0);
  CHECK(names_in(reader_of(directory)).empty());
}

TEST_CASE("names that no request can ask for are left out") {
  const temporary_directory directory;
  const std::string overlong =
      "a\xC0\xAF"
      "b";
  const std::string longest(255, '\xFF');  // three bytes of a target each
  for (const std::string& name : {overlong, longest, std::string("a\nb"), std::string("%2f")}) {
    directory.write(name, "x");
  }
  CHECK(names_in(reader_of(directory)) == std::vector<std::string>{"%2f", "a\nb", longest});
  std::string path;
  for (int depth = 0; depth < 11; ++depth) path += (depth == 0 ? "deep" : '/' + longest);
  directory.write(path + "/short", "x");
  directory.write(path + '/' + longest, "x");
  CHECK(names_in(reader_of(directory, path)) == std::vector<std::string>{"short"});
}

TEST_CASE("a reader stops when its time is over, and goes on from there") {
  const temporary_directory directory;
  for (int i = 0; i < 700; ++i) directory.write(std::to_string(i), "");
  directory_reader reader = reader_of(directory);
  int calls = 0;
  std::size_t before = 0;
  while (reader.read_some(kOver, kAll) == reading::more) {
    ++calls;
    CHECK(reader.size() > before);
    before = reader.size();
  }
  CHECK(calls > 30);
  CHECK(reader.size() == 700);
}

TEST_CASE("a reader stops at as many entries as are wanted, and knows whether that is all") {
  const temporary_directory directory;
  for (int i = 0; i < 5; ++i) directory.write(std::to_string(i), "");
  directory_reader reader = reader_of(directory);
  CHECK(reader.read_some(kNever, 4) == reading::more);
  CHECK(reader.size() == 4);
  CHECK(reader.read_some(kNever, 5) == reading::done);
  CHECK(reader.read_some(kNever, kAll) == reading::done);
  CHECK(reader.size() == 5);
}

TEST_CASE("a directory that was removed holds nothing") {
  const temporary_directory directory;
  directory.make_directory("gone");
  directory_reader reader = reader_of(directory, "gone");
  REQUIRE(::rmdir((directory.path() + "/gone").c_str()) == 0);
  CHECK(reader.read_some(kNever, kAll) == reading::done);
  CHECK(reader.size() == 0);
}

}  // namespace
}  // namespace owlet::site
