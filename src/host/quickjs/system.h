/* SPDX-License-Identifier: MIT */
/* What start.c needs of system.c. */
#ifndef SYSTEM_H
#define SYSTEM_H

#include <quickjs.h>

/* The object `system`, with all calls; an exception if there is no memory. */
JSValue new_system(JSContext *ctx);

/* A byte string as JavaScript has it; an exception if there is no memory. */
JSValue from_bytes(JSContext *ctx, const char *bytes, size_t length);

/* Puts a value into a list; 0 with an exception pending if the value is one, or if there is no memory. */
int append(JSContext *ctx, JSValueConst list, uint32_t index, JSValue value);

/* Writes all bytes; -1 with errno set if that fails. */
int write_all(int fd, const char *bytes, size_t length);

#endif
