/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes.h"
#include "calls.h"
#include "descriptors.h"
#include "output.h"
#include "system-error.h"

/*
 * Reads the rest of a file into *content, which the caller frees. Returns the length; -1 with errno set, EFBIG if the length
 * is more than `limit`.
 */
static ssize_t read_all(JSContext *ctx, int fd, size_t limit, char **content)
{
    size_t size = 4096, used = 0;
    int tries = 0;

    *content = NULL;
    for (;;) {
        /* The buffer grows only if it is full: a read that a signal interrupts leaves `used` as it is. */
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
        if (got < 0 && errno == EINTR && tries++ < TRIES_MAX)
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

/*
 * readFile(path, limit): the content of a regular file. Without O_NONBLOCK, open(2) would wait if somebody has put a FIFO or
 * a device there.
 */
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
        list = throw_error(ctx, errno, "read directory", path);
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
    fd = above_standard(open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
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
