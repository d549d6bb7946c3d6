/* SPDX-License-Identifier: MIT */
/*
 * The QuickJS host's C half: the global object `system`, with the system calls that the engine's core lacks. It has no
 * logic and parses nothing: host.ts beside this file does that.
 *
 * The engine's own std and os modules are left out. They add 130 kB, and have neither netlink nor flock(2).
 *
 * A string that goes in or out is a byte string: each character U+0000 to U+00FF stands for one byte. A call that the
 * system refuses throws a SystemError (../host.ts). host.ts puts that class at system.SystemError.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <linux/netlink.h>
#include <quickjs.h>

#include "heap.h"
#include "system.h"

/* The kernel makes no dump skb larger than this (net/netlink/af_netlink.c, netlink_dump). */
#define DATAGRAM_MAX 32768

/* How long a reader may take before its output is given up, in milliseconds. */
#define OUTPUT_PATIENCE 30000

/*
 * A call that a signal interrupts, or a write that finds no room where poll(2) has seen some, is made again this often. More
 * in a row than that are no accident.
 */
#define EINTR_TRIES 1000

/* What a call that JavaScript makes looks like; the engine sees to it that argv has as many values as are declared. */
#define CALL(name) \
    static JSValue name(JSContext *ctx, __attribute__((unused)) JSValueConst this_value, \
                        __attribute__((unused)) int argc, __attribute__((unused)) JSValueConst *argv)

/*
 * Small buffers come from the engine's own allocator (js_malloc): musl's maps a page for the first of each size, and unmaps
 * it again.
 */

/* The engine takes UTF-8 only, in which a byte of 0x80 and more becomes two. */
JSValue from_bytes(JSContext *ctx, const char *bytes, size_t length)
{
    size_t ascii = 0, used = 0;
    char *utf8;
    JSValue string;

    while (ascii < length && (unsigned char)bytes[ascii] < 0x80)
        ascii++;
    if (ascii == length)
        return JS_NewStringLen(ctx, bytes, length);
    utf8 = js_malloc(ctx, 2 * length);
    if (utf8 == NULL)
        return JS_EXCEPTION;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte < 0x80) {
            utf8[used++] = (char)byte;
        } else {
            utf8[used++] = (char)(0xc0 | byte >> 6);
            utf8[used++] = (char)(0x80 | (byte & 0x3f));
        }
    }
    string = JS_NewStringLen(ctx, utf8, used);
    js_free(ctx, utf8);
    return string;
}

/* The bytes of a byte string, with a NUL behind them; NULL with an exception pending. To be freed. */
static char *to_bytes(JSContext *ctx, JSValueConst string, size_t *length)
{
    size_t size, used = 0;
    const char *utf8 = JS_ToCStringLen(ctx, &size, string);
    char *bytes;

    if (utf8 == NULL)
        return NULL;
    bytes = js_malloc(ctx, size + 1);
    if (bytes == NULL) {
        JS_FreeCString(ctx, utf8);
        return NULL;
    }
    for (size_t i = 0; i < size; used++) {
        unsigned char lead = (unsigned char)utf8[i];
        if (lead >= 0x80 && i + 1 < size) {
            bytes[used] = (char)(lead << 6 | ((unsigned char)utf8[i + 1] & 0x3f));
            i += 2;
        } else {
            bytes[used] = (char)lead;
            i++;
        }
    }
    bytes[used] = '\0';
    JS_FreeCString(ctx, utf8);
    *length = used;
    return bytes;
}

/* A path for the system; NULL with an exception pending. A NUL inside would name another file than the caller meant. */
static char *to_path(JSContext *ctx, JSValueConst string)
{
    size_t length;
    char *path = to_bytes(ctx, string, &length);

    if (path != NULL && strlen(path) != length) {
        js_free(ctx, path);
        JS_ThrowTypeError(ctx, __FILE__, __LINE__, "a path with a NUL byte");
        return NULL;
    }
    return path;
}

/* Throws a SystemError; `call` says what was tried, and `path`, where it is not NULL, with what. */
static JSValue refuse(JSContext *ctx, int number, const char *call, const char *path)
{
    size_t length = strlen(call) + (path == NULL ? 0 : 1 + strlen(path));
    char *what = js_malloc(ctx, length + 1);
    JSValue arguments[2], error;

    if (what == NULL)
        return JS_EXCEPTION;
    strcpy(what, call);
    if (path != NULL)
        strcat(strcat(what, " "), path);
    arguments[0] = JS_NewInt32(ctx, number);
    arguments[1] = from_bytes(ctx, what, length);
    js_free(ctx, what);
    if (JS_IsException(arguments[1]))
        return JS_EXCEPTION;
    error = JS_CallConstructor(ctx, JS_GetPropertyStr(ctx, heap->system, "SystemError"), 2, arguments);
    JS_FreeValue(ctx, arguments[1]);
    return JS_IsException(error) ? error : JS_Throw(ctx, error);
}

/* Does errno say that there is nothing at a path? That is an answer, and costs less than an exception. */
static int is_absent(void)
{
    return errno == ENOENT || errno == ENOTDIR;
}

/* The end of a call that has a path: frees it, and throws what errno says where the call has failed. */
static JSValue finish(JSContext *ctx, int failed, const char *call, char *path)
{
    JSValue result = failed ? refuse(ctx, errno, call, path) : JS_UNDEFINED;

    js_free(ctx, path);
    return result;
}

/* A closed standard output leaves descriptor 1 free, and what is then opened there would get our output. */
static int above_standard(int fd)
{
    int moved;

    if (fd < 0 || fd > STDERR_FILENO)
        return fd;
    moved = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    close(fd);
    return moved;
}

/* stdout may be O_NONBLOCK: wait for a slow reader. */
int write_all(int fd, const char *bytes, size_t length)
{
    int interruptions = 0;

    while (length > 0) {
        struct pollfd ready = {.fd = fd, .events = POLLOUT};
        ssize_t written = write(fd, bytes, length);
        if (written < 0) {
            if (interruptions++ < EINTR_TRIES &&
                (errno == EINTR || (errno == EAGAIN && poll(&ready, 1, OUTPUT_PATIENCE) > 0)))
                continue;
            return -1;
        }
        interruptions = 0;
        bytes += written;
        length -= (size_t)written;
    }
    return 0;
}

/* All that is left in a file, in *content, to be freed; -1 with errno set, EFBIG where that is more than `limit`. */
static ssize_t read_all(JSContext *ctx, int fd, size_t limit, char **content)
{
    size_t size = 4096, used = 0;
    int interruptions = 0;

    *content = NULL;
    for (;;) {
        /* A read that a signal interrupts leaves `used` as it is: the buffer grows only if it is full. */
        char *grown = *content == NULL ? js_realloc_rt(JS_GetRuntime(ctx), NULL, size)
                      : used == size   ? js_realloc_rt(JS_GetRuntime(ctx), *content, size *= 2)
                                       : *content;
        ssize_t got;

        if (grown == NULL) {
            errno = ENOMEM;
            return -1;
        }
        *content = grown;
        got = read(fd, *content + used, size - used);
        if (got < 0 && errno == EINTR && interruptions++ < EINTR_TRIES)
            continue;
        if (got <= 0)
            return got < 0 ? -1 : (ssize_t)used;
        used += (size_t)got;
        if (used > limit) {
            errno = EFBIG;
            return -1;
        }
    }
}

CALL(system_env)
{
    char *name = to_path(ctx, argv[0]);
    const char *value;

    if (name == NULL)
        return JS_EXCEPTION;
    value = getenv(name);
    js_free(ctx, name);
    return value == NULL ? JS_UNDEFINED : from_bytes(ctx, value, strlen(value));
}

/* readFile(path, limit): O_NONBLOCK, because opening a FIFO or a device that somebody put there must not wait. */
CALL(system_read_file)
{
    char *path, *content = NULL;
    ssize_t length = -1;
    int32_t limit;
    struct stat status;
    JSValue result;
    int fd;

    if (JS_ToInt32(ctx, &limit, argv[1]) || (path = to_path(ctx, argv[0])) == NULL)
        return JS_EXCEPTION;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0 && fstat(fd, &status) == 0) {
        if (S_ISREG(status.st_mode))
            length = read_all(ctx, fd, (size_t)limit, &content);
        else
            errno = EOPNOTSUPP;
    }
    result = finish(ctx, length < 0 && !is_absent(), "read", path);
    if (length >= 0)
        result = from_bytes(ctx, content, (size_t)length);
    js_free(ctx, content);
    if (fd >= 0)
        close(fd);
    return result;
}

CALL(system_read_symlink)
{
    char target[PATH_MAX];
    char *path = to_path(ctx, argv[0]);
    ssize_t length;
    JSValue result;

    if (path == NULL)
        return JS_EXCEPTION;
    length = readlink(path, target, sizeof(target));
    result = finish(ctx, length < 0 && !is_absent(), "readlink", path);
    return length < 0 ? result : from_bytes(ctx, target, (size_t)length);
}

int append(JSContext *ctx, JSValueConst list, uint32_t index, JSValue value)
{
    return !JS_IsException(value) && JS_SetPropertyUint32(ctx, list, index, value) >= 0;
}

CALL(system_read_directory)
{
    char *path = to_path(ctx, argv[0]);
    const struct dirent *entry;
    uint32_t count = 0;
    JSValue list;
    DIR *directory;

    if (path == NULL)
        return JS_EXCEPTION;
    directory = opendir(path);
    if (directory == NULL)
        return finish(ctx, !is_absent(), "open directory", path);
    list = JS_NewArray(ctx);
    while (!JS_IsException(list) && (errno = 0, (entry = readdir(directory)) != NULL)) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            !append(ctx, list, count++, from_bytes(ctx, entry->d_name, strlen(entry->d_name)))) {
            JS_FreeValue(ctx, list);
            list = JS_EXCEPTION;
        }
    }
    if (!JS_IsException(list) && errno != 0) {
        JS_FreeValue(ctx, list);
        list = refuse(ctx, errno, "read directory", path);
    }
    closedir(directory);
    js_free(ctx, path);
    return list;
}

CALL(system_make_directory)
{
    char *path = to_path(ctx, argv[0]);

    if (path == NULL)
        return JS_EXCEPTION;
    return finish(ctx, mkdir(path, 0755), "mkdir", path);
}

CALL(system_write_file)
{
    size_t length;
    char *path = to_path(ctx, argv[0]);
    char *content = path == NULL ? NULL : to_bytes(ctx, argv[1], &length);
    JSValue result;
    int fd;

    if (content == NULL) {
        js_free(ctx, path);
        return JS_EXCEPTION;
    }
    fd = above_standard(open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    result = finish(ctx, fd < 0 || write_all(fd, content, length) < 0, "write", path);
    js_free(ctx, content);
    if (fd >= 0)
        close(fd);
    return result;
}

CALL(system_make_symlink)
{
    char *target = to_path(ctx, argv[0]);
    char *path = target == NULL ? NULL : to_path(ctx, argv[1]);
    int failed;

    if (path == NULL) {
        js_free(ctx, target);
        return JS_EXCEPTION;
    }
    failed = symlink(target, path);
    js_free(ctx, target);
    return finish(ctx, failed, "symlink", path);
}

static double milliseconds_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

CALL(system_now)
{
    return JS_NewFloat64(ctx, milliseconds_now());
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
    return failed && fd == STDOUT_FILENO ? refuse(ctx, errno, "write standard output", NULL) : JS_UNDEFINED;
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

/* sendLog(message): one datagram to /dev/log, without waiting for room there; false where it was not taken. */
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

/* writeKmsg(message): one record in the kernel's log (Documentation/ABI/testing/dev-kmsg); false as above. */
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

static void interrupt(__attribute__((unused)) int signal)
{
}

/*
 * Waits for a lock. flock(2) knows no deadline, so that a timer interrupts it; a timer that repeats, for the first signal
 * may come just before the call.
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
    /* A parent may have blocked the signal, and a blocked one interrupts nothing. */
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

/* lockFile(path, milliseconds): a descriptor; undefined where others held the lock all the time. */
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
    return length < 0 ? refuse(ctx, errno, "read a lock file", NULL) : from_bytes(ctx, note, (size_t)length);
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
    return failed ? refuse(ctx, errno, "write a lock file", NULL) : JS_UNDEFINED;
}

/* openSocket(groups): a NETLINK_ROUTE socket, bound to a port id of the kernel's choice. */
CALL(system_open_socket)
{
    static const int on = 1;
    struct sockaddr_nl own = {.nl_family = AF_NETLINK};
    int fd;

    if (JS_ToUint32(ctx, &own.nl_groups, argv[0]))
        return JS_EXCEPTION;
    fd = above_standard(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (fd < 0)
        return refuse(ctx, errno, "open a NETLINK_ROUTE socket", NULL);
    /* Without extended acks (kernels before 4.12) errors still come, with less to say. */
    (void)setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
    if (bind(fd, (const struct sockaddr *)&own, sizeof(own)) < 0) {
        JSValue result = refuse(ctx, errno, "bind a NETLINK_ROUTE socket", NULL);
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
        return refuse(ctx, errno, "getsockname of a NETLINK_ROUTE socket", NULL);
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
    return sent < 0 ? refuse(ctx, errno, "send on a NETLINK_ROUTE socket", NULL) : JS_UNDEFINED;
}

/* The last datagram. JavaScript sees this as the ArrayBuffer system.datagram, an array of 32-bit words. */
static struct {
    uint32_t sender;
    uint32_t truncated;
    char bytes[DATAGRAM_MAX];
} datagram;

/* receive(fd, milliseconds): the length in bytes of what is in `datagram` now; undefined if nothing came. */
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
    /* An answer is there already when the request has been sent: the kernel works on it within sendto. */
    length = recvmsg(fd, &message, MSG_DONTWAIT);
    if (length < 0 && errno == EAGAIN && milliseconds > 0) {
        ready.fd = fd;
        /* EINTR is as good as nothing: the caller looks at its deadline and asks again. */
        if (poll(&ready, 1, milliseconds) < 0 && errno != EINTR)
            return refuse(ctx, errno, "wait on a NETLINK_ROUTE socket", NULL);
        length = recvmsg(fd, &message, MSG_DONTWAIT);
    }
    if (length < 0)
        return errno == EAGAIN || errno == EINTR ? JS_UNDEFINED
                                                 : refuse(ctx, errno, "receive on a NETLINK_ROUTE socket", NULL);
    memset(datagram.bytes + length, 0, -(size_t)length % sizeof(uint32_t));
    datagram.sender = sender.nl_pid;
    datagram.truncated = (message.msg_flags & MSG_TRUNC) != 0;
    return JS_NewInt32(ctx, (int32_t)length);
}

CALL(system_close)
{
    int32_t fd;

    if (JS_ToInt32(ctx, &fd, argv[0]))
        return JS_EXCEPTION;
    close(fd);
    return JS_UNDEFINED;
}

static const JSCFunctionListEntry system_functions[] = {
    JS_CFUNC_DEF("env", 1, system_env),
    JS_CFUNC_DEF("readFile", 2, system_read_file),
    JS_CFUNC_DEF("readSymlink", 1, system_read_symlink),
    JS_CFUNC_DEF("readDirectory", 1, system_read_directory),
    JS_CFUNC_DEF("makeDirectory", 1, system_make_directory),
    JS_CFUNC_DEF("writeFile", 2, system_write_file),
    JS_CFUNC_DEF("makeSymlink", 2, system_make_symlink),
    JS_CFUNC_DEF("now", 0, system_now),
    JS_CFUNC_DEF("out", 1, system_out),
    JS_CFUNC_DEF("err", 1, system_err),
    JS_CFUNC_DEF("isTerminal", 1, system_is_terminal),
    JS_CFUNC_DEF("sendLog", 1, system_send_log),
    JS_CFUNC_DEF("writeKmsg", 1, system_write_kmsg),
    JS_CFUNC_DEF("lockFile", 2, system_lock_file),
    JS_CFUNC_DEF("readNote", 1, system_read_note),
    JS_CFUNC_DEF("writeNote", 2, system_write_note),
    JS_CFUNC_DEF("openSocket", 1, system_open_socket),
    JS_CFUNC_DEF("portOf", 1, system_port_of),
    JS_CFUNC_DEF("send", 2, system_send),
    JS_CFUNC_DEF("receive", 2, system_receive),
    JS_CFUNC_DEF("close", 1, system_close),
};

JSValue new_system(JSContext *ctx)
{
    JSValue system = JS_NewObject(ctx);
    JSValue buffer = JS_NewArrayBuffer(ctx, (uint8_t *)&datagram, sizeof(datagram), NULL, NULL, 0);

    if (JS_IsException(system) || JS_IsException(buffer) || JS_SetPropertyStr(ctx, system, "datagram", buffer) < 0)
        return JS_EXCEPTION;
    JS_SetPropertyFunctionList(ctx, system, system_functions, sizeof(system_functions) / sizeof(*system_functions));
    return system;
}
