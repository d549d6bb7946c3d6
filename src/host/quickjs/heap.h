/* SPDX-License-Identifier: MIT */
/*
 * The engine's memory: one array at a fixed address, so that all of it can be written to a file at build time and be there
 * again at the next start (see snapshot.c). If the array is full, more memory comes from the kernel.
 */
#ifndef HEAP_H
#define HEAP_H

#include <stddef.h>
#include <quickjs.h>

/* Blocks of up to 1 KiB have a free list for each size, larger ones a list for four sizes between two powers of two. */
#define HEAP_LISTS 160

/* What one start leaves to the next. All of it lies at the beginning of the array. */
struct heap {
    /* The GNU build ID of the executable that wrote this (ld(1), --build-id); zeros if there is no snapshot. */
    unsigned char build_id[20];
    JSRuntime *runtime;
    JSContext *context;
    /* The JavaScript side: the function that takes the arguments, and the object `system`. */
    JSValue main, system;
    /* The memory that no block has had yet: blocks come from the beginning, whole pages from the end. */
    char *next, *end;
    void *free_blocks[HEAP_LISTS], *free_pages;
    /* Is the engine being set up? Has memory been taken beside the array? Is none to be had? */
    int is_set_up, is_grown, is_closed;
};

extern struct heap *const heap;

/* The size of the array in bytes. */
extern const size_t heap_size;

/* Makes the array ready for its first use. */
void heap_prepare(void);

/*
 * To be called when the engine is set up. Takes most of the small blocks that the engine has free, which are scattered over
 * all its pages. What the program takes later is then on few pages, and a start writes to few pages.
 */
void heap_fill(void);

/* For JS_NewRuntime2(). */
extern const JSMallocFunctions heap_functions;

#endif
