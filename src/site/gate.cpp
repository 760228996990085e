// Who is let in by a name and a password.
#include "owlet/site/gate.h"

#include <cstring>

#include <algorithm>
#include <chrono>
#include <utility>

#include "owlet/base/limits.h"

namespace owlet::site {

namespace {

constexpr int kMaxFailures = 2;
// For how long a check that nobody waits for any more is not begun anew.
constexpr std::chrono::seconds kPauseAfterFailure{1};

void wipe(std::string& text) {
  ::explicit_bzero(text.data(), text.capacity());
  text.clear();
}

void append_word(std::string& out, std::uint64_t number) {
  for (int i = 0; i < 8; ++i) out += static_cast<char>(number >> (8 * i) & 0xFFU);
}

bool is_known(time_table& times, const base::keyed_tag& tag, base::time_point now) {
  const base::time_point* const until = times.find(tag);
  return until != nullptr && now < *until;
}

}  // namespace

gate::gate(const base::hash_key& key)
    : key_(key),
      right_(base::kRightPasswords),
      wrong_(base::kWrongPasswords),
      guessers_(base::kGuessers) {
  checks_.reserve(base::kMaxPasswordChecks);
  message_.reserve(2048);  // of a hash, a name and a password: more than they can have
}

entry gate::judge(std::string_view authorization, const client_key& client, base::time_point now) {
  user_.clear();
  awaited_ = 0;
  switch (given_.read(authorization)) {
    case http::credentials_kind::none: return entry::denied;
    case http::credentials_kind::too_long:
      return take_guess(tag_of(client), now) ? entry::denied : entry::limited;
    case http::credentials_kind::basic: break;
  }
  const std::string_view hash = users_.hash_of(given_.user);
  const base::keyed_tag pair = pair_of(hash);
  entry outcome = entry::denied;
  if (is_known(right_, pair, now)) {
    user_ = given_.user;
    outcome = entry::allowed;
  } else if (!is_known(wrong_, pair, now)) {
    outcome = ask(pair, hash, client, now);
  }
  given_.clear();
  return outcome;
}

// -- Checks ---------------------------------------------------------------------------------------

entry gate::ask(const base::keyed_tag& pair, std::string_view hash, const client_key& client,
                base::time_point now) {
  const auto known = std::ranges::find(checks_, pair, &pending::pair);
  if (known != checks_.end()) return await(*known, now);
  const base::keyed_tag guesser = tag_of(client);
  if (!take_guess(guesser, now)) return entry::limited;
  const bool is_of_user = !hash.empty();
  if (!is_of_user) hash = users_.any_hash(base::keyed_hash(key_, given_.user).low);
  if (hash.empty()) return entry::denied;
  if (checks_.size() >= base::kMaxPasswordChecks) forget_given_up(now);
  if (checks_.size() >= base::kMaxPasswordChecks) {
    give_back_guess(guesser);
    return entry::unavailable;
  }
  checks_.push_back({.id = ++last_id_,
                     .pair = pair,
                     .guesser = guesser,
                     .hash = std::string(hash),
                     .password = std::move(given_.password),
                     .is_of_user = is_of_user,
                     .asked = now});
  return await(checks_.back(), now);
}

entry gate::await(const pending& check, base::time_point now) {
  if (now - check.asked >= base::kMaxPasswordTime) return entry::unavailable;
  awaited_ = check.id;
  return entry::waiting;
}

// Those that have waited too long are passed over, so that a flood leaves no queue behind.
std::optional<password_check> gate::next_check(base::time_point now) {
  if (under_way_ != 0) return std::nullopt;
  for (auto each = checks_.begin(); each != checks_.end();) {
    const base::duration age = now - each->asked;
    if (age < base::kMaxPasswordTime) {
      under_way_ = each->id;
      began_ = now;
      return password_check{each->id, each->hash, each->password};
    }
    each = age < base::kMaxPasswordTime + kPauseAfterFailure ? each + 1 : forget(each);
  }
  return std::nullopt;
}

void gate::note_verdict(std::uint64_t id, verdict_on_password verdict, base::time_point now) {
  if (id == 0 || id != under_way_) return;
  under_way_ = 0;
  const auto check = std::ranges::find(checks_, id, &pending::id);
  if (check == checks_.end()) return;
  if (verdict == verdict_on_password::failed) {
    if (++check->failures < kMaxFailures) return;
    give_back_guess(check->guesser);
    check->asked = now - base::kMaxPasswordTime;
    return;
  }
  if (verdict == verdict_on_password::right && check->is_of_user) {
    right_.place(check->pair) = now + base::kRightPasswordTime;
    give_back_guess(check->guesser);
  } else {
    wrong_.place(check->pair) = now + base::kWrongPasswordTime;
  }
  forget(check);
}

std::optional<base::time_point> gate::began() const {
  return under_way_ == 0 ? std::nullopt : std::optional(began_);
}

void gate::forget_given_up(base::time_point now) {
  for (auto each = checks_.begin(); each != checks_.end();) {
    const bool is_given_up = now - each->asked >= base::kMaxPasswordTime && each->id != under_way_;
    each = is_given_up ? forget(each) : each + 1;
  }
}

std::vector<gate::pending>::iterator gate::forget(std::vector<pending>::iterator check) {
  wipe(check->password);
  return checks_.erase(check);
}

// -- Tags -----------------------------------------------------------------------------------------

// The sizes come first, so that no two pairs have the same message.
base::keyed_tag gate::pair_of(std::string_view hash) {
  append_word(message_, hash.size());
  append_word(message_, given_.user.size());
  message_.append(hash).append(given_.user).append(given_.password);
  const base::keyed_tag tag = base::keyed_hash(key_, message_);
  wipe(message_);
  return tag;
}

base::keyed_tag gate::tag_of(const client_key& client) const {
  std::string bytes;
  append_word(bytes, client.kind);
  append_word(bytes, client.address);
  return base::keyed_hash(key_, bytes);
}

// -- Guesses --------------------------------------------------------------------------------------

// Who takes another's place in the table takes over what that one owes: with ever new addresses,
// nobody gets more guesses than the table has places.
bool gate::take_guess(const base::keyed_tag& guesser, base::time_point now) {
  base::time_point& paid = guessers_.place(guesser);
  constexpr base::duration kInterval = base::kGuessInterval;
  if (now < paid - kInterval * (base::kGuessBurst - 1)) return false;
  paid = std::max(paid, now) + kInterval;
  return true;
}

void gate::give_back_guess(const base::keyed_tag& guesser) {
  if (base::time_point* const paid = guessers_.find(guesser)) *paid -= base::kGuessInterval;
}

}  // namespace owlet::site
