// Who is let in by a name and a password.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "owlet/base/clock.h"
#include "owlet/base/siphash.h"
#include "owlet/http/basic_credentials.h"
#include "owlet/site/password_table.h"
#include "owlet/site/time_table.h"

namespace owlet::site {

// Whose guesses are counted together: a client by its IPv4 address, or the first half of its IPv6
// one, which is what one network has at the least.
struct client_key {
  std::uint64_t kind = 0;
  std::uint64_t address = 0;
};

enum class entry : std::uint8_t {
  allowed,
  denied,       // 401: no credentials, or wrong ones
  waiting,      // a check is under way: the request is to come again when it has ended
  limited,      // 429: too many guesses
  unavailable,  // 503: too many checks wait, or this one takes too long
};

// A password to be compared with a hash, by whoever can take the time for it. Views are valid until
// the next call of a member of the gate that is not const.
struct password_check {
  std::uint64_t id;  // not 0, and never given twice
  std::string_view hash;
  std::string_view password;
};

enum class verdict_on_password : std::uint8_t { wrong, right, failed };

// Judges credentials without ever hashing a password: what is not known yet is given out as a check
// and waited for. Remembers for a while, as keyed hashes, which pairs of a name and a password were
// right or wrong; the hash of the file is part of a pair, so that nothing is known any more of a
// user whose line has changed. Bounds what a client may guess, and what all of them may ask for. A
// name that does not exist is checked as any other is, against the hash of somebody else, and is
// wrong whatever comes of it. No disk, no process, no clock.
class gate {
public:
  explicit gate(const base::hash_key& key);

  // The users from here on.
  void use(password_table users) { users_ = std::move(users); }

  // Judges the value of an Authorization field, which may be empty.
  [[nodiscard]] entry judge(std::string_view authorization, const client_key& client,
                            base::time_point now);
  // Of the last judgement: who was allowed, and which check is waited for; empty and 0 if none.
  [[nodiscard]] std::string_view user() const { return user_; }
  [[nodiscard]] std::uint64_t awaited() const { return awaited_; }

  // -- For who makes the checks, one at a time
  // The check that is to be made next; nothing when there is none, or one is under way.
  [[nodiscard]] std::optional<password_check> next_check(base::time_point now);
  // What came of a check. One that failed is made once more, and then given up.
  void note_verdict(std::uint64_t id, verdict_on_password verdict, base::time_point now);
  // When the check that is under way was given out.
  [[nodiscard]] std::optional<base::time_point> began() const;

private:
  struct pending {
    std::uint64_t id;
    base::keyed_tag pair;
    base::keyed_tag guesser;
    std::string hash;
    std::string password;
    bool is_of_user;  // else of nobody, and no verdict lets him in
    base::time_point asked;
    int failures = 0;
  };

  [[nodiscard]] entry ask(const base::keyed_tag& pair, std::string_view hash,
                          const client_key& client, base::time_point now);
  [[nodiscard]] entry await(const pending& check, base::time_point now);
  [[nodiscard]] base::keyed_tag pair_of(std::string_view hash);
  [[nodiscard]] base::keyed_tag tag_of(const client_key& client) const;
  [[nodiscard]] bool take_guess(const base::keyed_tag& guesser, base::time_point now);
  void give_back_guess(const base::keyed_tag& guesser);
  void forget_given_up(base::time_point now);
  std::vector<pending>::iterator forget(std::vector<pending>::iterator check);

  base::hash_key key_;
  password_table users_;
  http::basic_credentials given_;
  std::string user_;
  std::uint64_t awaited_ = 0;
  std::string message_;  // what is hashed; wiped after each use
  time_table right_;     // until when a pair is known to be
  time_table wrong_;
  time_table guessers_;  // up to when the guesses of a client are paid for
  std::vector<pending> checks_;
  std::uint64_t last_id_ = 0;
  std::uint64_t under_way_ = 0;  // the id of a check; 0 for none
  base::time_point began_{};
};

}  // namespace owlet::site
