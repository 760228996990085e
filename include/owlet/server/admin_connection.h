// One client of the admin listener.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "owlet/base/unique_fd.h"
#include "owlet/http/request_parser.h"
#include "owlet/net/deadline_list.h"
#include "owlet/net/poller.h"
#include "owlet/server/status_view.h"
#include "owlet/server/work_allowance.h"

namespace owlet::server {

// What is to be done with a client after a step.
enum class admin_verdict : std::uint8_t {
  wait,       // for an edge or the deadline
  run_again,  // when the allowance has something left
  close,      // destroy it
};

// Reads requests and answers them, one after the other: the next one is not looked at before the
// answer to the one before has been sent. Owns the socket, what was read at once, and one response.
class admin_connection {
public:
  explicit admin_connection(base::unique_fd socket);

  [[nodiscard]] int fd() const { return socket_.get(); }
  // When it has to be done; set and looked at by its owner.
  [[nodiscard]] net::deadline& deadline() { return deadline_; }
  // Responses queued so far.
  [[nodiscard]] std::uint64_t answered() const { return answered_; }

  // Notes an edge; it stays noted until a call on the socket says otherwise.
  void mark_ready(const net::readiness& ready);

  // Does all that can be done now and is allowed.
  [[nodiscard]] admin_verdict step(const status_view& view, work_allowance& allowance);

private:
  enum class state : std::uint8_t {
    serving,
    finishing,  // the response under way is the last one
    lingering,  // our side has ended; what still comes is thrown away
  };
  enum class flush_result : std::uint8_t { drained, waiting, broken };

  [[nodiscard]] flush_result flush();
  void parse(const status_view& view);
  [[nodiscard]] bool receive();
  [[nodiscard]] bool begin_lingering();

  base::unique_fd socket_;
  net::deadline deadline_;
  state state_ = state::serving;
  bool readable_ = true;
  bool writable_ = true;
  bool must_linger_ = false;  // the client may be sending more than was read
  bool peer_closed_ = false;  // a FIN has been announced; recv has to find it
  std::uint64_t answered_ = 0;
  std::uint64_t lingered_bytes_ = 0;
  http::request_parser parser_;
  std::string unparsed_;
  std::string unsent_;
};

}  // namespace owlet::server
