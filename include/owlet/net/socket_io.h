// Reading from and writing to a socket, with errno folded into what the loop has to know.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace owlet::net {

// What became of a call on a non-blocking socket. EINTR never shows: the call is made again.
enum class io_status : std::uint8_t {
  moved,    // bytes moved: at least one
  blocked,  // EAGAIN: an edge of the poller will say when to come back
  cold,  // of a sink: the disk has been asked for the bytes, and no edge will say when it has them
  eof,   // receive: the peer has ended its side; send_file: the file ends here
  failed,  // the connection is of no more use
};

struct io_result {
  io_status status;
  std::size_t bytes;  // 0 unless moved
};

// Whether more of the same response follows at once (MSG_MORE of send(2)).
enum class more_follows : bool { no, yes };

// recv(2) into the buffer, which must not be empty.
[[nodiscard]] io_result receive(int socket, std::span<char> buffer);

// send(2) without SIGPIPE; `bytes` must not be empty.
[[nodiscard]] io_result send_bytes(int socket, std::string_view bytes, more_follows more);

// sendfile(2) of up to `length` bytes, not 0, from `offset` on. SIGPIPE has to be ignored by the
// process, for sendfile knows no MSG_NOSIGNAL.
[[nodiscard]] io_result send_file(int socket, int file, std::uint64_t offset, std::uint64_t length);

// Bytes that were sent and that the peer's kernel has not acknowledged yet (SIOCOUTQ of tcp(7)).
[[nodiscard]] std::uint64_t unacknowledged_bytes(int socket);

// Ends our side of the connection; the peer may still send.
void shutdown_write(int socket);

// When the socket is closed, the peer is told by a reset (socket(7), SO_LINGER) that what it has
// got is not the whole.
void reset_on_close(int socket);

}  // namespace owlet::net
