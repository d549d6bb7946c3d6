/* SPDX-License-Identifier: MIT */
/*
 * The object `system`: the system calls that the engine's core lacks. The C side only makes the calls; host.ts decides and
 * parses.
 *
 * The engine's own std and os modules are left out. They add 130 kB, and lack netlink and flock(2).
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bytes.h"
#include "calls.h"
#include "rtnl.h"
#include "system.h"

CALL(system_env)
{
    char *name = to_path(ctx, argv[0]);
    const char *value;

    if (name == NULL)
        return JS_EXCEPTION;
    value = getenv(name);
    js_free(ctx, name);
    return value == NULL ? JS_UNDEFINED : from_bytes(ctx, value, strlen(value));
}

double milliseconds_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

CALL(system_now)
{
    return JS_NewFloat64(ctx, milliseconds_now());
}

static const JSCFunctionListEntry system_functions[] = {
    JS_CFUNC_DEF("env", 1, system_env),
    JS_CFUNC_DEF("readFile", 2, system_read_file),
    JS_CFUNC_DEF("readSymlink", 1, system_read_symlink),
    JS_CFUNC_DEF("readDirectory", 1, system_read_directory),
    JS_CFUNC_DEF("makeDirectory", 1, system_make_directory),
    JS_CFUNC_DEF("writeFile", 2, system_write_file),
    JS_CFUNC_DEF("makeSymlink", 2, system_make_symlink),
    JS_CFUNC_DEF("fileStatus", 1, system_file_status),
    JS_CFUNC_DEF("run", 3, system_run),
    JS_CFUNC_DEF("now", 0, system_now),
    JS_CFUNC_DEF("out", 1, system_out),
    JS_CFUNC_DEF("err", 1, system_err),
    JS_CFUNC_DEF("isTerminal", 1, system_is_terminal),
    JS_CFUNC_DEF("terminalWidth", 0, system_terminal_width),
    JS_CFUNC_DEF("sendLog", 1, system_send_log),
    JS_CFUNC_DEF("writeKmsg", 1, system_write_kmsg),
    JS_CFUNC_DEF("lockFile", 2, system_lock_file),
    JS_CFUNC_DEF("readNote", 1, system_read_note),
    JS_CFUNC_DEF("writeNote", 2, system_write_note),
    JS_CFUNC_DEF("openSocket", 2, system_open_socket),
    JS_CFUNC_DEF("portOf", 1, system_port_of),
    JS_CFUNC_DEF("send", 2, system_send),
    JS_CFUNC_DEF("receive", 2, system_receive),
    JS_CFUNC_DEF("waitForEither", 3, system_wait_for_either),
    JS_CFUNC_DEF("close", 1, system_close),
};

JSValue new_system(JSContext *ctx)
{
    JSValue system = JS_NewObject(ctx);
    JSValue buffer = new_datagram_buffer(ctx);

    if (JS_IsException(system) || JS_IsException(buffer) || JS_SetPropertyStr(ctx, system, "datagram", buffer) < 0)
        return JS_EXCEPTION;
    JS_SetPropertyFunctionList(ctx, system, system_functions, sizeof(system_functions) / sizeof(*system_functions));
    return system;
}
