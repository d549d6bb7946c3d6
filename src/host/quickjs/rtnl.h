/* SPDX-License-Identifier: MIT */
#ifndef RTNL_H
#define RTNL_H

#include <quickjs.h>

/*
 * An ArrayBuffer with the last datagram of system.receive(), as 32-bit words: the sender's port id, whether the datagram is
 * truncated (1 or 0), and the content. An exception if there is no memory.
 */
JSValue new_datagram_buffer(JSContext *ctx);

#endif
