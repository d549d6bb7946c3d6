/* SPDX-License-Identifier: MIT */
/* Standard output and standard error. */
#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bytes.h"
#include "calls.h"
#include "descriptors.h"
#include "output.h"
#include "system-error.h"

/* How long to wait for a reader, in milliseconds. */
#define READER_TIMEOUT 30000

/*
 * stdout may be O_NONBLOCK, so this waits for a slow reader. It counts the tries, because poll(2) can report room that
 * write(2) then does not find.
 */
int write_all(int fd, const char *bytes, size_t length)
{
    int tries = 0;

    while (length > 0) {
        struct pollfd ready = {.fd = fd, .events = POLLOUT};
        ssize_t written = write(fd, bytes, length);
        if (written < 0) {
            if (tries++ < TRIES_MAX && (errno == EINTR || (errno == EAGAIN && poll(&ready, 1, READER_TIMEOUT) > 0)))
                continue;
            return -1;
        }
        tries = 0;
        bytes += written;
        length -= (size_t)written;
    }
    return 0;
}

static JSValue write_standard(JSContext *ctx, int fd, JSValueConst text)
{
    size_t length;
    char *bytes = to_bytes(ctx, text, &length);
    int failed;

    if (bytes == NULL)
        return JS_EXCEPTION;
    failed = write_all(fd, bytes, length);
    js_free(ctx, bytes);
    /* If stderr fails, there is nowhere left to say so. */
    return failed && fd == STDOUT_FILENO ? throw_error(ctx, errno, "write standard output", NULL) : JS_UNDEFINED;
}

CALL(system_out)
{
    return write_standard(ctx, STDOUT_FILENO, argv[0]);
}

CALL(system_err)
{
    return write_standard(ctx, STDERR_FILENO, argv[0]);
}

CALL(system_is_terminal)
{
    int32_t fd;

    return JS_ToInt32(ctx, &fd, argv[0]) ? JS_EXCEPTION : JS_NewBool(ctx, isatty(fd));
}

CALL(system_terminal_width)
{
    struct winsize size;

    /* A serial console does not know its width, and says 0. */
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
        return JS_UNDEFINED;
    return JS_NewInt32(ctx, size.ws_col);
}
