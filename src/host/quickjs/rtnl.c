/* SPDX-License-Identifier: MIT */
/* A netlink socket: netlink(7). */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/netlink.h>

#include "bytes.h"
#include "calls.h"
#include "descriptors.h"
#include "rtnl.h"
#include "system-error.h"

/* The kernel does not make a dump skb larger than this (net/netlink/af_netlink.c, netlink_dump). */
#define DATAGRAM_MAX 32768

/* The last datagram. JavaScript sees it as the ArrayBuffer system.datagram. */
static struct {
    uint32_t sender;
    uint32_t truncated;
    char bytes[DATAGRAM_MAX];
} datagram;

JSValue new_datagram_buffer(JSContext *ctx)
{
    return JS_NewArrayBuffer(ctx, (uint8_t *)&datagram, sizeof(datagram), NULL, NULL, 0);
}

/* openSocket(protocol, groups): a socket, bound to a port id that the kernel chooses. `groups` is nl_groups of netlink(7). */
CALL(system_open_socket)
{
    static const int on = 1;
    struct sockaddr_nl own = {.nl_family = AF_NETLINK};
    int32_t protocol;
    int fd;

    if (JS_ToInt32(ctx, &protocol, argv[0]) || JS_ToUint32(ctx, &own.nl_groups, argv[1]))
        return JS_EXCEPTION;
    fd = above_standard(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
    if (fd < 0)
        return throw_error(ctx, errno, "open a netlink socket", NULL);
    /* Kernels before 4.12 have no extended acks. Errors come there too, without a text. */
    (void)setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
    if (bind(fd, (const struct sockaddr *)&own, sizeof(own)) < 0) {
        JSValue result = throw_error(ctx, errno, "bind a netlink socket", NULL);
        close(fd);
        return result;
    }
    return JS_NewInt32(ctx, fd);
}

CALL(system_port_of)
{
    struct sockaddr_nl own = {0};
    socklen_t size = sizeof(own);
    int32_t fd;

    if (JS_ToInt32(ctx, &fd, argv[0]))
        return JS_EXCEPTION;
    if (getsockname(fd, (struct sockaddr *)&own, &size) < 0)
        return throw_error(ctx, errno, "getsockname of a netlink socket", NULL);
    return JS_NewInt64(ctx, own.nl_pid);
}

CALL(system_send)
{
    static const struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    int32_t fd;
    size_t length;
    char *message;
    ssize_t sent;

    if (JS_ToInt32(ctx, &fd, argv[0]) || (message = to_bytes(ctx, argv[1], &length)) == NULL)
        return JS_EXCEPTION;
    sent = sendto(fd, message, length, 0, (const struct sockaddr *)&kernel, sizeof(kernel));
    js_free(ctx, message);
    return sent < 0 ? throw_error(ctx, errno, "send on a netlink socket", NULL) : JS_UNDEFINED;
}

/* receive(fd, milliseconds): the length in bytes of what is in `datagram` now; undefined if nothing came in time. */
CALL(system_receive)
{
    struct sockaddr_nl sender = {0};
    struct iovec part = {.iov_base = datagram.bytes, .iov_len = sizeof(datagram.bytes)};
    struct msghdr message = {.msg_name = &sender, .msg_namelen = sizeof(sender), .msg_iov = &part, .msg_iovlen = 1};
    struct pollfd ready = {.events = POLLIN};
    int32_t fd, milliseconds;
    ssize_t length;

    if (JS_ToInt32(ctx, &fd, argv[0]) || JS_ToInt32(ctx, &milliseconds, argv[1]))
        return JS_EXCEPTION;
    /* The kernel handles a request inside sendto(2), so an answer is usually there already. */
    length = recvmsg(fd, &message, MSG_DONTWAIT);
    if (length < 0 && errno == EAGAIN && milliseconds > 0) {
        ready.fd = fd;
        /* After EINTR the caller looks at its deadline and calls again. */
        if (poll(&ready, 1, milliseconds) < 0 && errno != EINTR)
            return throw_error(ctx, errno, "wait on a netlink socket", NULL);
        length = recvmsg(fd, &message, MSG_DONTWAIT);
    }
    if (length < 0)
        return errno == EAGAIN || errno == EINTR
                   ? JS_UNDEFINED
                   : throw_error(ctx, errno, "receive on a netlink socket", NULL);
    memset(datagram.bytes + length, 0, -(size_t)length % sizeof(uint32_t));
    datagram.sender = sender.nl_pid;
    datagram.truncated = (message.msg_flags & MSG_TRUNC) != 0;
    return JS_NewInt32(ctx, (int32_t)length);
}

/* waitForEither(fd, other, milliseconds): is there something to read in one of them? -1 stands for no descriptor. */
CALL(system_wait_for_either)
{
    struct pollfd ready[2] = {{.events = POLLIN}, {.events = POLLIN}};
    int32_t milliseconds;
    int count;

    if (JS_ToInt32(ctx, &ready[0].fd, argv[0]) || JS_ToInt32(ctx, &ready[1].fd, argv[1]) ||
        JS_ToInt32(ctx, &milliseconds, argv[2]))
        return JS_EXCEPTION;
    /* An error, such as ENOBUFS, counts too: the next receive() throws it. After EINTR the caller calls again. */
    count = poll(ready, 2, milliseconds);
    if (count < 0 && errno != EINTR)
        return throw_error(ctx, errno, "wait on a netlink socket", NULL);
    return JS_NewBool(ctx, count > 0);
}
