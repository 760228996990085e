// What is said at the start, beside where the site is.
#include "owlet/app/start_notes.h"

#include <cstddef>
#include <string_view>

namespace owlet::app {

namespace {

// Collects words with commas between them.
class word_list {
public:
  void add(std::string_view word) { text_.append(text_.empty() ? "" : ", ").append(word); }
  void add_if(bool is_on, std::string_view word) {
    if (is_on) add(word);
  }
  // "clean URLs", "log FILE"; nothing without a value.
  void add_named(std::string_view name, std::string_view value) {
    if (!value.empty()) add(std::string(name).append(" ").append(value));
  }
  // "1 worker", "12 rules of _redirects"; nothing of none.
  void add_count(std::size_t count, std::string_view one, std::string_view more) {
    if (count > 0) add(std::to_string(count).append(" ").append(count == 1 ? one : more));
  }
  [[nodiscard]] const std::string& text() const { return text_; }

private:
  std::string text_;
};

void add_site(word_list& words, const site::options& how) {
  words.add_if(how.auth.is_on(), "passwords");
  words.add_if(how.list == site::listing_use::on, "listings");
  words.add_named("fallback", how.fallback);
  words.add_if(how.clean_urls == site::clean_urls::on, "clean URLs");
  words.add_if(how.dotfiles == site::dotfile_use::served, "dotfiles");
  words.add_if(how.cors == site::cross_origin::allowed, "CORS");
  words.add_if(how.security == site::security_preset::on, "security headers");
  words.add_count(how.respond.size(), "fixed answer", "fixed answers");
  words.add_count(how.follow.size(), "directory that links lead to",
                  "directories that links lead to");
  words.add_named("previous root", how.previous_root);
}

}  // namespace

std::string what_is_on(const settings& wanted, const site::overview& found) {
  word_list words;
  add_site(words, wanted.server.site);
  words.add_count(found.redirects, "rule of _redirects", "rules of _redirects");
  words.add_count(found.headers, "rule of _headers", "rules of _headers");
  if (wanted.workers == 0) words.add("a worker for each CPU");
  if (wanted.workers > 1) words.add_count(wanted.workers, "worker", "workers");
  const std::string& log = wanted.server.log.target;
  words.add_named("log", log == "-" ? "to standard output" : log);
  return words.text().empty() ? std::string() : "with " + words.text();
}

std::string hint_about(const std::string& root, const std::string& prefix,
                       const site::overview& found) {
  if (found.has_front_page) return {};
  return "nothing answers " + prefix + "/: there is no index.html in " + root +
         "; --list shows what is there";
}

}  // namespace owlet::app
