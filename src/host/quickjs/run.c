/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bytes.h"
#include "calls.h"
#include "system-error.h"
#include "system.h"

#define ARGUMENTS_MAX 15

extern char **environ;

/*
 * Starts a program whose standard output is `out`. It is the first process of a new process group, so that kill(2) reaches
 * everything that it starts. Returns 0 or an errno.
 */
static int start(pid_t *pid, char **arguments, int out)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t signals;
    int error;

    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE); /* main() ignores it */
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    error = posix_spawnp(pid, arguments[0], &files, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return error;
}

/* Reads from `fd` until its end. Returns the length; -1 with errno set, ETIMEDOUT after the deadline, EFBIG if it is full. */
static ssize_t collect(int fd, char *output, size_t limit, double deadline)
{
    size_t used = 0;

    for (;;) {
        double left = deadline - milliseconds_now();
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        int count = poll(&ready, 1, left <= 0 ? 0 : left > 1e9 ? (int)1e9 : (int)left + 1);
        ssize_t got;

        if (count < 0 && errno != EINTR)
            return -1;
        if (count == 0 && left <= 0) {
            errno = ETIMEDOUT;
            return -1;
        }
        if (count <= 0)
            continue;
        got = read(fd, output + used, limit + 1 - used);
        if (got < 0 && errno != EINTR)
            return -1;
        if (got == 0)
            return (ssize_t)used;
        used += got < 0 ? 0 : (size_t)got;
        if (used > limit) {
            errno = EFBIG;
            return -1;
        }
    }
}

static void free_arguments(JSContext *ctx, char **arguments)
{
    for (int i = 0; arguments[i] != NULL; i++)
        js_free(ctx, arguments[i]);
}

/* The arguments as C has them. Returns 0, or -1 with an exception pending. */
static int to_arguments(JSContext *ctx, JSValueConst list, char **arguments)
{
    for (uint32_t i = 0; i < ARGUMENTS_MAX; i++) {
        JSValue argument = JS_GetPropertyUint32(ctx, list, i);
        if (JS_IsUndefined(argument))
            return 0;
        arguments[i] = to_path(ctx, argument);
        JS_FreeValue(ctx, argument);
        if (arguments[i] == NULL)
            return -1;
    }
    errno = E2BIG;
    throw_error(ctx, errno, "run", arguments[0]);
    return -1;
}

/* run(arguments, limit, milliseconds): [exit status, output]; undefined if there is no such program. */
CALL(system_run)
{
    char *arguments[ARGUMENTS_MAX + 1] = {NULL}, *output = NULL;
    int pipes[2] = {-1, -1}, status = 0, error = 0;
    int32_t limit, milliseconds;
    ssize_t length = -1;
    JSValue result;
    pid_t pid;

    if (JS_ToInt32(ctx, &limit, argv[1]) || JS_ToInt32(ctx, &milliseconds, argv[2]))
        return JS_EXCEPTION;
    if (to_arguments(ctx, argv[0], arguments) < 0) {
        free_arguments(ctx, arguments);
        return JS_EXCEPTION;
    }
    output = js_malloc_rt(JS_GetRuntime(ctx), (size_t)limit + 1);
    error = output == NULL ? ENOMEM : pipe2(pipes, O_CLOEXEC) < 0 ? errno : start(&pid, arguments, pipes[1]);
    if (pipes[1] >= 0)
        close(pipes[1]);
    if (error == 0) {
        length = collect(pipes[0], output, (size_t)limit, milliseconds_now() + milliseconds);
        error = length < 0 ? errno : 0;
        /* A program that has closed its output may still run: nobody waits for it. */
        if (error != 0)
            kill(-pid, SIGKILL);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    if (pipes[0] >= 0)
        close(pipes[0]);
    if (error == ENOENT)
        result = JS_UNDEFINED;
    else if (error != 0)
        result = throw_error(ctx, error, "run", arguments[0]);
    else {
        result = JS_NewArray(ctx);
        append(ctx, result, 0, JS_NewInt32(ctx, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)));
        append(ctx, result, 1, from_bytes(ctx, output, (size_t)length));
    }
    js_free(ctx, output);
    free_arguments(ctx, arguments);
    return result;
}
