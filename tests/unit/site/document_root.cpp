// Tests of site/document_root, in both ways of resolving names.
#include "owlet/site/document_root.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <string>
#include <system_error>
#include <vector>

#include "../support.h"

namespace owlet::site {
namespace {

using testing::temporary_directory;

constexpr resolution kBoth[] = {resolution::by_kernel, resolution::by_walking};

// What there is to find: "file:SIZE", "directory", "absent", "forbidden", ...
std::string look(const document_root& root, const std::string& path) {
  const opened_file found = root.open(path);
  CHECK(static_cast<bool>(found.fd) == (found.info.kind == file_kind::regular));
  switch (found.info.kind) {
    case file_kind::regular: return "file:" + std::to_string(found.info.identity.size);
    case file_kind::directory: return "directory";
    case file_kind::outside:  // told like one that is absent
    case file_kind::absent: return "absent";
    case file_kind::forbidden: return "forbidden";
    case file_kind::exhausted: return "exhausted";
    case file_kind::failed: return "failed";
  }
  return {};
}

struct row {
  std::string path;
  std::string by_kernel;
  std::string by_walking;
};

void check_all(const temporary_directory& directory, const std::vector<row>& rows) {
  for (const resolution how : kBoth) {
    const document_root root(directory.path("root"), how);
    for (const row& each : rows) {
      const bool walks = how == resolution::by_walking;
      CAPTURE(walks);
      CAPTURE(each.path);
      CHECK(look(root, each.path) == (walks ? each.by_walking : each.by_kernel));
    }
  }
}

// root/ with a file, a directory and links of all kinds, and secret.txt beside it.
void fill(const temporary_directory& directory) {
  directory.write("secret.txt", "secret");
  directory.write("root/a.txt", "12345");
  directory.write("root/empty", "");
  directory.write("root/sub/deep/b.txt", "1");
  directory.write("root/ space %41\\\xff", "123");
  directory.link("a.txt", "root/inside");
  directory.link("sub/deep", "root/inside-dir");
  directory.link("../a.txt", "root/sub/inside-up");
  directory.link("../secret.txt", "root/out");
  directory.link("..", "root/out-dir");
  directory.link("../../secret.txt", "root/sub/out-up");
  directory.link(directory.path("root/a.txt"), "root/absolute");
  directory.link("/etc", "root/etc");
  directory.link("nowhere", "root/dangling");
  directory.link("loop", "root/loop");
  directory.link("/proc/self/cwd", "root/magic");
}

TEST_CASE("files and directories are found beneath the root, and nothing else") {
  const temporary_directory directory;
  fill(directory);
  check_all(directory, {
                           {"", "directory", "directory"},
                           {"a.txt", "file:5", "file:5"},
                           {"empty", "file:0", "file:0"},
                           {"sub", "directory", "directory"},
                           {"sub/deep", "directory", "directory"},
                           {"sub/deep/b.txt", "file:1", "file:1"},
                           {" space %41\\\xff", "file:3", "file:3"},
                           {"nothing", "absent", "absent"},
                           {"nothing/a.txt", "absent", "absent"},
                           {"sub/nothing/a.txt", "absent", "absent"},
                           {"a.txt/", "absent", "absent"},
                           {"a.txt/index.html", "absent", "absent"},
                           {"A.TXT", "absent", "absent"},
                           {"sub/deep/c.txt", "absent", "absent"},
                       });
}

TEST_CASE("links inside the root are followed by the kernel; no link leads out") {
  const temporary_directory directory;
  fill(directory);
  check_all(directory, {
                           {"inside", "file:5", "absent"},
                           {"inside-dir", "directory", "absent"},
                           {"inside-dir/b.txt", "file:1", "absent"},
                           {"sub/inside-up", "file:5", "absent"},
                           {"out", "absent", "absent"},
                           {"out-dir", "absent", "absent"},
                           {"out-dir/secret.txt", "absent", "absent"},
                           {"out-dir/root/a.txt", "absent", "absent"},
                           {"sub/out-up", "absent", "absent"},
                           {"absolute", "absent", "absent"},
                           {"etc", "absent", "absent"},
                           {"etc/passwd", "absent", "absent"},
                           {"magic", "absent", "absent"},
                           {"dangling", "absent", "absent"},
                           {"loop", "absent", "absent"},
                           {"loop/a", "absent", "absent"},
                       });
}

TEST_CASE("a path that climbs or is absolute leads nowhere, if the kernel is asked") {
  const temporary_directory directory;
  fill(directory);
  const document_root root(directory.path("root"), resolution::by_kernel);
  for (const std::string path : {"..", "../secret.txt", "sub/../../secret.txt", "/etc/passwd"}) {
    CAPTURE(path);
    CHECK(look(root, path) == "absent");
  }
}

TEST_CASE("what is neither a file nor a directory is forbidden, and never waited for") {
  const temporary_directory directory;
  directory.make_directory("root");
  REQUIRE(::mkfifo(directory.path("root/fifo").c_str(), 0666) == 0);
  const base::unique_fd server(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  directory.path("root/socket").copy(address.sun_path, sizeof address.sun_path - 1);
  REQUIRE(::bind(server.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  check_all(directory, {{"fifo", "forbidden", "forbidden"}, {"socket", "forbidden", "forbidden"}});
}

TEST_CASE("names and paths that are too long are absent") {
  const temporary_directory directory;
  directory.make_directory("root");
  directory.write("root/" + std::string(255, 'n'), "1");
  std::string deep = "d";
  for (int i = 0; i < 3000; ++i) deep += "/d";
  check_all(directory, {{std::string(255, 'n'), "file:1", "file:1"},
                        {std::string(256, 'n'), "absent", "absent"},
                        {std::string(256, 'n') + "/a", "absent", "absent"},
                        {std::string(5000, 'n'), "absent", "absent"},
                        {deep, "absent", "absent"}});
}

// Acts as a user that is nobody, where the tests run as root.
class without_privileges {
public:
  without_privileges() {
    if (::geteuid() == 0) testing::check_call(::seteuid(65534), "seteuid");
  }
  ~without_privileges() {
    if (::getuid() == 0) testing::check_call(::seteuid(0), "seteuid");
  }
  without_privileges(const without_privileges&) = delete;
  without_privileges& operator=(const without_privileges&) = delete;
};

TEST_CASE("what may not be read is forbidden, but a directory need only be searched") {
  const temporary_directory directory;
  directory.write("root/private.txt", "1");
  directory.write("root/locked/a.txt", "1");
  directory.write("root/closed/a.txt", "1");
  REQUIRE(::chmod(directory.path("root/private.txt").c_str(), 0) == 0);
  REQUIRE(::chmod(directory.path("root/locked").c_str(), 0311) == 0);  // searched, not read
  REQUIRE(::chmod(directory.path("root/closed").c_str(), 0) == 0);
  {
    const without_privileges nobody;
    check_all(directory, {
                             {"private.txt", "forbidden", "forbidden"},
                             {"locked", "directory", "directory"},
                             {"locked/a.txt", "file:1", "file:1"},
                             {"locked/b.txt", "absent", "absent"},
                             {"closed", "directory", "directory"},
                             {"closed/a.txt", "forbidden", "forbidden"},
                         });
  }
  REQUIRE(::chmod(directory.path("root/closed").c_str(), 0700) == 0);
  REQUIRE(::chmod(directory.path("root/locked").c_str(), 0700) == 0);
}

TEST_CASE("a root that may be searched and not read is served; one that may not be is an error") {
  const temporary_directory directory;
  directory.write("root/a.txt", "1");
  for (const mode_t mode : {0311U, 0U}) {
    REQUIRE(::chmod(directory.path("root").c_str(), mode) == 0);
    const without_privileges nobody;
    if (mode != 0) {
      CHECK(look(document_root(directory.path("root")), "a.txt") == "file:1");
    } else {
      CHECK_THROWS_AS(document_root(directory.path("root")), std::system_error);
    }
  }
  REQUIRE(::chmod(directory.path("root").c_str(), 0700) == 0);
}

TEST_CASE("a root that is none is an error that names it") {
  const temporary_directory directory;
  directory.write("file", "");
  for (const std::string name : {"nothing", "file"}) {
    const std::string path = directory.path(name);
    std::string message;
    try {
      const document_root root(path);
    } catch (const std::system_error& error) {
      message = error.what();
    }
    CHECK(message.starts_with("open root " + path + ": "));
  }
}

TEST_CASE("the root is held, whatever becomes of its name") {
  const temporary_directory directory;
  directory.write("root/a.txt", "12345");
  const document_root root(directory.path("root"));
  REQUIRE(::rename(directory.path("root").c_str(), directory.path("moved").c_str()) == 0);
  directory.write("root/a.txt", "another");
  CHECK(look(root, "a.txt") == "file:5");
}

TEST_CASE("the size and the time of a file are told to the nanosecond") {
  const temporary_directory directory;
  directory.write("root/a.txt", "12345");
  const timespec times[2] = {{5, 6}, {784'111'777, 123'456'789}};
  REQUIRE(::utimensat(AT_FDCWD, directory.path("root/a.txt").c_str(), times, 0) == 0);
  const opened_file found = document_root(directory.path("root")).open("a.txt");
  CHECK(found.info.identity.size == 5);
  CHECK(found.info.identity.mtime.seconds == 784'111'777);
  CHECK(found.info.identity.mtime.nanoseconds == 123'456'789);
  CHECK((::fcntl(found.fd.get(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("without a free descriptor a file is no less there, only not for now") {
  const temporary_directory directory;
  directory.write("root/sub/a.txt", "1");
  for (const resolution how : kBoth) {
    const document_root root(directory.path("root"), how);
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    rlimit none = before;
    none.rlim_cur = 0;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    const std::string in_need = look(root, "sub/a.txt");
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK(in_need == "exhausted");
    CHECK(look(root, "sub/a.txt") == "file:1");
  }
}

TEST_CASE("a read is short only where the file ends") {
  const base::unique_fd file = testing::make_file("0123456789");
  struct read_row {
    std::uint64_t offset;
    std::size_t size;
    std::string_view bytes;
  };
  constexpr read_row kRows[] = {
      {0, 10, "0123456789"}, {3, 4, "3456"}, {8, 5, "89"}, {10, 3, ""}, {99, 3, ""}, {0, 0, ""},
  };
  for (const read_row& each : kRows) {
    CAPTURE(each.offset);
    std::string buffer(each.size, '?');
    for (const auto wait : {base::disk_wait::refused, base::disk_wait::accepted}) {
      const read_result got = document_root::read(file.get(), each.offset, buffer, wait);
      CHECK(got.status == read_status::done);
      CHECK(buffer.substr(0, got.bytes) == each.bytes);
    }
  }
  std::string buffer(3, '?');
  CHECK(document_root::read(-1, 0, buffer, base::disk_wait::accepted).status ==
        read_status::failed);
}

// Points a link at another directory at one stroke, as deploys do it.
void point(const temporary_directory& directory, const std::string& link, const char* to) {
  std::filesystem::create_directory_symlink(to, directory.path("new"));
  std::filesystem::rename(directory.path("new"), directory.path(link));
}

TEST_CASE("a root behind a link follows it, wherever in its name the link is") {
  for (const char* name : {"current", "current/", "./current", "current/../current", "above/sub"}) {
    CAPTURE(name);
    const temporary_directory directory;
    directory.write("1/a", "x");
    directory.write("2/a", "xx");
    directory.write("3/sub/a", "x");
    directory.write("4/sub/a", "xx");
    point(directory, "current", "1");
    point(directory, "above", "3");
    const document_root root(directory.path(name));
    CHECK(root.may_move());
    CHECK_FALSE(root.moved());
    CHECK(look(root, "a") == "file:1");
    point(directory, "current", "2");
    point(directory, "above", "4");
    const auto moved = root.moved();
    REQUIRE(moved);
    CHECK(look(*moved, "a") == "file:2");
    CHECK(look(root, "a") == "file:1");  // for whoever holds it
    CHECK_FALSE(moved->moved());
  }
}

TEST_CASE("a root without a link in its name never moves, whatever is put in its place") {
  const temporary_directory directory;
  directory.make_directory("root");
  const document_root root(directory.path("root"));
  CHECK_FALSE(root.may_move());
  std::filesystem::rename(directory.path("root"), directory.path("before"));
  directory.make_directory("root");
  CHECK_FALSE(root.moved());
}

TEST_CASE("while a link leads nowhere, or to what is no root, the root stays") {
  const temporary_directory directory;
  directory.write("1/a", "x");
  directory.write("file", "");
  point(directory, "current", "1");
  const document_root root(directory.path("current"));
  point(directory, "current", "nothing");
  CHECK_FALSE(root.moved());
  point(directory, "current", "file");
  CHECK_FALSE(root.moved());
  std::filesystem::remove(directory.path("current"));
  CHECK_FALSE(root.moved());
  CHECK(root.is_readable());
  CHECK(look(root, "a") == "file:1");
}

TEST_CASE("a root can be read until it is removed, even under another name") {
  const temporary_directory directory;
  directory.make_directory("root");
  const document_root root(directory.path("root"));
  CHECK(root.is_readable());
  std::filesystem::rename(directory.path("root"), directory.path("moved"));
  CHECK(root.is_readable());
  std::filesystem::remove(directory.path("moved"));
  CHECK_FALSE(root.is_readable());
}

TEST_CASE("a root that may not be searched any more cannot be read") {
  if (::geteuid() == 0) return;  // who may search everything
  const temporary_directory directory;
  directory.make_directory("root");
  const document_root root(directory.path("root"));
  ::chmod(directory.path("root").c_str(), 0600);
  CHECK_FALSE(root.is_readable());
  ::chmod(directory.path("root").c_str(), 0700);
  CHECK(root.is_readable());
}

}  // namespace
}  // namespace owlet::site
