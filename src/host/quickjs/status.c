/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <sys/stat.h>

#include "bytes.h"
#include "calls.h"
#include "system-error.h"

/* fileStatus(path): the fields of struct stat that host.ts names, as a list; undefined if the path does not exist. */
CALL(system_file_status)
{
    char *path = to_path(ctx, argv[0]);
    struct stat status;
    JSValue result;
    int failed;

    if (path == NULL)
        return JS_EXCEPTION;
    failed = stat(path, &status);
    result = finish(ctx, failed && !is_absent(), "stat", path);
    if (failed)
        return result;
    result = JS_NewArray(ctx);
    append(ctx, result, 0, JS_NewInt32(ctx, (int32_t)status.st_mode));
    append(ctx, result, 1, JS_NewInt64(ctx, status.st_size));
    append(ctx, result, 2, JS_NewInt64(ctx, status.st_mtime));
    append(ctx, result, 3, JS_NewInt64(ctx, (int64_t)status.st_ino));
    append(ctx, result, 4, JS_NewInt64(ctx, (int64_t)status.st_dev));
    return result;
}
