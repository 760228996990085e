// The floor of the comparison: an edge-triggered epoll loop that finds the ends of requests, parses
// nothing and answers each of them with one ready response. usage: raw_loop PORT FILE
// A small file is sent from memory, all responses of a batch in one send; a larger one by sendfile,
// its head in front of it with MSG_MORE.
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

namespace {

constexpr std::size_t kLargestInMemory = 8192;  // bytes
constexpr std::size_t kReadyResponses = 64;     // that lie in memory one behind the other
constexpr std::size_t kReceiveBuffer = 65536;   // bytes
constexpr std::size_t kMostConnections = 65536;
constexpr std::size_t kEventsPerWait = 512;
constexpr int kBacklog = 4096;
constexpr std::uint32_t kInterest = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

enum class outcome { done, blocked, failed };
enum class verdict { keep, close };

// What a connection has asked for and has not got yet.
struct debt {
  std::size_t responses = 0;
  off_t sent = 0;  // bytes of the first of them, its head included
  bool last = false;
};

class raw_loop {
public:
  bool load(const char* path);
  bool listen_at(std::uint16_t port);
  void run();

private:
  void accept_all();
  verdict on_event(int fd, std::uint32_t events);
  verdict read_requests(int fd, bool hung_up);
  verdict settle(int fd, debt& owed);
  outcome pay(int fd, debt& owed) const;
  outcome send_memory(int fd, debt& owed) const;
  outcome send_file(int fd, debt& owed) const;
  void close_connection(int fd);

  std::string keep_alive_;     // the head, or kReadyResponses times head and body
  std::string closing_;        // the same of an answer that is the last one
  std::size_t head_size_ = 0;  // bytes, as the two below
  std::size_t size_ = 0;       // of one response
  off_t file_size_ = 0;
  int file_ = -1;  // what does not fit in memory
  int listener_ = -1;
  int epoll_ = -1;
};

std::array<char, kReceiveBuffer> buffer;
std::array<debt, kMostConnections> debts;  // touched only where a socket did not take all

outcome after_error() { return errno == EAGAIN ? outcome::blocked : outcome::failed; }

bool contains(const char* text, std::size_t size, std::string_view word) {
  return memmem(text, size, word.data(), word.size()) != nullptr;
}

std::size_t count_requests(const char* text, std::size_t size) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const char* const end = text + size;
  std::size_t count = 0;
  while (const void* found = memmem(text, end - text, kEnd.data(), kEnd.size())) {
    text = static_cast<const char*>(found) + kEnd.size();
    ++count;
  }
  return count;
}

bool asks_to_close(const char* text, std::size_t size) {
  return contains(text, size, "lose\r\n") ||
         (contains(text, size, "HTTP/1.0") && !contains(text, size, "eep-"));
}

std::string head_of(off_t size, const char* connection) {
  return "HTTP/1.1 200 OK\r\nServer: raw\r\nDate: Sat, 21 Nov 2026 00:00:00 GMT\r\n"
         "Content-Type: text/plain\r\nContent-Length: " +
         std::to_string(size) +
         "\r\nLast-Modified: Sat, 21 Nov 2026 00:00:00 GMT\r\nETag: \"12345678-12\"\r\n"
         "Connection: " +
         connection + "\r\n\r\n";
}

std::string repeated(const std::string& response) {
  std::string all;
  for (std::size_t i = 0; i < kReadyResponses; ++i) all += response;
  return all;
}

bool raw_loop::load(const char* path) {
  struct stat status = {};
  file_ = open(path, O_RDONLY | O_CLOEXEC);
  if (file_ < 0 || fstat(file_, &status) != 0) return false;
  file_size_ = status.st_size;
  const std::string head = head_of(file_size_, "keep-alive");
  head_size_ = head.size();
  size_ = head_size_ + static_cast<std::size_t>(file_size_);
  keep_alive_ = head;
  closing_ = head_of(file_size_, "close     ");  // as long as the other
  if (size_ - head_size_ > kLargestInMemory) return true;
  std::string body(size_ - head_size_, '\0');
  if (pread(file_, body.data(), body.size(), 0) != file_size_) return false;
  keep_alive_ = repeated(keep_alive_ + body);
  closing_ = repeated(closing_ + body);
  close(file_);
  file_ = -1;
  return true;
}

bool raw_loop::listen_at(std::uint16_t port) {
  const int on = 1;
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(listener_, IPPROTO_TCP, TCP_DEFER_ACCEPT, &on, sizeof on);
  setsockopt(listener_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return false;
  if (listen(listener_, kBacklog) != 0) return false;
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  epoll_event event = {.events = EPOLLIN | EPOLLET, .data = {.fd = listener_}};
  return epoll_ctl(epoll_, EPOLL_CTL_ADD, listener_, &event) == 0;
}

void raw_loop::run() {
  std::array<epoll_event, kEventsPerWait> events;
  for (;;) {
    const int count = epoll_wait(epoll_, events.data(), kEventsPerWait, -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[i].data.fd;
      if (fd == listener_) {
        accept_all();
      } else if (on_event(fd, events[i].events) == verdict::close) {
        close_connection(fd);
      }
    }
  }
}

// The request is usually there: many a connection never gets into epoll.
void raw_loop::accept_all() {
  for (;;) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    if (fd >= static_cast<int>(kMostConnections) || read_requests(fd, false) == verdict::close) {
      close_connection(fd);
      continue;
    }
    epoll_event event = {.events = kInterest, .data = {.fd = fd}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }
}

// A connection is not read while it is owed something, so what came meanwhile is read once it is
// paid.
verdict raw_loop::on_event(int fd, std::uint32_t events) {
  if (debts[fd].responses > 0) {
    if (settle(fd, debts[fd]) == verdict::close) return verdict::close;
    if (debts[fd].responses > 0) return verdict::keep;
  } else if ((events & (EPOLLIN | EPOLLRDHUP)) == 0) {
    return verdict::keep;
  }
  return read_requests(fd, (events & EPOLLRDHUP) != 0);
}

// A short read ends the reading, unless the end of input came with it: that makes no edge of its
// own.
verdict raw_loop::read_requests(int fd, bool hung_up) {
  ssize_t received;
  do {
    received = recv(fd, buffer.data(), buffer.size(), 0);
    if (received < 0) return errno == EAGAIN ? verdict::keep : verdict::close;
    if (received == 0) return verdict::close;
    const auto size = static_cast<std::size_t>(received);
    debt owed;
    owed.responses = count_requests(buffer.data(), size);
    owed.last = owed.responses > 0 && asks_to_close(buffer.data(), size);
    if (settle(fd, owed) == verdict::close) return verdict::close;
    if (owed.responses > 0) {
      debts[fd] = owed;
      return verdict::keep;
    }
  } while (received == static_cast<ssize_t>(buffer.size()) || hung_up);
  return verdict::keep;
}

verdict raw_loop::settle(int fd, debt& owed) {
  const outcome paid = pay(fd, owed);
  const bool ends = paid == outcome::failed || (paid == outcome::done && owed.last);
  return ends ? verdict::close : verdict::keep;
}

outcome raw_loop::pay(int fd, debt& owed) const {
  return file_ < 0 ? send_memory(fd, owed) : send_file(fd, owed);
}

outcome raw_loop::send_memory(int fd, debt& owed) const {
  const std::string& ready = owed.last ? closing_ : keep_alive_;
  while (owed.responses > 0) {
    const std::size_t end = std::min(owed.responses, kReadyResponses) * size_;
    const auto from = static_cast<std::size_t>(owed.sent);
    const ssize_t sent = send(fd, ready.data() + from, end - from, MSG_NOSIGNAL);
    if (sent < 0) return after_error();
    const std::size_t reached = from + static_cast<std::size_t>(sent);
    const bool all = reached == end;
    owed.responses -= all ? end / size_ : reached / size_;
    owed.sent = all ? 0 : static_cast<off_t>(reached % size_);
  }
  return outcome::done;
}

outcome raw_loop::send_file(int fd, debt& owed) const {
  const std::string& ready = owed.last ? closing_ : keep_alive_;
  const auto head = static_cast<off_t>(head_size_);
  while (owed.responses > 0) {
    if (owed.sent < head) {
      const ssize_t sent =
          send(fd, ready.data() + owed.sent, head_size_ - owed.sent, MSG_NOSIGNAL | MSG_MORE);
      if (sent < 0) return after_error();
      owed.sent += sent;
      continue;
    }
    off_t offset = owed.sent - head;
    const ssize_t sent =
        sendfile(fd, file_, &offset, static_cast<std::size_t>(file_size_ - offset));
    if (sent < 0) return after_error();
    if (sent == 0) return outcome::failed;  // the file has shrunk
    owed.sent = offset + head;
    if (offset < file_size_) continue;
    owed.sent = 0;
    --owed.responses;
  }
  return outcome::done;
}

void raw_loop::close_connection(int fd) {
  if (debts[fd].responses > 0) debts[fd] = {};
  close(fd);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: raw_loop PORT FILE\n", stderr);
    return 2;
  }
  const std::string_view text = arguments[1];
  std::uint16_t port = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
    std::fprintf(stderr, "raw_loop: port '%s': expected a number from 0 to 65535\n", arguments[1]);
    return 2;
  }
  raw_loop the_loop;
  if (!the_loop.load(arguments[2])) {
    std::fprintf(stderr, "raw_loop: file '%s': %s\n", arguments[2], std::strerror(errno));
    return 1;
  }
  if (!the_loop.listen_at(port)) {
    std::fprintf(stderr, "raw_loop: port %u: %s\n", port, std::strerror(errno));
    return 1;
  }
  std::signal(SIGPIPE, SIG_IGN);  // sendfile has no flag for it
  the_loop.run();
}
