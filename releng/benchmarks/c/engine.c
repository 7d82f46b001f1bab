/*
 * The engine's pipeline in C: packet rings (TPACKET_V2, each frame behind a virtio header) at two devices; frames of a ring
 * meet a seeded loss decision, are copied into a pool, wait until their time stamp plus the delay, and leave by the other
 * device with sendmmsg past its queueing discipline. Waits with epoll, edge-triggered, and spins for the last 60 us before
 * a frame is due. Rings, batches and buffers have the sizes of the product's.
 *
 *   engine DEVICE DEVICE DELAY_NANOS LOSS     obeys the lines counters and quit of its input
 */
#include "common.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#define VNET 10
#define SLOT 2048
#define SLOTS 1024
#define BLOCK (1 << 16)
#define BATCH 64
#define SLAB 256
#define SPIN_NANOS 60000
#define LOOK_NANOS 20000

struct frame {
	char *data; /* begins with the virtio header */
	int length;
	long long due;
};

struct direction {
	/* ingress */
	int ring_fd;
	char *ring;
	unsigned cursor;
	/* egress: that of the other device */
	int send_fd;
	struct mmsghdr messages[BATCH];
	struct iovec vectors[BATCH];
	/* held frames, in the order of their times; a ring of a power of two */
	struct frame *held;
	unsigned head, tail, room;
	int loses, delays;
	unsigned long long received, received_bytes, lost, sent, sent_bytes, unsent, overrun, index;
};

static struct direction directions[2];
static char **pool;
static int pool_count, pool_room;

static char *take(void)
{
	if (!pool_count) {
		char *slab = malloc((size_t)SLAB * SLOT);
		if (!slab)
			fail("memory for held frames");
		pool = realloc(pool, (pool_room += SLAB) * sizeof *pool);
		for (int n = 0; n < SLAB; n++)
			pool[pool_count++] = slab + n * SLOT;
	}
	return pool[--pool_count];
}

static unsigned long long mix(unsigned long long z)
{
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
	return z ^ (z >> 31);
}

/* A number in 0..1 that depends on nothing but the key and the frame's index. */
static double chance(unsigned long long key, unsigned long long index)
{
	const unsigned long long golden = 0x9E3779B97F4A7C15ull;
	return (mix((mix(key + index * golden) ^ key) + golden) >> 11) * 0x1.0p-53;
}

static void option(int fd, int name, int value)
{
	check(setsockopt(fd, SOL_PACKET, name, &value, sizeof value), "setsockopt SOL_PACKET");
}

static void attach(int fd, const char *device, int protocol)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_protocol = htons(protocol), .sll_ifindex = if_nametoindex(device) };
	check(bind(fd, (void *)&address, sizeof address), device);
}

static void open_direction(struct direction *d, const char *from, const char *to)
{
	struct tpacket_req request = { .tp_block_size = BLOCK, .tp_block_nr = SLOTS * SLOT / BLOCK, .tp_frame_size = SLOT, .tp_frame_nr = SLOTS };
	int size = 4 << 20;
	d->ring_fd = check(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0), "socket AF_PACKET");
	option(d->ring_fd, PACKET_VERSION, TPACKET_V2);
	option(d->ring_fd, PACKET_VNET_HDR, 1);
	option(d->ring_fd, PACKET_IGNORE_OUTGOING, 1);
	option(d->ring_fd, PACKET_RESERVE, 16);
	check(setsockopt(d->ring_fd, SOL_PACKET, PACKET_RX_RING, &request, sizeof request), "PACKET_RX_RING");
	d->ring = mmap(0, (size_t)SLOTS * SLOT, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, d->ring_fd, 0);
	if (d->ring == MAP_FAILED)
		fail("mmap of the ring");
	attach(d->ring_fd, from, ETH_P_ALL);
	d->send_fd = check(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0), "socket AF_PACKET");
	option(d->send_fd, PACKET_VNET_HDR, 1);
	option(d->send_fd, PACKET_QDISC_BYPASS, 1);
	if (setsockopt(d->send_fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size) < 0)
		setsockopt(d->send_fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
	attach(d->send_fd, to, 0);
	for (int n = 0; n < BATCH; n++)
		d->messages[n].msg_hdr = (struct msghdr){ .msg_iov = &d->vectors[n], .msg_iovlen = 1 };
	d->room = 1 << 14;
	d->held = malloc(d->room * sizeof *d->held);
}

static void send_batch(struct direction *d, int count)
{
	int done = 0, retries = 0;
	while (done < count) {
		int n = sendmmsg(d->send_fd, d->messages + done, count - done, MSG_DONTWAIT);
		if (n > 0) {
			done += n;
			retries = 0;
		} else if ((errno != ENOBUFS && errno != EAGAIN) || retries++ >= 32) {
			d->unsent++;
			done++;
		}
	}
}

static void hold(struct direction *d, const char *data, int length, long long due)
{
	if (d->tail - d->head == d->room) {
		struct frame *larger = malloc(2 * d->room * sizeof *larger);
		for (unsigned n = d->head; n != d->tail; n++)
			larger[n & (2 * d->room - 1)] = d->held[n & (d->room - 1)];
		free(d->held);
		d->held = larger;
		d->room *= 2;
	}
	struct frame *f = &d->held[d->tail++ & (d->room - 1)];
	f->data = take();
	f->length = length;
	f->due = due;
	memcpy(f->data, data, length + VNET);
}

/* Takes up to a batch out of the ring. Without impairments frames leave at once, from the ring itself. */
static int receive(struct direction *d, long long delay, double loss)
{
	unsigned first = d->cursor;
	int count = 0, direct = 0;
	while (count < BATCH) {
		struct tpacket2_hdr *h = (void *)(d->ring + (size_t)(d->cursor % SLOTS) * SLOT);
		if (!(__atomic_load_n(&h->tp_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER))
			break;
		char *data = (char *)h + h->tp_mac - VNET;
		int length = h->tp_snaplen;
		d->received++;
		d->received_bytes += length;
		if (d->loses && chance(0x1234567, d->index++) < loss) {
			d->lost++;
		} else if (d->delays) {
			hold(d, data, length, h->tp_sec * 1000000000LL + h->tp_nsec + delay);
		} else {
			d->vectors[direct++] = (struct iovec){ data, length + VNET };
			d->sent++;
			d->sent_bytes += length;
		}
		d->cursor++;
		count++;
	}
	if (direct)
		send_batch(d, direct);
	for (int n = 0; n < count; n++) {
		struct tpacket2_hdr *h = (void *)(d->ring + (size_t)((first + n) % SLOTS) * SLOT);
		__atomic_store_n(&h->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
	}
	return count;
}

static int release(struct direction *d, long long now)
{
	int all = 0;
	while (d->head != d->tail && d->held[d->head & (d->room - 1)].due <= now) {
		unsigned first = d->head;
		int count = 0;
		while (count < BATCH && d->head != d->tail) {
			struct frame *f = &d->held[d->head & (d->room - 1)];
			if (f->due > now)
				break;
			d->vectors[count++] = (struct iovec){ f->data, f->length + VNET };
			d->sent_bytes += f->length;
			d->head++;
		}
		send_batch(d, count);
		d->sent += count;
		for (int n = 0; n < count; n++)
			pool[pool_count++] = d->held[(first + n) & (d->room - 1)].data;
		all += count;
	}
	return all;
}

static int obey(void)
{
	char line[64];
	if (!fgets(line, sizeof line, stdin) || !strncmp(line, "quit", 4))
		return 0;
	struct direction *d = &directions[0];
	struct tpacket_stats drops;
	socklen_t length = sizeof drops;
	check(getsockopt(d->ring_fd, SOL_PACKET, PACKET_STATISTICS, &drops, &length), "PACKET_STATISTICS");
	d->overrun += drops.tp_drops;
	printf("@ sampled in=%llu out=%llu queued=%u {loss=%llu, overrun=%llu, unsent=%llu}\n", d->received + d->overrun, d->sent - d->unsent,
		d->tail - d->head, d->lost, d->overrun, d->unsent);
	fflush(stdout);
	return 1;
}

int main(int count, char **arguments)
{
	if (count < 5) {
		fprintf(stderr, "usage: engine DEVICE DEVICE DELAY_NANOS LOSS\n");
		return 2;
	}
	long long delay = atoll(arguments[3]), last_look = 0;
	double loss = atof(arguments[4]);
	int epoll = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
	struct epoll_event event, events[8];
	prctl(PR_SET_TIMERSLACK, 1);
	open_direction(&directions[0], arguments[1], arguments[2]);
	open_direction(&directions[1], arguments[2], arguments[1]);
	directions[0].loses = loss > 0;
	directions[0].delays = delay > 0;
	for (int d = 0; d < 2; d++) {
		event = (struct epoll_event){ .events = EPOLLIN | EPOLLET, .data.u32 = d };
		check(epoll_ctl(epoll, EPOLL_CTL_ADD, directions[d].ring_fd, &event), "epoll_ctl");
	}
	event = (struct epoll_event){ .events = EPOLLIN, .data.u32 = 2 };
	check(epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &event), "epoll_ctl");
	setvbuf(stdin, 0, _IONBF, 0);
	printf("@ ready\n");
	fflush(stdout);
	for (;;) {
		long long now = realtime_nanos(), next = now + 3600000000000LL, wait;
		int busy = 0;
		for (int d = 0; d < 2; d++) {
			busy += receive(&directions[d], delay, loss);
			busy += release(&directions[d], now);
			if (directions[d].head != directions[d].tail && directions[d].held[directions[d].head & (directions[d].room - 1)].due < next)
				next = directions[d].held[directions[d].head & (directions[d].room - 1)].due;
		}
		wait = busy ? 0 : next - realtime_nanos() - SPIN_NANOS;
		if (wait <= 0) {
			/* Spins on the rings and the clock; looks for commands now and then. */
			if (now - last_look < LOOK_NANOS)
				continue;
			wait = 0;
		}
		last_look = now;
		struct timespec timeout = { wait / 1000000000, wait % 1000000000 };
		int n = epoll_pwait2(epoll, events, 8, &timeout, 0);
		for (int e = 0; e < n; e++)
			if (events[e].data.u32 == 2 && !obey())
				return 0;
	}
}
