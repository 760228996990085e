// Time-outs: one first-in-first-out list per class of time-out.
#include "owlet/net/deadline_list.h"

namespace owlet::net {

void deadline::clear() noexcept {
  if (next_ == nullptr) return;
  previous_->next_ = next_;
  next_->previous_ = previous_;
  previous_ = nullptr;
  next_ = nullptr;
}

deadline_list::deadline_list(base::duration length) noexcept : length_(length) {
  ring_.previous_ = &ring_;
  ring_.next_ = &ring_;
}

void deadline_list::set(deadline& member, base::time_point now) noexcept {
  member.clear();
  member.at_ = now + length_;
  member.previous_ = ring_.previous_;
  member.next_ = &ring_;
  ring_.previous_->next_ = &member;
  ring_.previous_ = &member;
}

deadline* deadline_list::oldest() noexcept { return ring_.next_ == &ring_ ? nullptr : ring_.next_; }

deadline* deadline_list::expired(base::time_point now) noexcept {
  deadline* first = oldest();
  return first != nullptr && first->at_ <= now ? first : nullptr;
}

std::optional<base::time_point> deadline_list::next_due() const noexcept {
  if (ring_.next_ == &ring_) return std::nullopt;
  return ring_.next_->at_;
}

}  // namespace owlet::net
