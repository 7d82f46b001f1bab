/*
 * Sends frames as fast as asked, or as fast as it can: flood DEVICE MAC BYTES SECONDS FRAMES_PER_SECOND (0: unpaced).
 * Prints how many it sent and in how many nanoseconds.
 */
#include "common.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>

#define BATCH 64
#define PACED_BATCH 16

int main(int count, char **arguments)
{
	if (count < 6) {
		fprintf(stderr, "usage: flood DEVICE MAC BYTES SECONDS FRAMES_PER_SECOND\n");
		return 2;
	}
	static unsigned char frame[65536];
	int bytes = atoi(arguments[3]), one = 1;
	double seconds = atof(arguments[4]), rate = atof(arguments[5]);
	int batch = rate > 0 ? PACED_BATCH : BATCH;
	int fd = check(socket(AF_PACKET, SOCK_RAW, 0), "socket AF_PACKET");
	struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(arguments[1]) };
	check(setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one), "PACKET_QDISC_BYPASS");
	check(bind(fd, (void *)&address, sizeof address), arguments[1]);
	sscanf(arguments[2], "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", frame, frame + 1, frame + 2, frame + 3, frame + 4, frame + 5);
	frame[6] = 2;
	frame[12] = 0x88; /* an Ethernet type for experiments: the receiving node throws it away */
	frame[13] = 0xb5;
	struct iovec vector = { frame, bytes };
	struct mmsghdr messages[BATCH] = { 0 };
	for (int n = 0; n < BATCH; n++)
		messages[n].msg_hdr = (struct msghdr){ .msg_iov = &vector, .msg_iovlen = 1 };
	long long begin = monotonic_nanos(), end = begin + seconds * 1e9, now;
	long sent = 0;
	while ((now = monotonic_nanos()) < end) {
		if (rate > 0 && sent > (now - begin) * rate / 1e9)
			continue;
		int n = sendmmsg(fd, messages, batch, 0);
		if (n > 0)
			sent += n;
	}
	printf("%ld %lld\n", sent, now - begin);
	return 0;
}
