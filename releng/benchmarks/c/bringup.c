/*
 * Makes a lab's namespaces, devices, addresses and routes with rtnetlink, from a file of operations, in the best order
 * known: one loop makes the namespaces; pairs are made in batches with their peer directly in its namespace; one batch a
 * node; then the hub's ends come up with their master. Stops by one deletion by group and by closing the namespaces.
 *
 *   bringup FILE    obeys the lines start, stop, quit of its input, and answers with the times of CLOCK_MONOTONIC; between
 *                   start and stop also "link INDEX UP", which brings a device of the hub up or down, and "impair INDEX
 *                   MASTER NEW", which takes a port out of its bridge and puts a pair (NEW, NEW + 1) beside it
 *   bringup gone    obeys the line wait: answers when no network namespace but those of the beginning is left
 */
#include "common.h"

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/pkt_cls.h>
#include <linux/rtnetlink.h>
#include <linux/tc_act/tc_mirred.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sys/resource.h>
#include <sys/socket.h>

#define ACKNOWLEDGE_EVERY 64
#define GROUP 7
#define HUB 0
#define ETH_P_ALL_BE 0x0300

struct namespace {
	int fd, route;
	int first_sysctl, sysctl_count;
	int first_operation, operation_count; /* those of the node itself */
};

struct sysctl {
	char *path, *value;
};

struct operation {
	char type; /* B V L A R Q F, see read_operations */
	int index, master, up, mtu, group;
	char *name;
	int peer_namespace, peer_index, peer_mtu, peer_segments, peer_group;
	char *peer_name;
	int has_mac;
	unsigned char mac[6];
	int family, prefix, nodad, target;
	unsigned char address[16], gateway[16];
	int has_gateway;
};

static struct namespace *namespaces;
static int namespace_count;
static struct sysctl *sysctls;
static int sysctl_count;
static struct operation *operations;
static int operation_count;

/* ---- netlink messages ---- */

static char buffer[1 << 18];
static int used;
static unsigned sequence = 1;

static struct nlmsghdr *begin(int type, int flags, const void *header, int length)
{
	struct nlmsghdr *m = (void *)(buffer + used);
	memset(m, 0, NLMSG_SPACE(length));
	m->nlmsg_type = type;
	m->nlmsg_flags = NLM_F_REQUEST | flags;
	m->nlmsg_seq = sequence++;
	m->nlmsg_len = NLMSG_LENGTH(length);
	memcpy(NLMSG_DATA(m), header, length);
	used += NLMSG_ALIGN(m->nlmsg_len);
	return m;
}

static struct rtattr *attribute(struct nlmsghdr *m, int type, const void *data, int length)
{
	struct rtattr *a = (void *)((char *)m + NLMSG_ALIGN(m->nlmsg_len));
	a->rta_type = type;
	a->rta_len = RTA_LENGTH(length);
	if (length)
		memcpy(RTA_DATA(a), data, length);
	m->nlmsg_len = NLMSG_ALIGN(m->nlmsg_len) + RTA_ALIGN(a->rta_len);
	used = (char *)m + m->nlmsg_len - buffer;
	return a;
}

static void number(struct nlmsghdr *m, int type, int value)
{
	attribute(m, type, &value, sizeof value);
}

static void text(struct nlmsghdr *m, int type, const char *value)
{
	attribute(m, type, value, strlen(value) + 1);
}

static void end(struct nlmsghdr *m, struct rtattr *nest)
{
	nest->rta_len = (char *)m + m->nlmsg_len - (char *)nest;
}

static int route_socket(void)
{
	int fd = check(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), "socket AF_NETLINK");
	int size = 1 << 20, one = 1;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof one);
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof one);
	return fd;
}

/* Sends what was collected and waits for the answer to the last message; errors of the others come before it. */
static void flush(int fd, struct nlmsghdr *last, int tolerated)
{
	static char answers[1 << 16];
	unsigned awaited = last->nlmsg_seq;
	last->nlmsg_flags |= NLM_F_ACK;
	check(send(fd, buffer, used, 0), "send rtnetlink");
	used = 0;
	for (;;) {
		int length = check(recv(fd, answers, sizeof answers, 0), "recv rtnetlink");
		for (struct nlmsghdr *m = (void *)answers; NLMSG_OK(m, length); m = NLMSG_NEXT(m, length)) {
			if (m->nlmsg_type != NLMSG_ERROR)
				continue;
			int error = -*(int *)NLMSG_DATA(m);
			if (error && error != tolerated) {
				fprintf(stderr, "rtnetlink message %u: %s\n", m->nlmsg_seq, strerror(error));
				exit(1);
			}
			if (m->nlmsg_seq == awaited)
				return;
		}
	}
}

static struct nlmsghdr *bridge(const struct operation *o)
{
	struct ifinfomsg info = { .ifi_index = o->index, .ifi_flags = o->up ? IFF_UP : 0, .ifi_change = o->up ? IFF_UP : 0 };
	struct nlmsghdr *m = begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &info, sizeof info);
	unsigned char off = 0;
	text(m, IFLA_IFNAME, o->name);
	number(m, IFLA_GROUP, o->group);
	struct rtattr *link = attribute(m, IFLA_LINKINFO, 0, 0);
	text(m, IFLA_INFO_KIND, "bridge");
	struct rtattr *data = attribute(m, IFLA_INFO_DATA, 0, 0);
	number(m, IFLA_BR_FORWARD_DELAY, 0);
	number(m, IFLA_BR_STP_STATE, 0);
	attribute(m, IFLA_BR_MCAST_SNOOPING, &off, 1);
	end(m, data);
	end(m, link);
	return m;
}

static struct nlmsghdr *veth(const struct operation *o)
{
	struct ifinfomsg info = { .ifi_index = o->index }, peer_info = { .ifi_index = o->peer_index };
	struct nlmsghdr *m = begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &info, sizeof info);
	text(m, IFLA_IFNAME, o->name);
	if (o->mtu)
		number(m, IFLA_MTU, o->mtu);
	if (o->group)
		number(m, IFLA_GROUP, o->group);
	struct rtattr *link = attribute(m, IFLA_LINKINFO, 0, 0);
	text(m, IFLA_INFO_KIND, "veth");
	struct rtattr *data = attribute(m, IFLA_INFO_DATA, 0, 0);
	struct rtattr *peer = attribute(m, VETH_INFO_PEER, &peer_info, sizeof peer_info);
	text(m, IFLA_IFNAME, o->peer_name);
	if (o->has_mac)
		attribute(m, IFLA_ADDRESS, o->mac, 6);
	if (o->peer_mtu)
		number(m, IFLA_MTU, o->peer_mtu);
	if (o->peer_group)
		number(m, IFLA_GROUP, o->peer_group);
	if (o->peer_segments)
		number(m, IFLA_GSO_MAX_SEGS, o->peer_segments);
	if (o->peer_namespace != HUB)
		number(m, IFLA_NET_NS_FD, namespaces[o->peer_namespace].fd);
	end(m, peer);
	end(m, data);
	end(m, link);
	return m;
}

static struct nlmsghdr *change_link(const struct operation *o)
{
	struct ifinfomsg info = { .ifi_index = o->index, .ifi_flags = o->up > 0 ? IFF_UP : 0, .ifi_change = o->up < 0 ? 0 : IFF_UP };
	struct nlmsghdr *m = begin(RTM_NEWLINK, 0, &info, sizeof info);
	if (o->master)
		number(m, IFLA_MASTER, o->master > 0 ? o->master : 0);
	return m;
}

static struct nlmsghdr *address(const struct operation *o)
{
	struct ifaddrmsg info = { .ifa_family = o->family, .ifa_prefixlen = o->prefix, .ifa_index = o->index,
		.ifa_flags = o->nodad ? IFA_F_NODAD : 0 };
	struct nlmsghdr *m = begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, &info, sizeof info);
	int length = o->family == AF_INET ? 4 : 16;
	attribute(m, IFA_LOCAL, o->address, length);
	attribute(m, IFA_ADDRESS, o->address, length);
	return m;
}

static struct nlmsghdr *route(const struct operation *o)
{
	struct rtmsg info = { .rtm_family = o->family, .rtm_dst_len = o->prefix, .rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_STATIC, .rtm_type = RTN_UNICAST };
	struct nlmsghdr *m = begin(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, &info, sizeof info);
	int length = o->family == AF_INET ? 4 : 16;
	if (o->prefix)
		attribute(m, RTA_DST, o->address, length);
	attribute(m, RTA_GATEWAY, o->gateway, length);
	return m;
}

static struct nlmsghdr *ingress(const struct operation *o)
{
	struct tcmsg info = { .tcm_ifindex = o->index, .tcm_parent = TC_H_INGRESS, .tcm_handle = 0xFFFF0000 };
	struct nlmsghdr *m = begin(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, &info, sizeof info);
	text(m, TCA_KIND, "ingress");
	return m;
}

static struct nlmsghdr *redirect(const struct operation *o)
{
	struct tcmsg info = { .tcm_ifindex = o->index, .tcm_parent = 0xFFFF0000, .tcm_info = TC_H_MAKE(1 << 16, ETH_P_ALL_BE) };
	struct nlmsghdr *m = begin(RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_EXCL, &info, sizeof info);
	struct {
		struct tc_u32_sel sel;
		struct tc_u32_key key;
	} all = { .sel = { .flags = TC_U32_TERMINAL, .nkeys = 1 } };
	struct tc_mirred mirred = { .action = TC_ACT_STOLEN, .eaction = TCA_EGRESS_REDIR, .ifindex = o->target };
	text(m, TCA_KIND, "u32");
	struct rtattr *options = attribute(m, TCA_OPTIONS, 0, 0);
	attribute(m, TCA_U32_SEL, &all, sizeof all);
	struct rtattr *actions = attribute(m, TCA_U32_ACT, 0, 0), *first = attribute(m, 1, 0, 0);
	text(m, TCA_ACT_KIND, "mirred");
	struct rtattr *action = attribute(m, TCA_ACT_OPTIONS, 0, 0);
	attribute(m, TCA_MIRRED_PARMS, &mirred, sizeof mirred);
	end(m, action);
	end(m, first);
	end(m, actions);
	end(m, options);
	return m;
}

static struct nlmsghdr *message(const struct operation *o)
{
	switch (o->type) {
	case 'B': return bridge(o);
	case 'V': return veth(o);
	case 'L': return change_link(o);
	case 'A': return address(o);
	case 'R': return route(o);
	case 'Q': return ingress(o);
	default: return redirect(o);
	}
}

static void execute(int fd, int first, int count)
{
	for (int n = 0; n < count; n++) {
		struct nlmsghdr *m = message(&operations[first + n]);
		if ((n + 1) % ACKNOWLEDGE_EVERY == 0 || n == count - 1)
			flush(fd, m, 0);
	}
}

/* ---- the file of operations ---- */

static char *field(char **line)
{
	char *f = strsep(line, "\t");
	if (!f) {
		fprintf(stderr, "a line of the file of operations is too short\n");
		exit(1);
	}
	return f;
}

static int integer(char **line)
{
	return atoi(field(line));
}

/* The hub's operations that make devices come before those of the nodes, the others after them. */
static int hub_first[2], hub_count[2];

/*
 * Tab-separated lines: "N" begins a namespace, the hub first; "S path value"; then, of that namespace, "L index master up",
 * "A index family address prefix nodad", "R family address prefix gateway". "H 0" and "H 1" begin the hub's operations
 * before and after those of the nodes: "B name index group up", "V name index mtu group namespace peer-name peer-index
 * peer-mac peer-mtu peer-segments peer-group", "L", "Q index", "F from to".
 */
static void read_operations(const char *path)
{
	static char line[4096];
	FILE *file = fopen(path, "r");
	int part = -1;
	if (!file)
		fail("%s", path);
	while (fgets(line, sizeof line, file)) {
		char *rest = line;
		line[strcspn(line, "\n")] = 0;
		char type = field(&rest)[0];
		if (type == 'N') {
			namespaces = realloc(namespaces, (namespace_count + 1) * sizeof *namespaces);
			namespaces[namespace_count++] = (struct namespace){ .first_sysctl = sysctl_count, .first_operation = operation_count };
			continue;
		}
		if (type == 'S') {
			sysctls = realloc(sysctls, (sysctl_count + 1) * sizeof *sysctls);
			sysctls[sysctl_count].path = strdup(field(&rest));
			sysctls[sysctl_count++].value = strdup(field(&rest));
			namespaces[namespace_count - 1].sysctl_count++;
			continue;
		}
		if (type == 'H') {
			part = integer(&rest);
			hub_first[part] = operation_count;
			continue;
		}
		operations = realloc(operations, (operation_count + 1) * sizeof *operations);
		struct operation *o = memset(&operations[operation_count++], 0, sizeof *o);
		o->type = type;
		if (part >= 0)
			hub_count[part]++;
		else
			namespaces[namespace_count - 1].operation_count++;
		switch (type) {
		case 'B':
			o->name = strdup(field(&rest));
			o->index = integer(&rest);
			o->group = integer(&rest);
			o->up = integer(&rest);
			break;
		case 'V':
			o->name = strdup(field(&rest));
			o->index = integer(&rest);
			o->mtu = integer(&rest);
			o->group = integer(&rest);
			o->peer_namespace = integer(&rest);
			o->peer_name = strdup(field(&rest));
			o->peer_index = integer(&rest);
			o->has_mac = sscanf(field(&rest), "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &o->mac[0], &o->mac[1], &o->mac[2], &o->mac[3],
				&o->mac[4], &o->mac[5]) == 6;
			o->peer_mtu = integer(&rest);
			o->peer_segments = integer(&rest);
			o->peer_group = integer(&rest);
			break;
		case 'L':
			o->index = integer(&rest);
			o->master = integer(&rest);
			o->up = integer(&rest);
			break;
		case 'A':
		case 'R':
			o->index = type == 'A' ? integer(&rest) : 0;
			o->family = integer(&rest) == 4 ? AF_INET : AF_INET6;
			inet_pton(o->family, field(&rest), o->address);
			o->prefix = integer(&rest);
			if (type == 'A')
				o->nodad = integer(&rest);
			else
				inet_pton(o->family, field(&rest), o->gateway);
			break;
		case 'Q':
			o->index = integer(&rest);
			break;
		case 'F':
			o->index = integer(&rest);
			o->target = integer(&rest);
			break;
		default:
			fprintf(stderr, "unknown operation %c\n", type);
			exit(1);
		}
	}
	fclose(file);
}

/* ---- start, stop ---- */

static void start(void)
{
	int outside = own_namespace();
	for (int n = 0; n < namespace_count; n++) {
		struct namespace *ns = &namespaces[n];
		check(unshare(CLONE_NEWNET), "unshare CLONE_NEWNET");
		ns->fd = own_namespace();
		ns->route = route_socket();
		for (int s = 0; s < ns->sysctl_count; s++)
			write_file(sysctls[ns->first_sysctl + s].path, sysctls[ns->first_sysctl + s].value);
	}
	check(setns(outside, CLONE_NEWNET), "setns");
	close(outside);
	execute(namespaces[HUB].route, hub_first[0], hub_count[0]);
	for (int n = 1; n < namespace_count; n++)
		execute(namespaces[n].route, namespaces[n].first_operation, namespaces[n].operation_count);
	execute(namespaces[HUB].route, hub_first[1], hub_count[1]);
}

static void stop(void)
{
	struct ifinfomsg info = { 0 };
	struct nlmsghdr *m = begin(RTM_DELLINK, 0, &info, sizeof info);
	number(m, IFLA_GROUP, GROUP);
	flush(namespaces[HUB].route, m, ENODEV);
	for (int n = namespace_count - 1; n >= 0; n--) {
		close(namespaces[n].route);
		close(namespaces[n].fd);
	}
}

/* ---- edits ---- */

static void bring_link(const char *line)
{
	struct operation o = { .type = 'L' };
	if (sscanf(line, "link %d %d", &o.index, &o.up) != 2)
		fail("%s", line);
	flush(namespaces[HUB].route, message(&o), 0);
}

static void impair(const char *line)
{
	struct operation out = { .type = 'L', .master = -1, .up = -1 }, pair = { .type = 'V', .mtu = 1500, .group = GROUP, .peer_mtu = 1500, .peer_group = GROUP },
		in = { .type = 'L', .up = 1 }, up = { .type = 'L', .up = 1 }, pair_up = { .type = 'L', .up = 1 };
	char name[16], peer_name[16];
	if (sscanf(line, "impair %d %d %d", &out.index, &in.master, &pair.index) != 3)
		fail("%s", line);
	snprintf(name, sizeof name, "x%d", pair.index);
	snprintf(peer_name, sizeof peer_name, "y%d", pair.index);
	pair.name = name;
	pair.peer_name = peer_name;
	pair.peer_namespace = HUB;
	pair.peer_index = in.index = pair.index + 1;
	up.index = out.index;
	pair_up.index = pair.index;
	message(&out);
	message(&pair);
	message(&in);
	message(&up);
	flush(namespaces[HUB].route, message(&pair_up), 0);
}

/* ---- when all namespaces are gone ---- */

#define LIMIT "/proc/sys/user/max_net_namespaces"

static int room_for_one(void)
{
	int before = own_namespace();
	int made = unshare(CLONE_NEWNET) == 0;
	if (!made && errno != ENOSPC)
		fail("unshare CLONE_NEWNET");
	if (made)
		check(setns(before, CLONE_NEWNET), "setns");
	close(before);
	return made;
}

static void watch_until_gone(void)
{
	char line[64], limit[16];
	int least = 0;
	do {
		snprintf(limit, sizeof limit, "%d", ++least);
		write_file(LIMIT, limit);
	} while (!room_for_one());
	write_file(LIMIT, "100000");
	printf("@ ready\n");
	fflush(stdout);
	while (fgets(line, sizeof line, stdin) && !strncmp(line, "wait", 4)) {
		write_file(LIMIT, limit);
		while (!room_for_one())
			usleep(1000);
		long long now = monotonic_nanos();
		write_file(LIMIT, "100000");
		printf("@ gone %lld\n", now);
		fflush(stdout);
	}
}

int main(int count, char **arguments)
{
	char line[64];
	struct rlimit files;
	if (count < 2) {
		fprintf(stderr, "usage: bringup FILE | bringup gone\n");
		return 2;
	}
	if (!strcmp(arguments[1], "gone")) {
		watch_until_gone();
		return 0;
	}
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	read_operations(arguments[1]);
	printf("@ ready\n");
	fflush(stdout);
	while (fgets(line, sizeof line, stdin)) {
		long long began = monotonic_nanos();
		if (!strncmp(line, "start", 5))
			start();
		else if (!strncmp(line, "stop", 4))
			stop();
		else if (!strncmp(line, "link", 4))
			bring_link(line);
		else if (!strncmp(line, "impair", 6))
			impair(line);
		else
			break;
		printf("@ done %lld %lld\n", began, monotonic_nanos());
		fflush(stdout);
	}
	return 0;
}
