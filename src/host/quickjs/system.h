/* SPDX-License-Identifier: MIT */
#ifndef SYSTEM_H
#define SYSTEM_H

#include <quickjs.h>

/* The object `system`, with all calls; an exception if there is no memory. */
JSValue new_system(JSContext *ctx);

/* The monotonic clock, in milliseconds. */
double milliseconds_now(void);

#endif
