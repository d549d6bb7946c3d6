/* SPDX-License-Identifier: MIT */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stddef.h>

/* Writes all bytes; -1 with errno set if that fails. Waits up to 30 s at a time for a slow reader. */
int write_all(int fd, const char *bytes, size_t length);

#endif
