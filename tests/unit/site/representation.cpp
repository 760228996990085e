// Tests of site/representation.
#include "owlet/site/representation.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <string>

#include "../support.h"
#include "owlet/base/limits.h"

namespace owlet::site {
namespace {

using testing::temporary_directory;

constexpr std::int64_t kNow = 784'111'777;  // Sun, 06 Nov 1994 08:49:37 GMT

void set_mtime(const temporary_directory& directory, const std::string& name, timespec mtime) {
  const timespec times[2] = {{0, UTIME_OMIT}, mtime};
  REQUIRE(::utimensat(AT_FDCWD, directory.path(name).c_str(), times, 0) == 0);
}

representation load(const std::string& root, const std::string& path, std::uint64_t hash_limit) {
  representation found = open_representation(document_root(root), path);
  if (found.is_complete) return found;
  complete(found, path,
           {.settings = {.hash_limit = hash_limit},
            .wait = base::disk_wait::accepted,
            .now_seconds = kNow});
  CHECK(found.is_complete);
  return found;
}

representation load(const temporary_directory& directory, const std::string& name) {
  return load(directory.path(), name, 0);
}

TEST_CASE("a small file is its body, and one byte more is an open file") {
  const temporary_directory directory;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{4096},
                                 static_cast<std::size_t>(base::kSmallBodyBytes)}) {
    CAPTURE(size);
    const std::string content(size, 'x');
    directory.write("a.txt", content);
    const representation found = load(directory, "a.txt");
    CHECK(found.info.kind == file_kind::regular);
    CHECK(found.info.identity.size == size);
    CHECK(found.length == size);
    CHECK(found.body == content);
    CHECK_FALSE(found.file);
  }
  std::string content(base::kSmallBodyBytes, 'x');
  content += 'y';
  directory.write("a.txt", content);
  const representation found = load(directory, "a.txt");
  CHECK(found.length == content.size());
  CHECK(found.body.empty());
  REQUIRE(found.file);
  std::string read(content.size() + 1, '?');
  CHECK(document_root::read(found.file.get(), 0, read, base::disk_wait::accepted).bytes ==
        content.size());
  CHECK(read == content + '?');
}

TEST_CASE("every byte of a body is as it is on the disk") {
  const temporary_directory directory;
  std::string content;
  for (unsigned byte = 0; byte < 256; ++byte) content += static_cast<char>(byte);
  directory.write("a", content);
  CHECK(load(directory, "a").body == content);
}

TEST_CASE("the fields of a file are told byte for byte") {
  struct row {
    timespec mtime;
    std::string_view last_modified;  // the line
    std::string_view tag;
  };
  constexpr row kRows[] = {
      {{kNow, 123'456'789},
       "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
       "\"ae1b981c3a4d715-5\""},
      {{kNow, 0}, "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "\"ae1b981bc490a00-5\""},
      {{2, 0}, "Last-Modified: Thu, 01 Jan 1970 00:00:02 GMT\r\n", "\"77359400-5\""},
      {{kNow + 1, 0}, "", "\"ae1b981f7e3d400-5\""},
  };
  const temporary_directory directory;
  directory.write("a.txt", "hello");
  for (const row& each : kRows) {
    CAPTURE(each.tag);
    set_mtime(directory, "a.txt", each.mtime);
    const representation found = load(directory, "a.txt");
    const std::string validators =
        std::string(each.last_modified) + "ETag: " + std::string(each.tag) +
        "\r\nAccept-Ranges: bytes\r\nCache-Control: no-cache\r\nVary: Accept-Encoding\r\n";
    CHECK(found.validator_fields == validators);
    CHECK(found.whole_fields == "Content-Type: text/plain\r\nContent-Length: 5\r\n" + validators);
    CHECK(found.content_type == "text/plain");
    CHECK(found.validators.tag.view() == each.tag);
    CHECK(found.validators.last_modified_seconds.has_value() == !each.last_modified.empty());
    CHECK(found.validators.last_modified_seconds.value_or(each.mtime.tv_sec) == each.mtime.tv_sec);
    CHECK(found.info.identity.mtime == file_time{each.mtime.tv_sec, each.mtime.tv_nsec});
  }
}

TEST_CASE("a large file has the same fields as a small one") {
  const temporary_directory directory;
  directory.write("sub.css/a.html", std::string(base::kSmallBodyBytes + 1, 'x'));
  set_mtime(directory, "sub.css/a.html", {kNow, 0});
  const representation found = load(directory, "sub.css/a.html");
  CHECK(found.whole_fields ==
        "Content-Type: text/html\r\nContent-Length: 8193\r\n"
        "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        "ETag: \"ae1b981bc490a00-2001\"\r\nAccept-Ranges: bytes\r\n"
        "Cache-Control: no-cache\r\nVary: Accept-Encoding\r\n");
}

TEST_CASE("an empty file, and one without an extension, has all fields") {
  const temporary_directory directory;
  directory.write("empty", "");
  set_mtime(directory, "empty", {2, 0});  // no limit is too low for nothing
  CHECK(load(directory, "empty").whole_fields ==
        "Content-Type: application/octet-stream\r\nContent-Length: 0\r\n"
        "Last-Modified: Thu, 01 Jan 1970 00:00:02 GMT\r\nETag: "
        "\"99aa06d3014798d86001c324468d497f\"\r\n"
        "Accept-Ranges: bytes\r\nCache-Control: no-cache\r\nVary: Accept-Encoding\r\n");
}

TEST_CASE("a name with a hash of its content may be kept for a year") {
  const temporary_directory directory;
  directory.write("assets/index-BxY82kQ_.css", "x");
  CHECK(load(directory, "assets/index-BxY82kQ_.css")
            .validator_fields.ends_with("Cache-Control: public, max-age=31536000, immutable\r\n"
                                        "Vary: Accept-Encoding\r\n"));
}

TEST_CASE("a policy of one's own is told as it is, and an empty one not at all") {
  const temporary_directory directory;
  const std::string name = "app.3f9a2c1b.js";
  directory.write(name, "hello");
  for (const std::string policy : {"public, max-age=60", ""}) {
    CAPTURE(policy);
    representation found = open_representation(document_root(directory.path()), name);
    complete(found, name,
             {.settings = {.cache_control = policy},
              .wait = base::disk_wait::accepted,
              .now_seconds = kNow});
    const std::string expected =
        (policy.empty() ? "" : "Cache-Control: " + policy + "\r\n") + "Vary: Accept-Encoding\r\n";
    CHECK(found.validator_fields.ends_with("Accept-Ranges: bytes\r\n" + expected));
    CHECK(found.whole_fields.ends_with("Accept-Ranges: bytes\r\n" + expected));
  }
}

TEST_CASE("up to the limit, the tag comes from the content and from nothing else") {
  const std::size_t limit = base::kSmallBodyBytes + 100;
  for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{8192}, limit}) {
    CAPTURE(size);
    const temporary_directory directory;
    directory.write("a", std::string(size, 'a'));
    directory.write("b", std::string(size, 'a'));
    directory.write("c", std::string(size, 'c'));
    set_mtime(directory, "a", {kNow, 5});
    set_mtime(directory, "c", {kNow, 5});
    const representation a = load(directory.path(), "a", limit);
    const representation b = load(directory.path(), "b", limit);
    const representation c = load(directory.path(), "c", limit);
    CHECK(a.validators.tag.view().size() == 34);
    CHECK(a.validators.tag.view() == b.validators.tag.view());
    CHECK((a.validators.tag.view() == c.validators.tag.view()) == (size == 0));
    CHECK(a.validators.last_modified_seconds == kNow);
    CHECK(a.is_sent_from_file() == (size > base::kSmallBodyBytes));
    CHECK(bool(a.file) == a.is_sent_from_file());
    CHECK(a.body.size() == (a.is_sent_from_file() ? 0 : size));
    CHECK(a.length == size);
  }
}

TEST_CASE("beyond the limit, the tag is time and size, and the time is one that tells something") {
  const temporary_directory directory;
  directory.write("a", "hello");
  set_mtime(directory, "a", {kNow, 0});
  CHECK(load(directory.path(), "a", 4).validators.tag.view() == "\"ae1b981bc490a00-5\"");
  CHECK(load(directory.path(), "a", 5).validators.tag.view().size() == 34);
  for (const timespec mtime : {timespec{0, 0}, timespec{1, 0}, timespec{1, 999'999'999}}) {
    CAPTURE(mtime.tv_nsec);
    set_mtime(directory, "a", mtime);
    const representation first = load(directory, "a");
    CHECK(first.validators.tag.view().size() > 16);
    CHECK_FALSE(first.validators.last_modified_seconds);
    CHECK(first.validator_fields.starts_with("ETag: "));
    const file_time changed = first.info.identity.ctime;
    while (load(directory, "a").info.identity.ctime == changed) set_mtime(directory, "a", mtime);
    CHECK(load(directory, "a").validators.tag.view() != first.validators.tag.view());
  }
}

TEST_CASE("what is opened again and is the same keeps what was read of it") {
  for (const std::size_t size : {std::size_t{5}, std::size_t{base::kSmallBodyBytes + 1}}) {
    CAPTURE(size);
    const temporary_directory directory;
    directory.write("a", std::string(size, 'a'));
    set_mtime(directory, "a", {kNow - 5, 0});
    const document_root root(directory.path());
    representation known = load(directory, "a");
    const int before = known.file.get();
    representation opened = open_representation(root, "a");
    const int after = opened.file.get();
    CHECK(renew(known, opened, kNow));
    CHECK(known.file.get() == (known.is_sent_from_file() ? after : before));
    CHECK(known.is_complete);
    opened = open_representation(root, "a");
    CHECK_FALSE(renew(known, opened, kNow - 6));  // the time of the file is not to be told
    set_mtime(directory, "a", {kNow - 4, 0});
    opened = open_representation(root, "a");
    CHECK_FALSE(renew(known, opened, kNow));
    opened = open_representation(root, "b");
    CHECK_FALSE(renew(known, opened, kNow));
    representation absent = opened;
    CHECK(renew(absent, opened, kNow));
    opened = open_representation(root, "a");
    CHECK_FALSE(renew(opened, opened, kNow));  // nothing has been read of it
  }
}

TEST_CASE("what is not a regular file has nothing but its kind") {
  struct row {
    std::string path;
    file_kind kind;
  };
  const row kRows[] = {
      {"nothing.txt", file_kind::absent}, {"sub.txt", file_kind::directory},
      {"", file_kind::directory},         {"a.txt/b.txt", file_kind::absent},
      {"loop.txt", file_kind::outside},   {"fifo.txt", file_kind::forbidden},
  };
  const temporary_directory directory;
  directory.write("a.txt", "hello");
  directory.make_directory("sub.txt");
  directory.link("loop.txt", "loop.txt");
  REQUIRE(::mkfifo(directory.path("fifo.txt").c_str(), 0666) == 0);
  for (const row& each : kRows) {
    CAPTURE(each.path);
    const representation found = load(directory, each.path);
    CHECK(found.info.kind == each.kind);
    CHECK(found.length == 0);
    CHECK(found.content_type.empty());
    CHECK(found.validators.tag.view().empty());
    CHECK_FALSE(found.validators.last_modified_seconds.has_value());
    CHECK(found.validator_fields.empty());
    CHECK(found.whole_fields.empty());
    CHECK(found.body.empty());
    CHECK_FALSE(found.file);
  }
}

// The kernel gives the files of sysfs a page for a size, and a few bytes to read.
TEST_CASE("a small file that ends before its size is as long as what could be read") {
  const std::string name = "address_bits";
  struct stat before = {};
  if (::stat(("/sys/kernel/" + name).c_str(), &before) != 0 || before.st_size < 100) {
    MESSAGE("no sysfs here");
    return;
  }
  const representation found = load("/sys/kernel", name, 0);
  REQUIRE(found.info.kind == file_kind::regular);
  CHECK(found.body.size() < 100);
  CHECK(found.body.ends_with("\n"));
  CHECK(found.length == found.body.size());
  const std::string length = "Content-Length: " + std::to_string(found.body.size()) + "\r\n";
  CHECK(found.whole_fields.find(length) != std::string::npos);
}

}  // namespace
}  // namespace owlet::site
