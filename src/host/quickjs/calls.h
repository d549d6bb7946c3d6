/* SPDX-License-Identifier: MIT */
/*
 * The calls that JavaScript makes, as members of the object `system`. host.ts says what each takes and returns.
 *
 * A string that goes in or out is a byte string: each character U+0000 to U+00FF stands for one byte. If the system refuses
 * a call, the call throws a SystemError (system-error.h).
 */
#ifndef CALLS_H
#define CALLS_H

#include <quickjs.h>

/* The signature of a call. The engine fills argv with `undefined` up to the number of arguments in the table of system.c. */
#define CALL(name) \
    JSValue name(JSContext *ctx, __attribute__((unused)) JSValueConst this_value, __attribute__((unused)) int argc, \
                 __attribute__((unused)) JSValueConst *argv)

/* system.c */
CALL(system_env);
CALL(system_now);

/* files.c */
CALL(system_read_file);
CALL(system_read_symlink);
CALL(system_read_directory);
CALL(system_make_directory);
CALL(system_write_file);
CALL(system_make_symlink);

/* status.c */
CALL(system_file_status);

/* run.c */
CALL(system_run);

/* output.c */
CALL(system_out);
CALL(system_err);
CALL(system_is_terminal);
CALL(system_terminal_width);

/* log.c */
CALL(system_send_log);
CALL(system_write_kmsg);

/* lock.c */
CALL(system_lock_file);
CALL(system_read_note);
CALL(system_write_note);

/* rtnl.c */
CALL(system_open_socket);
CALL(system_port_of);
CALL(system_send);
CALL(system_receive);
CALL(system_wait_for_either);

/* descriptors.c */
CALL(system_close);

#endif
