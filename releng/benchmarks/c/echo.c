/* The least that a server of framed messages can do: reads one, answers with as many bytes as asked. For one client. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char buffer[1 << 16];

static void fail(const char *call) {
	fprintf(stderr, "%s: %s\n", call, strerror(errno));
	exit(1);
}

int main(int argc, char **argv) {
	if (argc != 3) {
		fprintf(stderr, "usage: echo SOCKET ANSWER_BYTES\n");
		return 2;
	}
	int length = atoi(argv[2]);
	char *answer = malloc(length + 64);
	int header = sprintf(answer, "Content-Length: %d\r\n\r\n", length);
	memset(answer + header, 'x', length);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	strncpy(address.sun_path, argv[1], sizeof address.sun_path - 1);
	int listening = socket(AF_UNIX, SOCK_STREAM, 0);
	if (listening < 0 || bind(listening, (struct sockaddr *)&address, sizeof address) < 0 || listen(listening, 1) < 0)
		fail("listen");
	printf("@ ready\n");
	fflush(stdout);
	int client = accept(listening, NULL, NULL);
	if (client < 0)
		fail("accept");
	int have = 0;
	for (;;) {
		ssize_t n = read(client, buffer + have, sizeof buffer - 1 - have);
		if (n <= 0)
			return 0;
		have += n;
		buffer[have] = 0;
		char *end;
		while ((end = strstr(buffer, "\r\n\r\n"))) {
			int body = atoi(strchr(buffer, ':') + 1), whole = end + 4 - buffer + body;
			if (have < whole)
				break;
			if (write(client, answer, header + length) != header + length)
				fail("write");
			memmove(buffer, buffer + whole, have - whole);
			have -= whole;
			buffer[have] = 0;
		}
	}
}
