/* SPDX-License-Identifier: MIT */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

/* How many times in a row a read or write is tried again. More interruptions than this are no accident. */
#define TRIES_MAX 1000

/*
 * Moves a descriptor to a number above 2; returns the new one, or -1 with errno set. If stdout is closed, open(2) and
 * socket(2) return 1, and our output would go there.
 */
int above_standard(int fd);

#endif
