/* SPDX-License-Identifier: MIT */
/* Lock files: flock(2) with a deadline, and a note in the file from one holder to the next. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "bytes.h"
#include "calls.h"
#include "descriptors.h"
#include "system-error.h"
#include "system.h"

static void interrupt(__attribute__((unused)) int signal)
{
}

/*
 * flock(2) has no timeout: a timer interrupts it with SIGALRM. The timer repeats, because the first signal may come just
 * before the call. If the time is over, returns -1 with errno EWOULDBLOCK.
 */
static int flock_within(int fd, int32_t milliseconds)
{
    static const struct sigaction action = {.sa_handler = interrupt};
    static const struct itimerval never = {0};
    double deadline = milliseconds_now() + milliseconds;
    struct itimerval timer = {
        .it_interval.tv_usec = 10000,
        .it_value = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000},
    };
    int failed = flock(fd, LOCK_EX | LOCK_NB);
    sigset_t alarm;

    if (!failed || errno != EWOULDBLOCK || milliseconds <= 0)
        return failed;
    /* The signal may be blocked: a child inherits that from its parent. */
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    sigprocmask(SIG_UNBLOCK, &alarm, NULL);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
    do
        failed = flock(fd, LOCK_EX);
    while (failed && errno == EINTR && milliseconds_now() < deadline);
    if (failed && errno == EINTR)
        errno = EWOULDBLOCK;
    setitimer(ITIMER_REAL, &never, NULL);
    return failed;
}

/* lockFile(path, milliseconds): a descriptor, or undefined if others held the lock the whole time. */
CALL(system_lock_file)
{
    int32_t milliseconds;
    struct stat status;
    char *path;
    int fd;

    if (JS_ToInt32(ctx, &milliseconds, argv[1]) || (path = to_path(ctx, argv[0])) == NULL)
        return JS_EXCEPTION;
    fd = above_standard(open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600));
    if (fd < 0)
        return finish(ctx, 1, "lock", path);
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode)) {
        close(fd);
        errno = EOPNOTSUPP;
        return finish(ctx, 1, "lock", path);
    }
    if (flock_within(fd, milliseconds)) {
        JSValue result = finish(ctx, errno != EWOULDBLOCK, "lock", path);
        close(fd);
        return result;
    }
    js_free(ctx, path);
    return JS_NewInt32(ctx, fd);
}

CALL(system_read_note)
{
    char note[4096];
    int32_t fd;
    ssize_t length;

    if (JS_ToInt32(ctx, &fd, argv[0]))
        return JS_EXCEPTION;
    length = pread(fd, note, sizeof(note), 0);
    return length < 0 ? throw_error(ctx, errno, "read a lock file", NULL) : from_bytes(ctx, note, (size_t)length);
}

CALL(system_write_note)
{
    int32_t fd;
    size_t length;
    char *note;
    int failed;

    if (JS_ToInt32(ctx, &fd, argv[0]) || (note = to_bytes(ctx, argv[1], &length)) == NULL)
        return JS_EXCEPTION;
    failed = ftruncate(fd, 0) < 0 || pwrite(fd, note, length, 0) < 0;
    js_free(ctx, note);
    return failed ? throw_error(ctx, errno, "write a lock file", NULL) : JS_UNDEFINED;
}
