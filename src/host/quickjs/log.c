/* SPDX-License-Identifier: MIT */
/* The system log and the kernel's log. No call waits. Each call returns whether the log took the message. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bytes.h"
#include "calls.h"

/* sendLog(message): one datagram to /dev/log. */
CALL(system_send_log)
{
    static const struct sockaddr_un dev_log = {.sun_family = AF_UNIX, .sun_path = "/dev/log"};
    size_t length;
    char *message = to_bytes(ctx, argv[0], &length);
    int fd, taken;

    if (message == NULL)
        return JS_EXCEPTION;
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    taken = fd >= 0 &&
            sendto(fd, message, length, MSG_NOSIGNAL, (const struct sockaddr *)&dev_log, sizeof(dev_log)) >= 0;
    if (fd >= 0)
        close(fd);
    js_free(ctx, message);
    return JS_NewBool(ctx, taken);
}

/* writeKmsg(message): one record in the kernel's log (Documentation/ABI/testing/dev-kmsg). */
CALL(system_write_kmsg)
{
    size_t length;
    char *message = to_bytes(ctx, argv[0], &length);
    int fd, taken;

    if (message == NULL)
        return JS_EXCEPTION;
    fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    taken = fd >= 0 && write(fd, message, length) >= 0;
    if (fd >= 0)
        close(fd);
    js_free(ctx, message);
    return JS_NewBool(ctx, taken);
}
