// Why a request is answered as it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/http/content_coding.h"
#include "owlet/http/status.h"
#include "owlet/site/file_info.h"
#include "owlet/site/redirect_target.h"
#include "owlet/site/resolver.h"

namespace owlet::site {

// What became of one of the codings that a file could be sent in.
struct sidecar {
  enum class fate : std::uint8_t {
    chosen,
    absent,       // there is no file of that name
    unusable,     // its name leads out of the root, or it may not be read
    older,        // than the file itself
    unasked,      // the request has no Accept-Encoding
    refused,      // Accept-Encoding does not let it be sent
    less_wanted,  // it could be sent, and another one is preferred
  };
  http::content_coding coding = http::content_coding::identity;
  fate what = fate::absent;
};

// What became of the Range field.
enum class range_fate : std::uint8_t {
  none,          // there is none, or it did not come to that
  sent,          // 206
  beyond,        // 416
  wrong_method,  // HEAD
  outdated,      // If-Range is about another version, or the field would be ignored without it
  ignored,       // it is malformed, asks for too much, or for several ranges of a coding
};

// What became of a way that is tried when a path leads nowhere.
enum class former_fate : std::uint8_t { untried, used, unset, no_hash, missing };
enum class fallback_fate : std::uint8_t { untried, used, unset, asset, no_navigation, missing };

// The line of `_redirects` that matched, whether or not it answers.
struct matched_rule {
  std::size_t line = 0;
  redirect_action action = redirect_action::redirect;
  http::status status = http::status::found;
  bool is_forced = false;
  std::string location;
};

// A plain value that owns its text.
struct explanation {
  // How far a request came.
  enum class stage : std::uint8_t {
    malformed,     // it is no request
    fixed,         // a fixed answer is for it, and the disk is not asked
    without_path,  // whatever its path is, the answer would be the same; or it has none
    path,          // its path was looked up
  };

  stage reached = stage::malformed;
  http::status status = http::status::bad_request;
  std::string head;  // of the answer, with its empty line

  // The file that answers, by its path beneath its root, with the suffix of its coding; empty for
  // none. It may stand for the built-in page of the status.
  std::string file;
  bool is_page = false;
  bool may_have_page = false;  // a file of the root could stand for the built-in page
  bool is_hashed = false;      // its name carries a hash of its content, so that it may be kept

  std::string fixed_path;   // of the fixed answer, as it was written
  bool is_guarded = false;  // a password is wanted, and any one is taken for right

  std::vector<std::size_t> field_lines;  // of `_headers`: the rules that apply

  // The rest is said of a path that was looked up.
  std::string path;  // in the normal form, with its slash
  destination::kind outcome = destination::kind::page;
  way by = way::path;
  std::string location;                 // of a redirect
  file_kind named = file_kind::absent;  // what the path itself names, its slash aside
  bool names_rules = false;             // a file of rules, that is
  std::string clean;                    // the file that --clean-urls would answer with, or empty
  std::optional<matched_rule> rule;
  bool is_by_rule = false;
  bool has_variants = false;      // sidecars of the file are looked for
  std::vector<sidecar> sidecars;  // of all codings but identity then
  std::string_view condition;     // the conditional field that was judged; of static storage
  range_fate range = range_fate::none;
  former_fate former = former_fate::untried;
  fallback_fate fallback = fallback_fate::untried;
};

}  // namespace owlet::site
