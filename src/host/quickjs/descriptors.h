/* SPDX-License-Identifier: MIT */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

/*
 * How many times in a row a read or write is tried again. A program that is interrupted more often than this has another
 * fault.
 */
#define TRIES_MAX 1000

/*
 * Moves a descriptor to a number above 2. Returns the new one, or -1 with errno set. If stdout is closed, open(2) and
 * socket(2) can return 1; without this move, the program's output would then go into that file or socket.
 */
int above_standard(int fd);

#endif
