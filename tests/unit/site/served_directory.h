// Requests for what is in a directory: for the tests of tree, former_trees and resolver.
#pragma once

#include <cstddef>
#include <string_view>

#include "cached_directory.h"
#include "owlet/http/request.h"
#include "owlet/site/tree.h"

namespace owlet::site::testing {

// The fields that decide which file answers; those that are empty are absent.
struct fields {
  std::string_view accept_encoding = {};
  std::string_view accept = {};
  std::string_view host = {};
};

inline void set_field(http::request& request, http::field name, std::string_view value) {
  if (!value.empty()) request.fields[static_cast<std::size_t>(name)] = value;
}

inline http::request request_with(const fields& given) {
  http::request request;
  request.method = http::method::get;
  set_field(request, http::field::accept_encoding, given.accept_encoding);
  set_field(request, http::field::accept, given.accept);
  set_field(request, http::field::host, given.host);
  return request;
}

inline void set_mtime(const temporary_directory& at, const std::string& name, time_t seconds) {
  const timespec times[2] = {{seconds, 0}, {seconds, 0}};
  check_call(::utimensat(AT_FDCWD, at.path(name).c_str(), times, 0), "utimensat");
}

}  // namespace owlet::site::testing
