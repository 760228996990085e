// Readiness of descriptors, by edge-triggered epoll(7).
#include "owlet/net/poller.h"

#include <algorithm>
#include <cerrno>
#include <climits>

#include "owlet/base/system_error.h"

namespace owlet::net {

namespace {

constexpr unsigned kConnectionEvents = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
constexpr unsigned kSourceEvents = EPOLLIN | EPOLLET;

bool add(int epoll, int fd, unsigned events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  return ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

readiness readiness_of(const epoll_event& event) {
  const bool broken = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
  return {.fd = event.data.fd,
          .readable = broken || (event.events & (EPOLLIN | EPOLLRDHUP)) != 0,
          .writable = broken || (event.events & EPOLLOUT) != 0,
          .peer_closed = broken || (event.events & EPOLLRDHUP) != 0};
}

// epoll_wait(2) counts in milliseconds; rounded up, so that a deadline has passed on return.
int milliseconds_of(std::optional<std::chrono::nanoseconds> timeout) {
  if (!timeout) return -1;
  const auto whole = std::chrono::ceil<std::chrono::milliseconds>(*timeout).count();
  return static_cast<int>(std::clamp<long long>(whole, 0, INT_MAX));
}

}  // namespace

poller::poller() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (!epoll_) base::throw_errno("epoll_create1");
}

bool poller::add_connection(int fd) { return add(epoll_.get(), fd, kConnectionEvents); }

void poller::add_source(int fd) {
  if (!add(epoll_.get(), fd, kSourceEvents)) base::throw_errno("epoll_ctl");
}

void poller::add_shared_source(int fd) {
  if (!add(epoll_.get(), fd, kSourceEvents | EPOLLEXCLUSIVE)) base::throw_errno("epoll_ctl");
}

void poller::remove_source(int fd) { ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr); }

std::span<const readiness> poller::wait(std::optional<std::chrono::nanoseconds> timeout) {
  int count = -1;
  do {
    count = ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(kBatch),
                         milliseconds_of(timeout));
  } while (count < 0 && errno == EINTR);
  if (count <= 0) return {};  // the time is over
  const auto size = static_cast<std::size_t>(count);
  std::transform(events_.begin(), events_.begin() + count, ready_.begin(), readiness_of);
  return std::span(ready_).first(size);
}

}  // namespace owlet::net
