/* The same pipe in C: one thread for each direction. Ports in the first two arguments. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct pair {
  int from, to;
};

static struct sockaddr_in at(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/* Passes on what comes until it ends. */
static void pass(struct pair pair) {
  char octets[65536];
  for (;;) {
    ssize_t size = read(pair.from, octets, sizeof octets);
    if (size <= 0) break;
    for (ssize_t done = 0, part; done < size; done += part)
      if ((part = write(pair.to, octets + done, size - done)) <= 0) goto end;
  }
end:
  shutdown(pair.to, SHUT_WR);
}

static void *back(void *given) {
  pass(*(struct pair *)given);
  return NULL;
}

static int sink_port;

static void *join(void *given) {
  int client = (int)(long)given, hop = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  struct sockaddr_in sink = at(sink_port);
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(hop, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(hop, (struct sockaddr *)&sink, sizeof sink) == 0) {
    pthread_t other;
    struct pair reverse = {hop, client};
    pthread_create(&other, NULL, back, &reverse);
    pass((struct pair){client, hop});
    pthread_join(other, NULL);
  }
  close(hop);
  close(client);
  return NULL;
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  sink_port = atoi(arguments[2]);
  int server = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  struct sockaddr_in address = at(atoi(arguments[1]));
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(server, (struct sockaddr *)&address, sizeof address) || listen(server, 512)) return 1;
  for (;;) {
    int client = accept(server, NULL, NULL);
    if (client < 0) continue;
    pthread_t thread;
    if (pthread_create(&thread, NULL, join, (void *)(long)client) == 0) pthread_detach(thread);
    else close(client);
  }
}
