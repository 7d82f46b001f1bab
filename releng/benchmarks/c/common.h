/* What the baselines share: clocks, errors, namespaces. */
#ifndef WIREBENCH_COMMON_H
#define WIREBENCH_COMMON_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static inline long long monotonic_nanos(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static inline long long realtime_nanos(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static inline void fail(const char *format, ...)
{
	int error = errno;
	va_list arguments;
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, ": %s\n", strerror(error));
	exit(1);
}

static inline int check(int result, const char *what)
{
	if (result < 0)
		fail("%s", what);
	return result;
}

static inline void write_file(const char *path, const char *value)
{
	int fd = check(open(path, O_WRONLY | O_CLOEXEC), path);
	if (write(fd, value, strlen(value)) < 0)
		fail("write %s = %s", path, value);
	close(fd);
}

static inline int own_namespace(void)
{
	return check(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC), "open own network namespace");
}

#endif
