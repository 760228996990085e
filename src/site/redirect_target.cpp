// Where a rule of redirection leads: scheme, host, path, query and fragment taken apart, and put
// together again for each request.
#include "owlet/site/redirect_target.h"

#include <algorithm>

#include "owlet/base/limits.h"
#include "owlet/http/authority.h"
#include "owlet/http/percent.h"
#include "owlet/http/target_path.h"

namespace owlet::site {
namespace {

text_problem problem(std::size_t at, std::string_view what, std::string_view remedy) {
  return {at, std::string(what), std::string(remedy)};
}

// Whether a segment leads nowhere or up, for whoever reads the URI.
bool is_dot_segment(std::string_view segment) {
  return http::decodes_to(segment, ".", http::plus_sign::itself) ||
         http::decodes_to(segment, "..", http::plus_sign::itself);
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (is_dot_segment(path.substr(0, end))) return true;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return false;
}

// From a place on, runs of slashes become one.
void collapse_slashes(std::string& text, std::size_t from) {
  const auto both_slashes = [](char a, char b) { return a == '/' && b == '/'; };
  const auto begin = text.begin() + static_cast<std::ptrdiff_t>(from);
  text.erase(std::unique(begin, text.end(), both_slashes), text.end());
}

}  // namespace

// Judges the parts of a target one by one, and makes templates of them.
class redirect_target::compiler {
public:
  compiler(std::string_view text, const target_terms& terms, redirect_target& out)
      : text_(text), terms_(terms), out_(out) {
    out_ = redirect_target();
    out_.scheme_ = scheme_of(text_);
  }

  std::optional<text_problem> compile() {
    split();
    if (http::has_bad_escape(text_)) {
      return problem(text_.find('%'), text_,
                     "a % begins no escape here: a % itself is written %25");
    }
    if (auto wrong = check_names()) return wrong;
    if (auto wrong = is_absolute() ? compile_host() : check_site_path()) return wrong;
    if (auto wrong = check_path()) return wrong;
    add(out_.path_, path_at_, query_at_, template_part::path);
    add(out_.query_, query_at_, fragment_at_, template_part::plain);
    add(out_.fragment_, fragment_at_, text_.size(), template_part::plain);
    out_.has_query_ = fragment_at_ > query_at_;
    return std::nullopt;
  }

private:
  [[nodiscard]] bool is_absolute() const { return out_.scheme_ != url_scheme::unknown; }
  [[nodiscard]] std::string_view path() const {
    return text_.substr(path_at_, query_at_ - path_at_);
  }

  void split() {
    fragment_at_ = std::min(text_.find('#'), text_.size());
    const std::string_view before = text_.substr(0, fragment_at_);
    query_at_ = std::min(before.find('?'), before.size());
    const std::size_t host_at = prefix_size(out_.scheme_);
    if (is_absolute())
      path_at_ = std::min(before.substr(0, query_at_).find('/', host_at), query_at_);
  }

  // A name that is no capture is text, unless it is plain that it was meant to be one.
  std::optional<text_problem> check_names() const {
    for (std::size_t at = text_.find(':'); at != text_.npos; at = text_.find(':', at + 1)) {
      const std::size_t size = placeholder_size(text_.substr(at));
      if (size == 0) continue;
      const std::string_view name = text_.substr(at + 1, size - 1);
      const bool is_meant = name == "splat" || (at > 0 && text_[at - 1] == '/' && at > path_at_);
      if (is_meant && !find_capture(terms_.names, name)) {
        return problem(at, text_.substr(at, size),
                       name == "splat" ? "there is no splat: write a * into the source"
                                       : "the source has no placeholder of this name: write one");
      }
    }
    return std::nullopt;
  }

  std::optional<text_problem> compile_host() {
    const std::size_t host_at = prefix_size(out_.scheme_);
    if (terms_.action == redirect_action::rewrite) {
      return problem(0, text_,
                     "owlet is no proxy: redirect with 301 or 302, or begin with a slash");
    }
    if (terms_.action == redirect_action::page) {
      return problem(0, text_, "a page is one of this site: begin with a slash");
    }
    const std::string_view host = text_.substr(host_at, path_at_ - host_at);
    for (std::size_t at = host.find(':'); at != host.npos; at = host.find(':', at + 1)) {
      const std::size_t size = placeholder_size(host.substr(at));
      const auto place = find_capture(terms_.names, host.substr(at + 1, size - (size > 0)));
      if (size > 0 && (!place || *place >= terms_.host_captures)) {
        return problem(host_at + at, host.substr(at, size),
                       "in a host only a placeholder of the source's host can stand: write a slash "
                       "in front of it");
      }
    }
    const std::string plain = without_placeholders(host);
    if (plain.empty() || plain[0] == ':' || !http::is_host_and_port(plain)) {
      return problem(host_at, host, "this is no host: write a name as example.com");
    }
    add(out_.host_, 0, path_at_, template_part::host);
    return std::nullopt;
  }

  [[nodiscard]] std::optional<text_problem> check_site_path() const {
    if (text_.substr(0, 2) == "//" || text_.substr(0, 2) == "/\\") {
      return problem(0, text_, "this would lead to another host: write https:// or one slash");
    }
    if (text_.starts_with("/.netlify/")) {
      return problem(0, text_, "owlet has no functions of Netlify: take the rule out");
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<text_problem> check_path() const {
    const std::size_t star = path().find('*');
    if (star != std::string_view::npos) {
      return problem(path_at_ + star, path(), "a splat is inserted as :splat: write it so");
    }
    if (has_dot_segment(path())) {
      return problem(path_at_, path(), "there is a dot segment: write the path that it leads to");
    }
    std::string encoded = "/";
    http::append_percent_encoded(encoded, without_placeholders(path()), http::uri_text::written);
    http::target_path parsed;
    const http::target_kind kind = http::parse_target(encoded, parsed);
    const bool is_redirect = terms_.action == redirect_action::redirect;
    if (kind == http::target_kind::path) return std::nullopt;
    if (kind == http::target_kind::unnameable && is_redirect) return std::nullopt;
    return problem(path_at_, path(), "no file can have this name: write the path of one");
  }

  void add(rule_template& to, std::size_t begin, std::size_t end, template_part part) const {
    std::string encoded;
    http::append_percent_encoded(encoded, text_.substr(begin, end - begin),
                                 http::uri_text::written);
    to.add(encoded, part, terms_.names);
  }

  std::string_view text_;
  const target_terms& terms_;
  redirect_target& out_;
  std::size_t path_at_ = 0;
  std::size_t query_at_ = 0;
  std::size_t fragment_at_ = 0;
};

std::optional<text_problem> redirect_target::compile(std::string_view text,
                                                     const target_terms& terms,
                                                     redirect_target& out) {
  return compiler(text, terms, out).compile();
}

bool redirect_target::expand(const captures& found, std::string_view query,
                             std::string& out) const {
  constexpr std::size_t kMost = base::kMaxRuleLocationBytes;
  out.clear();
  if (!host_.expand(found, kMost, out)) return false;
  const std::size_t path_at = out.size();
  if (!path_.expand(found, kMost, out)) return false;
  if (path_at == 0) collapse_slashes(out, 0);
  if (has_dot_segment(std::string_view(out).substr(path_at))) return false;
  if (has_query_ && !query_.expand(found, kMost, out)) return false;
  if (!has_query_) http::append_percent_encoded(out, query, http::uri_text::written);
  return fragment_.expand(found, kMost, out) && out.size() <= kMost;
}

}  // namespace owlet::site
