// A file of users and the hashes of their passwords.
#include "owlet/site/password_table.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "owlet/base/limits.h"
#include "owlet/site/rule_lines.h"

namespace owlet::site {

namespace {

// What crypt(3) takes, and much more than it makes.
constexpr std::size_t kMaxHashBytes = 383;

struct scheme {
  std::string_view prefix;
  std::size_t least_bytes;  // of a whole hash
};
constexpr scheme kGood[] = {{"$2a$", 60}, {"$2b$", 60}, {"$2y$", 60}, {"$y$", 50},
                            {"$gy$", 50}, {"$5$", 46},  {"$6$", 89}};

struct bad_scheme {
  std::string_view prefix;
  std::string_view remedy;
};
constexpr bad_scheme kBad[] = {
    {"$apr1$", "this is MD5, which is guessed too fast: make a hash with htpasswd -B"},
    {"$1$", "this is MD5, which is guessed too fast: make a hash with htpasswd -B"},
    {"{SHA}", "this is SHA-1, which is guessed too fast: make a hash with htpasswd -B"},
    {"{SSHA}", "this is SHA-1, which is guessed too fast: make a hash with htpasswd -B"},
    {"$2x$", "this is of a faulty bcrypt: make a hash with htpasswd -B"},
};
constexpr std::string_view kUnknown =
    "this is no hash that is known, but plain text or DES: make one with htpasswd -B or mkpasswd "
    "-m yescrypt";

// As crypt(5) says: a hash is of printable ASCII, without these.
bool is_hash_char(char c) {
  return c > ' ' && c < 0x7F && std::string_view(":;*!\\").find(c) == std::string_view::npos;
}

text_problem problem(std::size_t at, std::string_view what, std::string_view remedy) {
  return {at, std::string(what), std::string(remedy)};
}

std::optional<text_problem> problem_of(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == line.npos) {
    // It may be a password.
    return problem(0, "", "there is no colon: write USER:HASH, as htpasswd -B does");
  }
  const std::string_view user = line.substr(0, colon);
  if (user.empty()) return problem(0, "", "there is no name in front of the colon");
  if (user.size() > base::kMaxUserBytes) {
    return problem(0, user, "a name may have 255 bytes: make it shorter");
  }
  const std::string_view remedy = refusal_of_hash(line.substr(colon + 1));
  if (remedy.empty()) return std::nullopt;
  return problem(colon + 1, user, remedy);
}

}  // namespace

std::string_view refusal_of_hash(std::string_view hash) {
  if (hash.empty()) return "there is no hash behind the colon: make one with htpasswd -B";
  for (const bad_scheme& each : kBad) {
    if (hash.starts_with(each.prefix)) return each.remedy;
  }
  const auto* const known =
      std::find_if(std::begin(kGood), std::end(kGood),
                   [&](const scheme& each) { return hash.starts_with(each.prefix); });
  if (known == std::end(kGood)) return kUnknown;
  const bool is_whole = hash.size() >= known->least_bytes && hash.size() <= kMaxHashBytes &&
                        std::ranges::all_of(hash, is_hash_char);
  return is_whole ? std::string_view()
                  : "this hash is cut, or has a character in it that none has: make it anew";
}

password_table password_table::parse(std::string_view text, rule_problems& problems) {
  password_table parsed;
  rule_line_reader lines(text, problems);
  while (const auto line = lines.next()) {
    if (auto wrong = problem_of(line->text)) {
      problems.add(line->number, line->column, *wrong);
      continue;
    }
    const auto colon = line->text.find(':');
    parsed.users_.push_back({std::string(line->text.substr(0, colon)),
                             std::string(line->text.substr(colon + 1)), line->number});
  }
  std::sort(parsed.users_.begin(), parsed.users_.end(), [](const account& a, const account& b) {
    const int order = a.user.compare(b.user);
    return order != 0 ? order < 0 : a.line < b.line;
  });
  for (std::size_t i = 1; i < parsed.users_.size(); ++i) {
    const account& before = parsed.users_[i - 1];
    if (parsed.users_[i].user != before.user) continue;
    problems.add(parsed.users_[i].line, 1,
                 problem(0, before.user,
                         "line " + std::to_string(before.line) +
                             " has this name already: remove one of them"));
  }
  if (!problems.is_empty()) parsed.users_.clear();
  return parsed;
}

std::string_view password_table::hash_of(std::string_view user) const {
  const auto found = std::ranges::lower_bound(users_, user, {}, &account::user);
  return found == users_.end() || found->user != user ? std::string_view() : found->hash;
}

std::string_view password_table::any_hash(std::uint64_t number) const {
  if (users_.empty()) return {};
  return users_[static_cast<std::size_t>(number % users_.size())].hash;
}

}  // namespace owlet::site
