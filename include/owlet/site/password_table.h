// A file of users and the hashes of their passwords.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "owlet/site/rule_problem.h"

namespace owlet::site {

// The file as `htpasswd` writes it: a line "user:hash" for each user; lines that are empty or begin
// with "#" say nothing. A plain value.
class password_table {
public:
  // What is wrong goes to the problems, and then the table is empty. Nothing of a hash is ever in
  // a problem's text.
  [[nodiscard]] static password_table parse(std::string_view text, rule_problems& problems);

  // The hash of a user's password; empty when there is no such user.
  [[nodiscard]] std::string_view hash_of(std::string_view user) const;
  // One of the hashes that there are, chosen by a number; empty when there are no users.
  [[nodiscard]] std::string_view any_hash(std::uint64_t number) const;
  [[nodiscard]] std::size_t size() const { return users_.size(); }

private:
  struct account {
    std::string user;
    std::string hash;
    std::size_t line;
  };
  std::vector<account> users_;  // by their names
};

// Why a hash cannot be used, with the remedy; empty when it can be: crypt(5) has it as bcrypt,
// yescrypt, gost-yescrypt, sha512crypt or sha256crypt.
[[nodiscard]] std::string_view refusal_of_hash(std::string_view hash);

}  // namespace owlet::site
