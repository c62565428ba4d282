/*
 * The same pipe in C: one thread and epoll. Ports in the first two arguments. Writes block, which one message at a time
 * can bear and more could not.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* One side of a joined pair. The pair is closed once both sides have ended. */
struct side {
  int socket, ended;
  struct side *other;
};

static struct sockaddr_in at(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static void watch(int poll, struct side *side) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = side};
  int one = 1;
  setsockopt(side->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  epoll_ctl(poll, EPOLL_CTL_ADD, side->socket, &event);
}

static void join(int poll, int client, int sink_port) {
  struct sockaddr_in sink = at(sink_port);
  struct side *sides = calloc(2, sizeof *sides);
  sides[0] = (struct side){client, 0, sides + 1};
  sides[1] = (struct side){socket(AF_INET, SOCK_STREAM, 0), 0, sides};
  if (connect(sides[1].socket, (struct sockaddr *)&sink, sizeof sink)) exit(1);
  watch(poll, sides);
  watch(poll, sides + 1);
}

static void end(int poll, struct side *side) {
  struct side *other = side->other;
  epoll_ctl(poll, EPOLL_CTL_DEL, side->socket, NULL);
  shutdown(other->socket, SHUT_WR);
  side->ended = 1;
  if (!other->ended) return;
  close(side->socket);
  close(other->socket);
  free(side < other ? side : other);
}

static void pass(int poll, struct side *side) {
  static char octets[65536];
  ssize_t size = read(side->socket, octets, sizeof octets), done = 0;
  while (done < size) {
    ssize_t part = send(side->other->socket, octets + done, size - done, MSG_NOSIGNAL);
    if (part <= 0) break;
    done += part;
  }
  if (size <= 0 || done < size) end(poll, side);
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  int server = socket(AF_INET, SOCK_STREAM, 0), poll = epoll_create1(0), one = 1;
  struct sockaddr_in address = at(atoi(arguments[1]));
  struct epoll_event listening = {.events = EPOLLIN, .data.ptr = NULL}, event;
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(server, (struct sockaddr *)&address, sizeof address) || listen(server, 512)) return 1;
  epoll_ctl(poll, EPOLL_CTL_ADD, server, &listening);
  for (;;) {
    /* One at a time: what is handled may free the other side of its pair. */
    if (epoll_wait(poll, &event, 1, -1) < 1) continue;
    if (event.data.ptr != NULL) pass(poll, event.data.ptr);
    else join(poll, accept(server, NULL, NULL), atoi(arguments[2]));
  }
}
