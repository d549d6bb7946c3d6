/* SPDX-License-Identifier: MIT */
/* How a call fails: with a SystemError (../host.ts), a class that host.ts puts at system.SystemError. */
#ifndef SYSTEM_ERROR_H
#define SYSTEM_ERROR_H

#include <quickjs.h>

/* Throws a SystemError for an errno. `call` says what was tried. `path` is what it was tried on, or NULL. */
JSValue throw_error(JSContext *ctx, int number, const char *call, const char *path);

/* The end of a call on a path: frees the path. If the call has failed, throws a SystemError for errno. */
JSValue finish(JSContext *ctx, int failed, const char *call, char *path);

/*
 * Does errno say that the path does not exist? Calls that read then return undefined: this is common, and an exception
 * costs more.
 */
int is_absent(void);

#endif
