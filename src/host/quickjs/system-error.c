/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "heap.h"
#include "system-error.h"

JSValue throw_error(JSContext *ctx, int number, const char *call, const char *path)
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

int is_absent(void)
{
    return errno == ENOENT || errno == ENOTDIR;
}

JSValue finish(JSContext *ctx, int failed, const char *call, char *path)
{
    JSValue result = failed ? throw_error(ctx, errno, call, path) : JS_UNDEFINED;

    js_free(ctx, path);
    return result;
}
