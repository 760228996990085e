// One client of the admin listener.
#include "owlet/server/admin_connection.h"

#include <array>
#include <string>
#include <utility>

#include "owlet/base/limits.h"
#include "owlet/net/socket_io.h"
#include "owlet/server/admin_response.h"

namespace owlet::server {

admin_connection::admin_connection(base::unique_fd socket)
    : socket_(std::move(socket)), deadline_(socket_.get()) {}

void admin_connection::mark_ready(const net::readiness& ready) {
  readable_ = readable_ || ready.readable;
  writable_ = writable_ || ready.writable;
  peer_closed_ = peer_closed_ || ready.peer_closed;
}

admin_verdict admin_connection::step(const status_view& view, work_allowance& allowance) {
  for (;;) {
    switch (flush()) {
      case flush_result::drained: break;
      case flush_result::waiting: return admin_verdict::wait;
      case flush_result::broken: return admin_verdict::close;
    }
    if (state_ == state::finishing && !begin_lingering()) return admin_verdict::close;
    if (unparsed_.empty() && !readable_) return admin_verdict::wait;
    if (!allowance.take(view.now.monotonic)) return admin_verdict::run_again;
    if (!unparsed_.empty()) {
      parse(view);
    } else if (!receive()) {
      return admin_verdict::close;
    }
  }
}

admin_connection::flush_result admin_connection::flush() {
  while (!unsent_.empty()) {
    if (!writable_) return flush_result::waiting;
    const net::io_result sent = net::send_bytes(fd(), unsent_, net::more_follows::no);
    switch (sent.status) {
      case net::io_status::moved: unsent_.erase(0, sent.bytes); break;
      case net::io_status::blocked: writable_ = false; break;
      case net::io_status::cold:
      case net::io_status::eof:
      case net::io_status::failed: return flush_result::broken;
    }
  }
  unsent_.shrink_to_fit();
  return flush_result::drained;
}

void admin_connection::parse(const status_view& view) {
  const http::parse_progress progress = parser_.parse(unparsed_);
  switch (progress.outcome) {
    case http::parse_outcome::need_more: unparsed_.clear(); return;
    case http::parse_outcome::complete:
      append_admin_response(unsent_, parser_.current(), view);
      if (!parser_.current().keep_alive) state_ = state::finishing;
      break;
    case http::parse_outcome::bad:
      append_admin_refusal(unsent_, parser_.refusal(), parser_.current(), view);
      state_ = state::finishing;
      must_linger_ = true;
      break;
  }
  ++answered_;
  unparsed_.erase(0, state_ == state::serving ? progress.consumed : std::string::npos);
  parser_.reset();
}

// False when the connection is of no more use. A short read empties the socket, unless a FIN came
// with the data: that one makes no edge of its own.
bool admin_connection::receive() {
  std::array<char, base::kAdminReceiveBytes> buffer;
  const net::io_result result = net::receive(fd(), buffer);
  switch (result.status) {
    case net::io_status::moved: break;
    case net::io_status::blocked: readable_ = false; return true;
    case net::io_status::cold:
    case net::io_status::eof:
    case net::io_status::failed: return false;
  }
  if (result.bytes < buffer.size() && !peer_closed_) readable_ = false;
  if (state_ == state::serving) {
    unparsed_.assign(buffer.data(), result.bytes);
    return true;
  }
  lingered_bytes_ += result.bytes;
  return lingered_bytes_ < base::kLingerBytes;
}

// A close with something unread would turn into a reset, and take the response with it (RFC 9112
// section 9.6). False where nothing can be unread.
bool admin_connection::begin_lingering() {
  if (!must_linger_ && !readable_) return false;
  net::shutdown_write(fd());
  state_ = state::lingering;
  return true;
}

}  // namespace owlet::server
