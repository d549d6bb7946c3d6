/* SPDX-License-Identifier: MIT */
/*
 * Small buffers come from js_malloc(): musl's malloc(3) maps a page for the first block of each size, and unmaps it later.
 */
#include <string.h>

#include "bytes.h"
#include "engine.h"

JSValue from_bytes(JSContext *ctx, const char *bytes, size_t length)
{
    size_t ascii = 0, used = 0;
    char *utf8;
    JSValue string;

    while (ascii < length && (unsigned char)bytes[ascii] < 0x80)
        ascii++;
    if (ascii == length)
        return JS_NewStringLen(ctx, bytes, length);
    /* The engine takes UTF-8 only. A byte of 0x80 or more is two bytes in UTF-8. */
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

char *to_bytes(JSContext *ctx, JSValueConst string, size_t *length)
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

char *to_path(JSContext *ctx, JSValueConst string)
{
    size_t length;
    char *path = to_bytes(ctx, string, &length);

    /* For the kernel a path ends at the first NUL. */
    if (path != NULL && strlen(path) != length) {
        js_free(ctx, path);
        throw_type_error(ctx, "a path with a NUL byte");
        return NULL;
    }
    return path;
}

int append(JSContext *ctx, JSValueConst list, uint32_t index, JSValue value)
{
    return !JS_IsException(value) && JS_SetPropertyUint32(ctx, list, index, value) >= 0;
}
