// owlet-auth: compares passwords with hashes for owlet, one at a time. A program of its own, so
// that the server links no libcrypt, has no thread, and is in nobody's way while a hash is
// computed. It knows no file and keeps nothing: a question comes in a packet at the socket that is
// its standard input, the answer goes back, and it ends when nobody asks any more.
#include <crypt.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

#include "owlet/base/check_message.h"

namespace {

using owlet::base::check_result;

constexpr int kUsage = 2;

// So that its time tells nothing of where they differ.
bool is_equal(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    difference |= static_cast<unsigned>(one[i] ^ other[i]);
  }
  return difference == 0;
}

// libxcrypt says what it cannot do by a text that is no hash: "*0" or "*1".
check_result compare(const std::string& hash, const std::string& password, crypt_data& room) {
  const char* const made = ::crypt_r(password.c_str(), hash.c_str(), &room);
  if (made == nullptr || made[0] == '*') return check_result::failed;
  return is_equal(made, hash) ? check_result::right : check_result::wrong;
}

void answer(std::string_view packet) {
  static crypt_data room;
  const auto question = owlet::base::parse_question(packet);
  if (!question) return;
  std::string hash(question->hash);
  std::string password(question->password);
  std::string reply;
  owlet::base::append_reply(reply, {question->id, compare(hash, password, room)});
  ::explicit_bzero(password.data(), password.size());
  ::explicit_bzero(&room, sizeof room);
  // Who does not take it has gone.
  [[maybe_unused]] const auto sent = ::send(STDIN_FILENO, reply.data(), reply.size(), MSG_NOSIGNAL);
}

bool is_asked_by_packets() {
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(STDIN_FILENO, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
         type == SOCK_SEQPACKET;
}

// The end of the server, and not a signal to all of its group, is the end of this. What may not be
// done, as in a service that may not lower priorities, is done without.
void step_back() {
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  for (const int each : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2}) {
    std::signal(each, SIG_IGN);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_DUMPABLE, 0);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  [[maybe_unused]] const int niceness = ::nice(10);
}

}  // namespace

int main() {
  if (!is_asked_by_packets()) {
    std::fputs("owlet-auth: owlet --auth runs this; it is of no use by itself\n", stderr);
    return kUsage;
  }
  step_back();
  std::array<char, owlet::base::kMaxQuestionBytes> packet;
  for (;;) {
    const ssize_t size = ::recv(STDIN_FILENO, packet.data(), packet.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return 0;
    answer({packet.data(), static_cast<std::size_t>(size)});
    ::explicit_bzero(packet.data(), packet.size());
  }
}
