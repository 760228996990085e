// Which paths a password is wanted for.
#include "owlet/site/guarded_paths.h"

#include <utility>

#include "owlet/http/content_coding.h"

namespace owlet::site {

namespace {

constexpr std::string_view kPageSuffix = ".html";

std::string_view without_slash(std::string_view text) {
  while (text.ends_with('/')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<text_problem> guarded_paths::add(std::string_view text) {
  entry added;
  added.is_exemption = text.starts_with('!');
  if (added.is_exemption) text.remove_prefix(1);
  if (!text.starts_with('/')) {
    return text_problem{0, std::string(text), "begin the path with a slash, as in /private"};
  }
  if (text.find_first_of("?#") != text.npos) {
    return text_problem{0, std::string(text), "a path has no query and no fragment: take it out"};
  }
  capture_names names;
  if (auto wrong = path_pattern::compile(text, pattern_kind::path, names, added.pattern)) {
    return wrong;
  }
  const auto splat = text.find('*');
  if (!added.is_exemption && splat != text.npos && text.find('/', splat) != text.npos) {
    return text_problem{0, std::string(text),
                        "what is to be guarded may have its * behind the last slash only: write "
                        "/:name for one folder"};
  }
  if (!added.is_exemption && splat == text.npos) {
    const std::string beneath = std::string(without_slash(text)) + "/*";
    capture_names more;
    if (auto wrong = path_pattern::compile(beneath, pattern_kind::path, more, added.beneath)) {
      return wrong;
    }
    added.has_beneath = true;
  }
  if (!added.is_exemption) otherwise_ = protection::none;
  entries_.push_back(std::move(added));
  return std::nullopt;
}

// The coding of a file is asked for by its own name, too: what guards the file behind an exemption
// of that name counts.
ruling guarded_paths::of(const plain_path& path) const {
  const ruling own = of_file(path);
  const std::string_view suffix = http::suffix_of(http::coding_of_name(path.path));
  if (own.what == protection::guarded || suffix.empty()) return own;
  const std::string_view name = path.path.substr(0, path.path.size() - suffix.size());
  const ruling original = of_file({name, path.ends_with_slash});
  return own.what == protection::none || original.by > own.by ? original : own;
}

ruling guarded_paths::of_file(const plain_path& path) const {
  const ruling own = of_name(path);
  const bool has_clean_url = clean_ == clean_urls::on && path.path.ends_with(kPageSuffix);
  if (own.what == protection::guarded || !has_clean_url) return own;
  const std::string_view name = path.path.substr(0, path.path.size() - kPageSuffix.size());
  const ruling clean = of_name({name, false});
  return clean.what == protection::guarded && clean.by >= own.by ? clean : own;
}

ruling guarded_paths::of_name(const plain_path& path) const {
  captures found;
  for (std::size_t number = entries_.size(); number > 0; --number) {
    const entry& each = entries_[number - 1];
    const bool is_match =
        each.pattern.match(path, found) || (each.has_beneath && each.beneath.match(path, found));
    if (is_match) return {each.is_exemption ? protection::exempt : protection::guarded, number};
  }
  return {otherwise_, 0};
}

}  // namespace owlet::site
