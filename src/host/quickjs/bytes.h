/* SPDX-License-Identifier: MIT */
/* Byte strings: JavaScript strings in which each character U+0000 to U+00FF stands for one byte. */
#ifndef BYTES_H
#define BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <quickjs.h>

/* The byte string of these bytes; an exception if there is no memory. */
JSValue from_bytes(JSContext *ctx, const char *bytes, size_t length);

/*
 * The bytes of a byte string, followed by a NUL that *length does not count; NULL with an exception pending. The caller
 * frees them with js_free().
 */
char *to_bytes(JSContext *ctx, JSValueConst string, size_t *length);

/* A path for a system call, as to_bytes() returns it. A path that contains a NUL is refused. */
char *to_path(JSContext *ctx, JSValueConst string);

/* Puts a value into an array; 0 with an exception pending if the value is an exception, or if there is no memory. */
int append(JSContext *ctx, JSValueConst list, uint32_t index, JSValue value);

#endif
