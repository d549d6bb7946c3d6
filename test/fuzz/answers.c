/* SPDX-License-Identifier: MIT */
/*
 * The kernel's answers as the stand-in of the benchmarks gives them, changed by chance on their way to the program
 * (ld --wrap). FUZZ_SEED in the environment says which chances; without it nothing is changed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>

/* Its recvmsg is called by the one below. */
#define __wrap_recvmsg stand_in_recvmsg
#include "../../bench/stand-in/stand-in.c"
#undef __wrap_recvmsg

ssize_t __wrap_recvmsg(int fd, struct msghdr *message, int flags);
ssize_t __real_sendto(int fd, const void *bytes, size_t length, int flags, const struct sockaddr *to, socklen_t size);
ssize_t __wrap_sendto(int fd, const void *bytes, size_t length, int flags, const struct sockaddr *to, socklen_t size);

/* The kernel does not know the slaves of the stand-in's master: if it is asked for them, it is asked for all links. */
ssize_t __wrap_sendto(int fd, const void *bytes, size_t length, int flags, const struct sockaddr *to, socklen_t size)
{
    struct {
        struct nlmsghdr header;
        struct ifinfomsg link;
    } request;

    if (to->sa_family != AF_NETLINK || length < sizeof(request))
        return __real_sendto(fd, bytes, length, flags, to, size);
    memcpy(&request, bytes, sizeof(request));
    if (request.header.nlmsg_type != RTM_GETLINK || !(request.header.nlmsg_flags & NLM_F_DUMP))
        return __real_sendto(fd, bytes, length, flags, to, size);
    request.header.nlmsg_len = sizeof(request);
    return __real_sendto(fd, &request, sizeof(request), flags, to, size);
}

static uint32_t state;

/* xorshift32 (Marsaglia, "Xorshift RNGs"), from 0 to below - 1. */
static uint32_t chance(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % below;
}

/* An attribute of the first message, by chance. */
static struct rtattr *some_attribute(char *bytes, size_t length)
{
    size_t at = NLMSG_LENGTH(sizeof(struct ifinfomsg));
    struct rtattr *attribute = NULL;

    for (uint32_t left = chance(40); at + sizeof(*attribute) <= length; left--) {
        attribute = (struct rtattr *)(bytes + at);
        if (left == 0 || attribute->rta_len < sizeof(*attribute))
            break;
        at += RTA_ALIGN(attribute->rta_len);
    }
    return attribute;
}

static ssize_t change(struct msghdr *message, ssize_t length)
{
    static const int errnos[] = {EINTR, ENOBUFS, ENOMEM, EIO, EAGAIN};
    char *bytes = message->msg_iov->iov_base;
    struct nlmsghdr *header = message->msg_iov->iov_base;
    struct rtattr *attribute = some_attribute(bytes, (size_t)length);

    switch (chance(10)) {
    case 0:
        bytes[chance((uint32_t)length)] = (char)chance(256);
        return length;
    case 1:
        return (ssize_t)chance((uint32_t)length);
    case 2:
        header->nlmsg_len = chance(2) ? chance(200) : chance(UINT32_MAX);
        return length;
    case 3:
        header->nlmsg_type = (uint16_t)chance(24);
        return length;
    case 4:
        header->nlmsg_flags ^= (uint16_t)(1u << chance(10));
        return length;
    case 5:
        message->msg_flags |= MSG_TRUNC;
        return length;
    case 6:
        errno = errnos[chance(sizeof(errnos) / sizeof(errnos[0]))];
        return -1;
    case 7:
        ((struct sockaddr_nl *)message->msg_name)->nl_pid = chance(3);
        return length;
    default:
        if (attribute == NULL)
            return length;
        if (chance(2))
            attribute->rta_len = (unsigned short)chance(chance(2) ? 64 : 65536);
        else
            attribute->rta_type = (unsigned short)chance(64);
        return length;
    }
}

ssize_t __wrap_recvmsg(int fd, struct msghdr *message, int flags)
{
    const char *seed = getenv("FUZZ_SEED");
    ssize_t length = stand_in_recvmsg(fd, message, flags);

    if (seed == NULL || length < (ssize_t)sizeof(struct nlmsghdr))
        return length;
    if (state == 0)
        state = (uint32_t)atoi(seed) * 2654435769u | 1u;
    /* Some runs meet many changes, and others get past their first requests. */
    return chance(2 + 5 * (uint32_t)atoi(seed) % 16) == 0 ? change(message, length) : length;
}
