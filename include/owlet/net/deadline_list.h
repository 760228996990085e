// Time-outs: one first-in-first-out list per class of time-out.
#pragma once

#include <optional>

#include "owlet/base/clock.h"

namespace owlet::net {

// The membership of one descriptor in at most one deadline_list. Lives inside what it stands for,
// does not move, and takes itself out when it ends.
class deadline {
public:
  explicit deadline(int fd) noexcept : fd_(fd) {}
  ~deadline() { clear(); }
  deadline(const deadline&) = delete;
  deadline& operator=(const deadline&) = delete;

  // The descriptor that the deadline is for: a name, not a borrow.
  [[nodiscard]] int fd() const noexcept { return fd_; }
  [[nodiscard]] bool is_set() const noexcept { return next_ != nullptr; }

  // Takes the deadline out of its list, if it is in one.
  void clear() noexcept;

private:
  friend class deadline_list;

  deadline* previous_ = nullptr;
  deadline* next_ = nullptr;
  base::time_point at_{};
  int fd_;
};

// The deadlines of one class. All have the same length, so that the one set first is due first, and
// set, clear and expire take constant time. Borrows its members.
class deadline_list {
public:
  explicit deadline_list(base::duration length) noexcept;
  deadline_list(const deadline_list&) = delete;
  deadline_list& operator=(const deadline_list&) = delete;

  // Makes the member due `length` from now, wherever it was before.
  void set(deadline& member, base::time_point now) noexcept;

  // When a member of this list was set.
  [[nodiscard]] base::time_point set_at(const deadline& member) const noexcept {
    return member.at_ - length_;
  }
  // From here on, members are due this long after they are set; those that are in the list keep
  // their time, and may be found late behind one of them, but not lost.
  void set_length(base::duration length) noexcept { length_ = length; }

  // The member that has waited longest, or null; it stays in the list.
  [[nodiscard]] deadline* oldest() noexcept;
  // The same, if it is due.
  [[nodiscard]] deadline* expired(base::time_point now) noexcept;

  // When the first member is due; nothing when there is none.
  [[nodiscard]] std::optional<base::time_point> next_due() const noexcept;

  // Calls `visit` with each member, which must not change the list.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const deadline* each = ring_.next_; each != &ring_; each = each->next_) visit(*each);
  }

private:
  base::duration length_;
  deadline ring_{-1};  // the head of a circular list
};

}  // namespace owlet::net
