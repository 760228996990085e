// One client.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "owlet/base/clock.h"
#include "owlet/base/unique_fd.h"
#include "owlet/http/request_parser.h"
#include "owlet/net/endpoint.h"
#include "owlet/net/output_queue.h"
#include "owlet/net/poller.h"
#include "owlet/server/disk_patience.h"
#include "owlet/server/late_responses.h"
#include "owlet/server/newcomers.h"
#include "owlet/server/phase_timer.h"
#include "owlet/server/reactor.h"
#include "owlet/server/request_age.h"

namespace owlet::server {

// What the server is to do with a connection after a step.
enum class verdict : std::uint8_t {
  wait,       // for an edge or a deadline
  run_again,  // its budget is spent, and no edge will say that there is more to do
  close,      // erase it
};

// What a connection begins with.
enum class greeting : bool { none, proxy_header };

// One client's socket and everything that is known of it: the request that is arriving, the answers
// that are leaving, and which of its deadlines runs. Owns a buffer only for what is not whole or
// not sent. Never destroys itself or another: it returns a verdict.
class connection {
public:
  connection(base::unique_fd socket, const net::endpoint& peer, greeting first)
      : socket_(std::move(socket)),
        state_(first == greeting::proxy_header ? state::greeting : state::serving),
        timer_(socket_.get()),
        peer_(peer) {}

  [[nodiscard]] int fd() const { return socket_.get(); }

  // Notes an edge; it stays noted until a call on the socket says otherwise.
  void mark_ready(const net::readiness& ready) {
    readable_ = readable_ || ready.readable;
    writable_ = writable_ || ready.writable;
    peer_closed_ = peer_closed_ || ready.peer_closed;
    age_.note_edge(ready.readable);
  }

  // Takes it that there may be something to read, though no edge has said so.
  void look_again() { readable_ = true; }

  // The first step, with what was read from it before anything was looked at in the site's epoch.
  [[nodiscard]] verdict begin(reactor& r, const base::moment& now, std::string_view input) {
    if (!input.empty()) age_.note_read(input, true, true);
    readable_ = input.empty() || input.size() == newcomers::kBufferBytes;
    return step(r, now, input);
  }

  // Does all that can be done now, within its budgets: sends, reads, answers.
  [[nodiscard]] verdict step(reactor& r, const base::moment& now,
                             std::string_view first_input = {});

  // Its deadline is over.
  [[nodiscard]] verdict expire(reactor& r, const base::moment& now);

  // Whether it waits for what comes of this check (site::gate).
  [[nodiscard]] bool awaits(std::uint64_t check) const { return disk_.awaits(check); }

  // Between two requests, with nothing to answer and nothing to send: may be closed at no one's
  // loss.
  [[nodiscard]] bool is_idle() const {
    const bool is_listening = state_ == state::serving || state_ == state::greeting;
    return is_listening && queue_.empty() && !listing_ && unparsed_.empty() &&
           (partial_ == nullptr || !partial_->started());
  }

  // Idle, or it has had its last response.
  [[nodiscard]] bool owes_nothing() const { return is_idle() || state_ == state::lingering; }

  // When the phase began that it is in: one of request head, content, idle, write, and so on.
  [[nodiscard]] base::time_point phase_began() const { return timer_.began(); }

  // Says of the responses that did not get to their end how far they came.
  void close_journal(reactor& r, const base::moment& now) {
    unfinished_.write_all(r.journal, peer_, queue_.sent_position(), now);
  }

  // Is counted no more, and closed after that. A part that would look whole ends with a reset.
  void leave(reactor& r) {
    if (listing_ && listing_->ends_with_connection()) net::reset_on_close(socket_.get());
    if (const auto* list = timer_.take_expired()) r.count_phase(list, nullptr);
  }

  // Whether the server's list of connections to run has it; the server's own note.
  bool is_scheduled = false;

private:
  enum class state : std::uint8_t {
    greeting,   // reading the header of a proxy, which comes before everything else
    serving,    // reading requests and answering them
    finishing,  // sending what is queued, reading nothing more
    lingering,  // our side has ended; what still comes is thrown away
  };
  enum class flush_result : std::uint8_t { drained, waiting, budget_spent, broken };

  [[nodiscard]] verdict greet(reactor& r, const base::moment& now, std::string_view input);
  [[nodiscard]] verdict serve(reactor& r, const base::moment& now, std::string_view first_input);
  [[nodiscard]] verdict exchange(reactor& r, const base::moment& now, std::string_view& input);
  void answer_buffered(reactor& r, const base::moment& now, std::string_view& input);
  void parse(reactor& r, const base::moment& now, std::string_view& input);
  [[nodiscard]] bool answer_known(reactor& r, const base::moment& now, std::string_view& input);
  // A large body is sent before the next request is parsed, so that no client makes us open one
  // file after another.
  [[nodiscard]] bool queue_is_full() const {
    return queue_.has_slices() || queue_.waiting_bytes() >= base::kQueueMarkBytes;
  }
  // The reactor's parser has begun a request that it cannot end now: the connection takes it over.
  void keep_partial(reactor& r) {
    if (partial_) return;
    partial_ = std::make_unique<http::request_parser>(std::move(r.parser));
    r.parser.reset();
  }
  [[nodiscard]] bool answer(reactor& r, const base::moment& now, const http::request& request,
                            std::uint64_t request_id = 0);
  // The request that came in pieces is whole; it stays for as long as its answer has to wait.
  void answer_partial(reactor& r, const base::moment& now) {
    is_answer_due_ = !answer(r, now, partial_->current());
    if (!is_answer_due_) partial_.reset();
  }
  void refuse(reactor& r, const base::moment& now, http::status why, const http::request& request);
  void end_of_input(reactor& r, const base::moment& now) {
    if (partial_ && partial_->started()) {
      refuse(r, now, http::status::bad_request, {});
    } else {
      state_ = state::finishing;
    }
  }
  [[nodiscard]] net::io_status receive(reactor& r, std::string_view& input);
  // Stops when the connection has sent `send_limit` bytes in all.
  [[nodiscard]] flush_result flush(reactor& r, const base::moment& now, std::uint64_t send_limit);
  // False if there is no more of it, and this was not its end.
  [[gnu::noinline]] bool go_on_listing(reactor& r, const base::moment& now) {
    if (queue_is_full()) return true;
    const site::listing_progress come = r.site.go_on(*listing_, now, queue_.tail());
    if (come == site::listing_progress::done) {
      unfinished_.end_last(queue_.queued_position(), listing_->content_bytes());
      listing_.reset();
    }
    return come != site::listing_progress::failed;
  }

  [[nodiscard]] verdict finish(reactor& r, const base::moment& now, std::uint64_t send_limit);
  [[nodiscard]] verdict linger(reactor& r);
  void set_deadline(reactor& r, const base::moment& now, bool has_sent);

  void note_answer(reactor& r, const base::moment& now, const http::request& request,
                   const site::answer& given);

  base::unique_fd socket_;
  state state_ = state::serving;
  bool readable_ = true;  // both, until the socket says otherwise: a request is usually there
  bool writable_ = true;
  request_age age_;
  bool peer_closed_ = false;    // a FIN has been announced; recv has to find it
  bool input_ended_ = false;    // recv has found it
  bool must_linger_ = false;    // we close, though the client may go on sending
  std::uint32_t answered_ = 0;  // responses queued in this step
  bool is_answer_due_ = false;  // partial_ is whole, and its answer has to wait
  disk_patience disk_;
  late_responses late_;
  phase_timer timer_;
  std::uint64_t lingered_bytes_ = 0;
  net::output_queue queue_;
  std::unique_ptr<site::open_listing> listing_;    // what the last answer goes on with
  std::string unparsed_;                           // input that waits until the queue has room
  std::unique_ptr<http::request_parser> partial_;  // of a request that is not whole
  unfinished_entries unfinished_;
  net::endpoint peer_;
};

}  // namespace owlet::server
