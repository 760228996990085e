// What `owlet explain` prints.
#include "owlet/app/explanation_text.h"

#include <algorithm>
#include <string_view>

#include "owlet/base/escape.h"
#include "owlet/http/content_coding.h"

namespace owlet::app {

namespace {

using http::status;
using site::explanation;
using site::file_kind;
using site::way;
using outcome = site::destination::kind;

constexpr std::size_t kColumn = 12;
constexpr std::size_t kMaxLineBytes = 4096;

std::string printable(std::string_view text) {
  std::string shown;
  const auto kept = base::is_printable_utf8(text) ? base::keep::ascii_utf8 : base::keep::ascii;
  base::append_escaped(shown, text, base::escape::hex, kept, kMaxLineBytes);
  return shown;
}

void append_row(std::string& out, std::string_view name, std::string_view text) {
  if (text.empty()) return;
  out.append("  ").append(name).append(kColumn - 2 - name.size(), ' ').append(text).append("\n");
}

std::string number_of(status code) { return std::to_string(static_cast<unsigned>(code)); }

// -- Which way led to the answer
// -------------------------------------------------------------------

std::string reason_without_path(const explanation& told) {
  if (told.reached == explanation::stage::malformed) {
    return "the request: it is malformed, or goes beyond a limit, and ends its connection";
  }
  switch (told.status) {
    case status::expectation_failed: return "the request: it has an Expect that is not known";
    case status::unauthorized: return "the password: --auth wants one, and the request has none";
    case status::method_not_allowed: return "the method: it is none of GET, HEAD and OPTIONS";
    case status::no_content: return "the method: OPTIONS is the same for every path";
    case status::not_found: return "the path: no file has a slash in its name, as %2F asks for";
    default: return "the path: it is malformed, or climbs above the root";
  }
}

// Of a path that leads to no file that can be sent.
std::string reason_of_failure(const explanation& told) {
  if (told.status == status::service_unavailable) return "path: out of descriptors or memory";
  if (told.status == status::internal_server_error) return "path: the disk failed";
  switch (told.named) {
    case file_kind::directory:
      return told.status == status::forbidden
                 ? "index: that of the directory may not be read, or is no regular file"
                 : "index: the path names a directory, which has no index.html to be served";
    case file_kind::regular:
      return told.path.ends_with('/') ? "path: there is a file, and the path ends in a slash"
                                      : "path: there is a file now";
    case file_kind::outside:
      return "path: a link that leads out of the root, or nowhere; --follow DIR lets links lead "
             "into a directory";
    case file_kind::forbidden: return "path: it may not be read, or is no regular file";
    case file_kind::absent:
    case file_kind::exhausted:
    case file_kind::failed: break;
  }
  return "path: there is nothing of that name";
}

std::string reason_of_rule(const explanation& told) {
  const std::string place = told.rule ? "_redirects:" + std::to_string(told.rule->line) : "";
  if (told.outcome == outcome::redirect) return place + ": the rule redirects";
  const std::string target = told.rule ? printable(told.rule->location) : "";
  if (told.outcome == outcome::file) return place + ": the rule answers with " + target;
  const bool is_meant = told.rule && told.rule->action == site::redirect_action::page;
  return place + (is_meant ? ": the rule says so, with the page " + target
                           : ": the rule leads to " + target + ", which is no file to be served");
}

std::string reason_of(const explanation& told, const explained& about) {
  if (told.reached == explanation::stage::fixed) {
    return "fixed answer: --respond " + printable(told.fixed_path) +
           " is the first that is for this path and method; the disk is not asked";
  }
  if (told.reached != explanation::stage::path) return reason_without_path(told);
  const bool is_redirect = told.outcome == outcome::redirect;
  const bool is_lost = told.outcome == outcome::page;
  switch (told.by) {
    case way::path: return is_lost ? reason_of_failure(told) : "path: it names the file";
    case way::index:
      return is_lost ? reason_of_failure(told) : "index: the path names the directory of it";
    case way::clean_url:
      if (is_redirect) return "clean URL: the file has one right URL, and that is it";
      return is_lost ? reason_of_failure(told) : "clean URL: the path names it without .html";
    case way::slash: return "slash: the path names a directory without its slash";
    case way::rule: return reason_of_rule(told);
    case way::former_root: return "former root: the root has no such file any more";
    case way::fallback:
      return is_lost ? "fallback: there is no file " + printable(about.how.fallback) +
                           " in the root that could be sent"
                     : "fallback: a navigation to what is nowhere";
    case way::prefix: return "prefix: the path is not beneath --prefix " + about.how.prefix;
    case way::listing:
      return told.status == status::forbidden
                 ? "listing: the directory has no index.html, and may not be read"
                 : "listing: the directory has no index.html, and --list shows what is in it";
    case way::hidden: break;
  }
  return told.names_rules ? "hidden: a file of rules is never served"
                          : "hidden: a name begins with a dot; --dotfiles would serve it";
}

// -- What else decided, or could have
// --------------------------------------------------------------

std::string file_of(const explanation& told, const explained& about) {
  if (told.file.empty()) {
    if (told.reached == explanation::stage::fixed) return {};
    if (told.status < status::bad_request) return {};
    const std::string page = number_of(told.status) + ".html";
    return "the built-in page" + (told.may_have_page ? ", for there is no " + page : "");
  }
  const bool is_former = told.by == way::former_root && !told.is_page;
  const std::string& root = is_former ? about.former_root : about.root;
  std::string text = printable(told.file) + "   (" + printable(root + '/' + told.file) + ')';
  if (told.outcome == outcome::listing) text += ", a directory";
  if (told.is_page) text += ", the page for " + number_of(told.status);
  return text;
}

std::string fate_of(const site::sidecar& each) {
  using enum site::sidecar::fate;
  switch (each.what) {
    case chosen: return "sent";
    case absent: return "not there";
    case unusable: return "cannot be read, or leads out of the root";
    case older: return "older than the file";
    case unasked: return "there, but the request has no Accept-Encoding";
    case refused: return "there, but Accept-Encoding does not let it be sent";
    case less_wanted: return "there, but less wanted";
  }
  return {};
}

std::string variants_of(const explanation& told) {
  const bool is_asked = told.reached == explanation::stage::path && !told.file.empty() &&
                        told.outcome != outcome::listing && told.by != way::former_root;
  if (!is_asked) return {};
  if (!told.has_variants) return "none is looked for: this type is not compressed";
  std::string text;
  for (const site::sidecar& each : told.sidecars) {
    if (!text.empty()) text += "; ";
    text.append(http::suffix_of(each.coding)).append(": ").append(fate_of(each));
  }
  return text;
}

std::string condition_of(const explanation& told) {
  if (told.condition.empty()) return {};
  const std::string name(told.condition);
  if (told.status == status::not_modified) return name + ": the client has this version";
  if (told.status == status::precondition_failed) return name + ": this is another version";
  return name + ": the client has another version";
}

std::string range_of(const explanation& told) {
  using enum site::range_fate;
  switch (told.range) {
    case none: break;
    case sent: return "sent";
    case beyond: return "it begins behind the end of the file";
    case wrong_method: return "ignored, for it means something for GET only";
    case outdated: return "ignored, for If-Range is about another version, or it is malformed";
    case ignored:
      return "ignored, for it is malformed, asks for too many, or for several of a coding";
  }
  return {};
}

std::string rule_of(const explanation& told) {
  if (!told.rule || told.is_by_rule) return {};
  std::string text = "_redirects:" + std::to_string(told.rule->line) + " matches (" +
                     number_of(told.rule->status) + " to " + printable(told.rule->location) + ')';
  if (told.by == way::hidden) return text + ", but what is hidden is nowhere, whatever rules say";
  if (told.by == way::former_root) return text + ", but a former root has the file";
  return text + ", but the path leads somewhere, and the status does not end in \"!\"";
}

std::string password_of(const explanation& told) {
  if (!told.is_guarded) return {};
  return told.status == status::unauthorized
             ? "wanted; with -H 'Authorization: Basic any' this goes on as if it were right"
             : "wanted; taken for right here, for none is checked";
}

std::string fields_of(const explanation& told) {
  std::string text;
  for (const std::size_t line : told.field_lines) {
    text.append(text.empty() ? "" : ", ").append("_headers:").append(std::to_string(line));
  }
  return text;
}

std::string former_of(const explanation& told) {
  using enum site::former_fate;
  switch (told.former) {
    case untried:
    case used: break;
    case unset:
      return "no --previous-root is given; what a running owlet has kept is known to it alone";
    case no_hash: return "not asked, for the name carries no hash of its content";
    case missing: return "has no such file either";
  }
  return {};
}

std::string fallback_of(const explanation& told) {
  using enum site::fallback_fate;
  switch (told.fallback) {
    case untried:
    case used:
    case missing: break;
    case unset: return "none, for there is no --fallback";
    case asset: return "not taken, for the name has the extension of what pages load";
    case no_navigation:
      return "not taken, for this is no navigation: neither Accept: text/html nor Sec-Fetch-Mode: "
             "navigate";
  }
  return {};
}

std::string clean_of(const explanation& told) {
  const bool is_lost = told.outcome == outcome::page && told.status == status::not_found;
  if (told.clean.empty() || !is_lost) return {};
  return printable(told.clean) + " is there, and --clean-urls would answer with it";
}

std::string caching_of(const explanation& told, const explained& about) {
  const bool is_file = told.reached == explanation::stage::path && told.outcome == outcome::file &&
                       told.status < status::bad_request;
  if (!is_file) return {};
  const std::string own = told.is_hashed ? "public, max-age=31536000, immutable" : "no-cache";
  const bool is_own = told.head.find("\r\nCache-Control: " + own + "\r\n") != std::string::npos;
  if (about.how.files.cache_control || !is_own) return "as an option or a rule for fields says";
  return told.is_hashed ? "for a year: the name carries a hash of its content"
                        : "asked for anew each time: the name carries no hash of its content";
}

// The lines of a head; not the Date, which is that of another moment.
void append_head(std::string& out, std::string_view head) {
  constexpr std::string_view kLineEnd = "\r\n";
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find(kLineEnd));
    head.remove_prefix(std::min(line.size() + kLineEnd.size(), head.size()));
    if (!line.empty() && !line.starts_with("Date: ")) out.append(printable(line)).append("\n");
  }
}

}  // namespace

std::string explanation_text(const explanation& told, const explained& about) {
  const std::string_view line =
      std::string_view(about.request).substr(0, about.request.find(" HTTP/1.1\r\n"));
  std::string out = printable(line) + '\n';
  append_row(out, "status",
             number_of(told.status) + ' ' + std::string(http::reason_phrase(told.status)));
  append_row(out, "file", file_of(told, about));
  append_row(out, "location", printable(told.location));
  append_row(out, "by", reason_of(told, about));
  append_row(out, "password", password_of(told));
  append_row(out, "condition", condition_of(told));
  append_row(out, "range", range_of(told));
  append_row(out, "variants", variants_of(told));
  append_row(out, "caching", caching_of(told, about));
  append_row(out, "rule", rule_of(told));
  append_row(out, "clean URL", clean_of(told));
  append_row(out, "former", former_of(told));
  append_row(out, "fallback", fallback_of(told));
  append_row(out, "fields", fields_of(told));
  append_head(out, told.head);
  return out;
}

}  // namespace owlet::app
