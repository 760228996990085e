// Who makes the checks that the gate gives out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "owlet/base/back_off.h"
#include "owlet/base/clock.h"
#include "owlet/net/helper_process.h"
#include "owlet/net/poller.h"
#include "owlet/site/gate.h"

namespace owlet::server {

// Owns the helper process owlet-auth, asks it one check at a time, and tells the gate what came of
// it. A helper that ends, or takes too long, is replaced: at once, and with more and more patience
// if that happens again and again. Borrows the poller. Nothing of a password is ever said.
class password_checker {
public:
  // Starts the helper. Throws std::system_error.
  password_checker(std::string program, net::poller& poller);

  // To watch for input; -1 while none runs.
  [[nodiscard]] int fd() const { return helper_.fd(); }

  // Takes what the helper has said. Returns the check of which the gate has been told something, so
  // that who waits for it is to come again; 0 when there is none.
  [[nodiscard]] std::uint64_t hear(site::gate& door, base::time_point now);
  // Goes on: gives the helper something to do, replaces one that takes too long, starts one that is
  // due. To be called at the end of each turn, and when next_due() has come. Returns as hear().
  [[nodiscard]] std::uint64_t go_on(site::gate& door, base::time_point now);
  [[nodiscard]] std::optional<base::time_point> next_due(const site::gate& door) const;

  // A child has ended.
  void reap() { helper_.reap(); }

private:
  [[nodiscard]] int start(base::time_point now);
  [[nodiscard]] std::uint64_t lose(site::gate& door, base::time_point now, std::string_view why);
  void ask(const site::password_check& check);

  std::string program_;
  net::poller& poller_;
  net::helper_process helper_;
  base::back_off patience_;
  base::time_point started_{};
  std::optional<base::time_point> start_at_;
  std::uint64_t asked_ = 0;  // what the helper works on
  bool is_failure_said_ = false;
  std::string packet_;  // wiped after each use
};

}  // namespace owlet::server
