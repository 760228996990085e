// probes_greedy PORT PIPELINING TARGET DOWNLOADING TARGET: clients that take as much of a server as they can get.
// So many connections ask for the first target without end and without waiting; so many take the second one, again and again.
// What comes is not looked at and not even copied (MSG_TRUNC), so that little of the clients' core is spent.
// SIGTERM ends it: it prints the bytes that either kind has received.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { kMaxClients = 64, kBurst = 64, kReceiveBytes = 1 << 20 };

struct client {
  int is_pipelining;
  size_t sent;     // of the burst, or of the one request
  long long left;  // of the answer that is being downloaded; 0: its head has not come yet
};

static const char kRequest[] = "GET %.200s HTTP/1.1\r\nHost: localhost\r\n\r\n";
static volatile sig_atomic_t has_ended;
static struct pollfd sockets[kMaxClients];
static struct client clients[kMaxClients];
static char request[512], burst[kBurst * 512];
static size_t request_bytes, burst_bytes;
static struct sockaddr_in server = {.sin_family = AF_INET};

static void end(int number) {
  (void)number;
  has_ended = 1;
}

static int connect_to_server(void) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (const struct sockaddr*)&server, sizeof server)) {
    fprintf(stderr, "probes_greedy: cannot connect\n");
    exit(1);
  }
  return fd;
}

static void send_some(int fd, struct client* client, const char* data, size_t size) {
  const ssize_t count = send(fd, data + client->sent, size - client->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
  client->sent += count > 0 ? (size_t)count : 0;
}

// The head of an answer is looked at before it is taken, to know how long the answer is.
static ssize_t begin_download(int fd, struct client* client) {
  char head[2048];
  const ssize_t count = recv(fd, head, sizeof head - 1, MSG_PEEK | MSG_DONTWAIT);
  head[count > 0 ? count : 0] = 0;
  const char* body = strstr(head, "\r\n\r\n");
  const char* length = strcasestr(head, "\r\ncontent-length:");
  if (body && length) {
    client->left = body + 4 - head + atoll(length + 17);
  }
  return count;
}

// What recv() says: 0 at the end of the connection.
static ssize_t receive_some(int fd, struct client* client) {
  if (client->is_pipelining) {
    return recv(fd, NULL, kReceiveBytes, MSG_TRUNC | MSG_DONTWAIT);
  }
  if (!client->left) {
    return begin_download(fd, client) ? -1 : 0;
  }
  const size_t most = client->left < kReceiveBytes ? (size_t)client->left : kReceiveBytes;
  const ssize_t count = recv(fd, NULL, most, MSG_TRUNC | MSG_DONTWAIT);
  client->left -= count > 0 ? count : 0;
  if (!client->left) {
    client->sent = 0;
  }
  return count;
}

// Returns the number of bytes that came. A server may end a connection after so many requests: another one takes its place.
static size_t serve(struct pollfd* socket, struct client* client) {
  const ssize_t received = socket->revents & (POLLIN | POLLERR | POLLHUP) ? receive_some(socket->fd, client) : -1;
  if (received == 0 || socket->revents & (POLLERR | POLLHUP)) {
    close(socket->fd);
    socket->fd = connect_to_server();
    client->sent = 0;
    client->left = 0;
  }
  if (client->is_pipelining) {
    send_some(socket->fd, client, burst, burst_bytes);
    client->sent %= burst_bytes;
  } else if (client->sent < request_bytes) {
    send_some(socket->fd, client, request, request_bytes);
  }
  return received > 0 ? (size_t)received : 0;
}

int main(int count, char** arguments) {
  const int pipelining = count == 6 ? atoi(arguments[2]) : 0, downloading = count == 6 ? atoi(arguments[4]) : 0;
  const int all = pipelining + downloading;
  if (all < 1 || all > kMaxClients) {
    fprintf(stderr, "usage: probes_greedy PORT PIPELINING TARGET DOWNLOADING TARGET\n");
    return 2;
  }
  signal(SIGTERM, end);
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  server.sin_port = htons(atoi(arguments[1]));
  for (int n = 0; n < kBurst; n++) {
    burst_bytes += sprintf(burst + burst_bytes, kRequest, arguments[3]);
  }
  request_bytes = sprintf(request, kRequest, arguments[5]);
  for (int n = 0; n < all; n++) {
    clients[n].is_pipelining = n < pipelining;
    sockets[n] = (struct pollfd){connect_to_server(), n < pipelining ? POLLIN | POLLOUT : POLLIN, 0};
    serve(&sockets[n], &clients[n]);
  }
  size_t received[2] = {0, 0};
  while (!has_ended && poll(sockets, all, -1) >= 0) {
    for (int n = 0; n < all; n++) {
      if (sockets[n].revents) {
        received[clients[n].is_pipelining] += serve(&sockets[n], &clients[n]);
      }
    }
  }
  printf("%zu %zu\n", received[1], received[0]);
  return 0;
}
