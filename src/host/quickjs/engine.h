/* SPDX-License-Identifier: MIT */
/*
 * The two engines that the program is built with (docs/engine.md): libquickjs of the distribution (SYSTEM_ENGINE), and the
 * npm package's. What differs between their interfaces is here.
 */
#ifndef ENGINE_H
#define ENGINE_H

#include <quickjs.h>

/* Throws TypeError. The message has no "%". The npm package's engine adds the place in the C source to the stack trace. */
#ifdef SYSTEM_ENGINE
#define throw_type_error(ctx, message) JS_ThrowTypeError(ctx, message)
#else
#define throw_type_error(ctx, message) JS_ThrowTypeError(ctx, __FILE__, __LINE__, message)
#endif

#endif
