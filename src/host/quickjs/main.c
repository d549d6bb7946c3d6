/*
 * The QuickJS host's C half: starts the engine on the embedded bytecode and offers it the system calls that the
 * engine's core lacks. No logic and no parsing lives here: that is host.ts beside this file.
 *
 * The engine's own std and os modules are left out: setting them up takes two thirds as many instructions again as
 * the whole rest of the start, and they add 130 kB.
 *
 * A string that goes in or out is a byte string: each character U+0000 to U+00FF stands for one byte.
 * A call that fails returns the negative errno, as the kernel does.
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

#include "bytecode.h"

#define EXIT_FAULT 70 /* as errors.ts has it */

/* The kernel makes no dump skb larger than this (net/netlink/af_netlink.c, netlink_dump). */
#define DATAGRAM_MAX 32768

static int program_argc;
static char **program_argv;

static JSValue from_errno(JSContext *ctx)
{
    return JS_NewInt32(ctx, -errno);
}

/* The engine takes UTF-8 only, in which a byte of 0x80 and more becomes two. */
static JSValue from_bytes(JSContext *ctx, const char *bytes, size_t length)
{
    size_t ascii = 0, used = 0;
    char *utf8;
    JSValue string;

    while (ascii < length && (unsigned char)bytes[ascii] < 0x80)
        ascii++;
    if (ascii == length)
        return JS_NewStringLen(ctx, bytes, length);
    utf8 = malloc(2 * length);
    if (utf8 == NULL)
        return JS_ThrowOutOfMemory(ctx);
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
    free(utf8);
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
    bytes = malloc(size + 1);
    if (bytes == NULL) {
        JS_FreeCString(ctx, utf8);
        JS_ThrowOutOfMemory(ctx);
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
    if (length != NULL)
        *length = used;
    return bytes;
}

/* A path for the system; NULL with an exception pending. A NUL inside would name another file than the caller meant. */
static char *to_path(JSContext *ctx, JSValueConst string)
{
    size_t length;
    char *path = to_bytes(ctx, string, &length);

    if (path != NULL && strlen(path) != length) {
        free(path);
        JS_ThrowTypeError(ctx, __FILE__, __LINE__, "a path with a NUL byte");
        return NULL;
    }
    return path;
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

static int write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written < 0) {
            if (errno == EINTR)
                continue;
            return -1;
        }
        bytes += written;
        length -= (size_t)written;
    }
    return 0;
}

static JSValue system_args(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    JSValue list = JS_NewArray(ctx);

    (void)this_value, (void)argc, (void)argv;
    for (int i = 1; i < program_argc; i++)
        JS_SetPropertyUint32(ctx, list, (uint32_t)i - 1, from_bytes(ctx, program_argv[i], strlen(program_argv[i])));
    return list;
}

static JSValue system_env(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    char *name = to_path(ctx, argv[0]);
    const char *value;

    (void)this_value, (void)argc;
    if (name == NULL)
        return JS_EXCEPTION;
    value = getenv(name);
    free(name);
    return value == NULL ? JS_UNDEFINED : from_bytes(ctx, value, strlen(value));
}

/* readFile(path, limit): O_NONBLOCK, because opening a FIFO or a device that somebody put there must not wait. */
static JSValue system_read_file(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    char *path, *content = NULL;
    size_t used = 0;
    int32_t limit;
    struct stat status;
    JSValue result = JS_UNDEFINED;
    int fd;

    (void)this_value, (void)argc;
    if (JS_ToInt32(ctx, &limit, argv[1]) || (path = to_path(ctx, argv[0])) == NULL)
        return JS_EXCEPTION;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    free(path);
    if (fd < 0)
        return from_errno(ctx);
    if (fstat(fd, &status) < 0) {
        result = from_errno(ctx);
        goto out;
    }
    if (!S_ISREG(status.st_mode)) {
        result = JS_NewInt32(ctx, -EOPNOTSUPP);
        goto out;
    }
    content = malloc((size_t)limit + 1);
    if (content == NULL) {
        result = JS_ThrowOutOfMemory(ctx);
        goto out;
    }
    for (;;) {
        ssize_t got = read(fd, content + used, (size_t)limit + 1 - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            result = from_errno(ctx);
        if (got <= 0)
            break;
        used += (size_t)got;
        if (used > (size_t)limit) {
            result = JS_NewInt32(ctx, -EFBIG);
            break;
        }
    }
    if (JS_IsUndefined(result))
        result = from_bytes(ctx, content, used);
out:
    free(content);
    close(fd);
    return result;
}

static JSValue system_read_link(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    char target[PATH_MAX];
    char *path = to_path(ctx, argv[0]);
    ssize_t length;

    (void)this_value, (void)argc;
    if (path == NULL)
        return JS_EXCEPTION;
    length = readlink(path, target, sizeof(target));
    free(path);
    return length < 0 ? from_errno(ctx) : from_bytes(ctx, target, (size_t)length);
}

static JSValue system_read_directory(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    char *path = to_path(ctx, argv[0]);
    const struct dirent *entry;
    uint32_t count = 0;
    JSValue list;
    DIR *directory;

    (void)this_value, (void)argc;
    if (path == NULL)
        return JS_EXCEPTION;
    directory = opendir(path);
    free(path);
    if (directory == NULL)
        return from_errno(ctx);
    list = JS_NewArray(ctx);
    while (errno = 0, (entry = readdir(directory)) != NULL)
        JS_SetPropertyUint32(ctx, list, count++, from_bytes(ctx, entry->d_name, strlen(entry->d_name)));
    if (errno != 0) {
        JS_FreeValue(ctx, list);
        list = from_errno(ctx);
    }
    closedir(directory);
    return list;
}

static JSValue system_make_directory(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    char *path = to_path(ctx, argv[0]);
    int failed;

    (void)this_value, (void)argc;
    if (path == NULL)
        return JS_EXCEPTION;
    failed = mkdir(path, 0755);
    free(path);
    return failed ? from_errno(ctx) : JS_NewInt32(ctx, 0);
}

static JSValue system_write_file(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    char *path, *content;
    size_t length;
    JSValue result;
    int fd;

    (void)this_value, (void)argc;
    path = to_path(ctx, argv[0]);
    if (path == NULL)
        return JS_EXCEPTION;
    content = to_bytes(ctx, argv[1], &length);
    if (content == NULL) {
        free(path);
        return JS_EXCEPTION;
    }
    fd = above_standard(open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    free(path);
    result = fd < 0 || write_all(fd, content, length) < 0 ? from_errno(ctx) : JS_NewInt32(ctx, 0);
    free(content);
    if (fd >= 0)
        close(fd);
    return result;
}

static JSValue system_make_link(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    char *target, *path;
    int failed;

    (void)this_value, (void)argc;
    target = to_path(ctx, argv[0]);
    if (target == NULL)
        return JS_EXCEPTION;
    path = to_path(ctx, argv[1]);
    if (path == NULL) {
        free(target);
        return JS_EXCEPTION;
    }
    failed = symlink(target, path);
    free(target);
    free(path);
    return failed ? from_errno(ctx) : JS_NewInt32(ctx, 0);
}

static JSValue system_now(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    struct timespec time;

    (void)this_value, (void)argc, (void)argv;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return JS_NewFloat64(ctx, (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6);
}

static JSValue system_write(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    int32_t fd;
    size_t length;
    char *text;
    int failed;

    (void)this_value, (void)argc;
    if (JS_ToInt32(ctx, &fd, argv[0]) || (text = to_bytes(ctx, argv[1], &length)) == NULL)
        return JS_EXCEPTION;
    failed = write_all(fd, text, length);
    free(text);
    return failed ? from_errno(ctx) : JS_NewInt32(ctx, 0);
}

static JSValue system_is_terminal(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    int32_t fd;

    (void)this_value, (void)argc;
    if (JS_ToInt32(ctx, &fd, argv[0]))
        return JS_EXCEPTION;
    return JS_NewBool(ctx, isatty(fd));
}

/* sendLog(message): one datagram to /dev/log, without waiting for room there. */
static JSValue system_send_log(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    static const struct sockaddr_un dev_log = {.sun_family = AF_UNIX, .sun_path = "/dev/log"};
    size_t length;
    char *message = to_bytes(ctx, argv[0], &length);
    JSValue result = JS_NewInt32(ctx, 0);
    int fd;

    (void)this_value, (void)argc;
    if (message == NULL)
        return JS_EXCEPTION;
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || sendto(fd, message, length, MSG_NOSIGNAL, (const struct sockaddr *)&dev_log, sizeof(dev_log)) < 0)
        result = from_errno(ctx);
    if (fd >= 0)
        close(fd);
    free(message);
    return result;
}

/* writeKmsg(message): one record in the kernel's log (Documentation/ABI/testing/dev-kmsg). */
static JSValue system_write_kmsg(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    size_t length;
    char *message = to_bytes(ctx, argv[0], &length);
    JSValue result = JS_NewInt32(ctx, 0);
    int fd;

    (void)this_value, (void)argc;
    if (message == NULL)
        return JS_EXCEPTION;
    fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 || write(fd, message, length) < 0)
        result = from_errno(ctx);
    if (fd >= 0)
        close(fd);
    free(message);
    return result;
}

static void interrupt(int signal)
{
    (void)signal;
}

/*
 * lock(path, milliseconds): a descriptor; -EAGAIN where others held the lock all the time. flock(2) knows no deadline,
 * so that a timer interrupts it; a timer that repeats, for the first signal may come just before the call.
 */
static JSValue system_lock(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    static const struct itimerval never = {0};
    struct sigaction action = {.sa_handler = interrupt};
    struct itimerval timer = {.it_interval.tv_usec = 10000};
    struct timespec start, now;
    int32_t milliseconds;
    char *path;
    int fd, failed;

    (void)this_value, (void)argc;
    if (JS_ToInt32(ctx, &milliseconds, argv[1]) || (path = to_path(ctx, argv[0])) == NULL)
        return JS_EXCEPTION;
    fd = above_standard(open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600));
    free(path);
    if (fd < 0)
        return from_errno(ctx);
    failed = flock(fd, LOCK_EX | LOCK_NB);
    if (failed && errno == EWOULDBLOCK && milliseconds > 0) {
        sigaction(SIGALRM, &action, NULL);
        timer.it_value.tv_sec = milliseconds / 1000;
        timer.it_value.tv_usec = milliseconds % 1000 * 1000;
        clock_gettime(CLOCK_MONOTONIC, &start);
        setitimer(ITIMER_REAL, &timer, NULL);
        do {
            failed = flock(fd, LOCK_EX);
            clock_gettime(CLOCK_MONOTONIC, &now);
        } while (failed && errno == EINTR &&
                 (now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 < milliseconds);
        if (failed && errno == EINTR)
            errno = EAGAIN;
        setitimer(ITIMER_REAL, &never, NULL);
    }
    if (failed) {
        JSValue result = from_errno(ctx);
        close(fd);
        return result;
    }
    return JS_NewInt32(ctx, fd);
}

static JSValue system_read_note(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    char note[4096];
    int32_t fd;
    ssize_t length;

    (void)this_value, (void)argc;
    if (JS_ToInt32(ctx, &fd, argv[0]))
        return JS_EXCEPTION;
    length = pread(fd, note, sizeof(note), 0);
    return length < 0 ? from_errno(ctx) : from_bytes(ctx, note, (size_t)length);
}

static JSValue system_write_note(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    int32_t fd;
    size_t length;
    char *note;
    int failed;

    (void)this_value, (void)argc;
    if (JS_ToInt32(ctx, &fd, argv[0]) || (note = to_bytes(ctx, argv[1], &length)) == NULL)
        return JS_EXCEPTION;
    failed = ftruncate(fd, 0) < 0 || pwrite(fd, note, length, 0) < 0;
    free(note);
    return failed ? from_errno(ctx) : JS_NewInt32(ctx, 0);
}

static JSValue system_open_route(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    static const int on = 1;
    struct sockaddr_nl own = {.nl_family = AF_NETLINK};
    int fd;

    (void)this_value, (void)argc;
    if (JS_ToUint32(ctx, &own.nl_groups, argv[0]))
        return JS_EXCEPTION;
    fd = above_standard(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (fd < 0)
        return from_errno(ctx);
    /* Without extended acks (kernels before 4.12) errors still come, with less to say. */
    (void)setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
    if (bind(fd, (const struct sockaddr *)&own, sizeof(own)) < 0) {
        JSValue result = from_errno(ctx);
        close(fd);
        return result;
    }
    return JS_NewInt32(ctx, fd);
}

static JSValue system_route_port(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    struct sockaddr_nl own = {0};
    socklen_t size = sizeof(own);
    int32_t fd;

    (void)this_value, (void)argc;
    if (JS_ToInt32(ctx, &fd, argv[0]))
        return JS_EXCEPTION;
    if (getsockname(fd, (struct sockaddr *)&own, &size) < 0)
        return from_errno(ctx);
    return JS_NewInt64(ctx, own.nl_pid);
}

static JSValue system_send_route(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    static const struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    int32_t fd;
    size_t length;
    char *message;
    ssize_t sent;

    (void)this_value, (void)argc;
    if (JS_ToInt32(ctx, &fd, argv[0]) || (message = to_bytes(ctx, argv[1], &length)) == NULL)
        return JS_EXCEPTION;
    sent = sendto(fd, message, length, 0, (const struct sockaddr *)&kernel, sizeof(kernel));
    free(message);
    return sent < 0 ? from_errno(ctx) : JS_NewInt32(ctx, 0);
}

/* receiveRoute(fd, milliseconds): [words, length in bytes, sender, truncated]; -EAGAIN where nothing came in time. */
static JSValue system_receive_route(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    static int32_t words[DATAGRAM_MAX / sizeof(int32_t)];
    struct sockaddr_nl sender = {0};
    struct iovec part = {.iov_base = words, .iov_len = sizeof(words)};
    struct msghdr message = {.msg_name = &sender, .msg_namelen = sizeof(sender), .msg_iov = &part, .msg_iovlen = 1};
    struct pollfd ready = {.events = POLLIN};
    int32_t fd, milliseconds;
    ssize_t length;
    JSValue result, list;

    (void)this_value, (void)argc;
    if (JS_ToInt32(ctx, &fd, argv[0]) || JS_ToInt32(ctx, &milliseconds, argv[1]))
        return JS_EXCEPTION;
    /* An answer is there already when the request has been sent: the kernel works on it within sendto. */
    length = recvmsg(fd, &message, MSG_DONTWAIT);
    if (length < 0 && errno == EAGAIN && milliseconds > 0) {
        ready.fd = fd;
        if (poll(&ready, 1, milliseconds) < 0)
            return from_errno(ctx);
        length = recvmsg(fd, &message, MSG_DONTWAIT);
    }
    if (length < 0)
        return from_errno(ctx);
    memset((char *)words + length, 0, -(size_t)length % sizeof(*words));
    list = JS_NewArray(ctx);
    for (uint32_t i = 0; i * sizeof(*words) < (size_t)length; i++)
        JS_SetPropertyUint32(ctx, list, i, JS_NewInt32(ctx, words[i]));
    result = JS_NewArray(ctx);
    JS_SetPropertyUint32(ctx, result, 0, list);
    JS_SetPropertyUint32(ctx, result, 1, JS_NewInt32(ctx, (int32_t)length));
    JS_SetPropertyUint32(ctx, result, 2, JS_NewInt64(ctx, sender.nl_pid));
    JS_SetPropertyUint32(ctx, result, 3, JS_NewBool(ctx, message.msg_flags & MSG_TRUNC));
    return result;
}

static JSValue system_close(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    int32_t fd;

    (void)this_value, (void)argc;
    if (JS_ToInt32(ctx, &fd, argv[0]))
        return JS_EXCEPTION;
    return close(fd) < 0 ? from_errno(ctx) : JS_NewInt32(ctx, 0);
}

static JSValue run_bytecode(JSContext *ctx, const uint8_t *bytecode, size_t size)
{
    JSValue program = JS_ReadObject(ctx, bytecode, size, JS_READ_OBJ_BYTECODE);

    return JS_IsException(program) ? program : JS_EvalFunction(ctx, program);
}

static JSValue system_run_rename(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    (void)this_value, (void)argc, (void)argv;
    return run_bytecode(ctx, rename_bytecode, rename_bytecode_size);
}

/* The command line, with the parts of the language that the other programs do without. */
static JSValue system_run_command_line(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    (void)this_value, (void)argc, (void)argv;
    JS_AddIntrinsicRegExp(ctx);
    JS_AddIntrinsicJSON(ctx);
    JS_AddIntrinsicMapSet(ctx);
    JS_AddIntrinsicPromise(ctx);
    return run_bytecode(ctx, command_line_bytecode, command_line_bytecode_size);
}

/* The kernel takes everything back faster than the engine could free it. */
static JSValue system_exit(JSContext *ctx, JSValueConst this_value, int argc, JSValueConst *argv)
{
    int32_t code;

    (void)this_value, (void)argc;
    if (JS_ToInt32(ctx, &code, argv[0]))
        return JS_EXCEPTION;
    _exit(code);
}

static const JSCFunctionListEntry system_functions[] = {
    JS_CFUNC_DEF("args", 0, system_args),
    JS_CFUNC_DEF("env", 1, system_env),
    JS_CFUNC_DEF("readFile", 2, system_read_file),
    JS_CFUNC_DEF("readLink", 1, system_read_link),
    JS_CFUNC_DEF("readDirectory", 1, system_read_directory),
    JS_CFUNC_DEF("makeDirectory", 1, system_make_directory),
    JS_CFUNC_DEF("writeFile", 2, system_write_file),
    JS_CFUNC_DEF("makeLink", 2, system_make_link),
    JS_CFUNC_DEF("now", 0, system_now),
    JS_CFUNC_DEF("write", 2, system_write),
    JS_CFUNC_DEF("isTerminal", 1, system_is_terminal),
    JS_CFUNC_DEF("sendLog", 1, system_send_log),
    JS_CFUNC_DEF("writeKmsg", 1, system_write_kmsg),
    JS_CFUNC_DEF("lock", 2, system_lock),
    JS_CFUNC_DEF("readNote", 1, system_read_note),
    JS_CFUNC_DEF("writeNote", 2, system_write_note),
    JS_CFUNC_DEF("openRoute", 1, system_open_route),
    JS_CFUNC_DEF("routePort", 1, system_route_port),
    JS_CFUNC_DEF("sendRoute", 2, system_send_route),
    JS_CFUNC_DEF("receiveRoute", 2, system_receive_route),
    JS_CFUNC_DEF("close", 1, system_close),
    JS_CFUNC_DEF("runRename", 0, system_run_rename),
    JS_CFUNC_DEF("runCommandLine", 0, system_run_command_line),
    JS_CFUNC_DEF("exit", 1, system_exit),
};

/* A fault of the program itself: one line, and no result. */
static void report_fault(JSContext *ctx)
{
    static const char prefix[] = "failover-ifname: internal fault: ";
    const char *text = JS_ToCString(ctx, JS_GetException(ctx));

    if (text == NULL)
        text = "out of memory";
    if (write_all(STDERR_FILENO, prefix, sizeof(prefix) - 1) == 0 &&
        write_all(STDERR_FILENO, text, strlen(text)) == 0)
        (void)write_all(STDERR_FILENO, "\n", 1);
}

int main(int argc, char **argv)
{
    JSRuntime *runtime;
    JSContext *ctx;
    JSValue system;

    program_argc = argc;
    program_argv = argv;
    signal(SIGPIPE, SIG_IGN); /* a reader that went away is an error to report, not a silent death */
    runtime = JS_NewRuntime();
    ctx = runtime == NULL ? NULL : JS_NewContextRaw(runtime);
    if (ctx == NULL || JS_AddIntrinsicBaseObjects(ctx))
        return EXIT_FAULT;
    system = JS_NewObject(ctx);
    JS_SetPropertyFunctionList(ctx, system, system_functions, sizeof(system_functions) / sizeof(*system_functions));
    JS_SetPropertyStr(ctx, JS_GetGlobalObject(ctx), "system", system);
    /* The program leaves by system.exit(); what comes back here is an exception that nothing caught. */
    run_bytecode(ctx, name_bytecode, name_bytecode_size);
    report_fault(ctx);
    return EXIT_FAULT;
}
