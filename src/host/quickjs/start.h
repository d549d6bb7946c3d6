/* SPDX-License-Identifier: MIT */
#ifndef START_H
#define START_H

#include <stddef.h>
#include <stdint.h>

#include "heap.h"

#define READY (-1)

/*
 * Makes the engine ready to run. There are two versions, and a build has one of them: in snapshot.c, the engine is ready
 * since build time; in bytecode.c, it is set up at each start. Returns READY, or the exit status if nothing can run.
 */
int make_ready(int argc, char **argv);

/*
 * Sets the engine up and runs the top level of the program, which leaves its main function at system.main. Returns READY,
 * or an exit status after one line on stderr.
 */
int start_engine(const uint8_t *bytecode, size_t size);

/* Writes one line on stderr about a fault of the program itself. Returns the exit status for it. */
int fault(const char *why);

#endif
