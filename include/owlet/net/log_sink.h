// Where the lines of a log go: a file, a stream, or a log daemon.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "owlet/base/clock.h"
#include "owlet/base/unique_fd.h"
#include "owlet/net/datagram_io.h"
#include "owlet/net/socket_io.h"

namespace owlet::net {

// Owns what it writes to, or borrows it; keeps no lines. No write ever waits, but for the disk of a
// file. Several processes may have sinks of the same target: their lines stay whole, for a file
// takes many in one write, a pipe up to PIPE_BUF bytes of whole ones, a datagram one.
class log_sink {
public:
  // Opens one of these, or throws std::system_error:
  //   PATH           a file that is appended to, or a FIFO that has a reader
  //   -              standard output, whatever it is
  //   syslog:[PATH]  datagrams as of RFC 3164 to /dev/log: <daemon.info>owlet[pid]: line
  //   journal:[PATH] datagrams of systemd's native protocol to its socket, of priority info
  explicit log_sink(const std::string& target);
  // A descriptor that is borrowed for as long as the sink lives.
  explicit log_sink(int fd);

  // Writes from the front of `lines`, whole ones with their newlines. Moved: so many bytes of whole
  // lines are out, perhaps none yet. A line of which a part is out has to be the first one of the
  // next call, which goes on with it; if others have written meanwhile, it is written anew, behind
  // a newline. Blocked: later. Failed: trouble() says why; later may do as well.
  [[nodiscard]] io_result write(std::string_view lines);

  // Opens the target anew, as its name says now; what had been open stays if that fails. False
  // then, and trouble() says why.
  [[nodiscard]] bool reopen();

  // Whether the file that is written to has no name any more.
  [[nodiscard]] bool is_deleted() const;

  // Waits for room, until the time is over: false then, and where it would be of no use.
  [[nodiscard]] bool wait_until_writable(base::time_point end) const;

  // For messages: the target as it was given, and the last error, as in "No space left on device".
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::string trouble() const;

private:
  enum class kind : std::uint8_t { file, stream, syslog, journal };

  void borrow(int fd);
  [[nodiscard]] base::unique_fd open() const;
  [[nodiscard]] bool is_socket() const { return kind_ == kind::syslog || kind_ == kind::journal; }
  void take(base::unique_fd opened);
  [[nodiscard]] io_result write_to_file(std::string_view lines);
  [[nodiscard]] io_result write_to_stream(std::string_view lines);
  [[nodiscard]] io_result write_to_daemon(std::string_view lines);
  [[nodiscard]] io_result account(std::string_view lines, const io_result& result);

  std::string name_;
  std::string path_;  // absolute; empty if there is none to open
  kind kind_ = kind::stream;
  base::unique_fd owned_;
  int fd_ = -1;
  std::size_t partial_ = 0;  // bytes of the first line that are out
  int error_ = 0;
};

}  // namespace owlet::net
