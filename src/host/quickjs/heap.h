/* SPDX-License-Identifier: MIT */
/*
 * The engine's memory: one array at a fixed address. So all of it can be written to a file at build time, and is there
 * again at the next start (see snapshot.c). If the array is full, more memory comes from the kernel.
 */
#ifndef HEAP_H
#define HEAP_H

#include <stddef.h>
#include <quickjs.h>

/* Blocks of up to 1 KiB have a free list for each size, larger ones a list for four sizes between two powers of two. */
#define HEAP_LISTS 160

/*
 * The state of the engine. In a build with a snapshot, each start begins with the state that the build has stored. It is at
 * the start of the array.
 */
struct heap {
    /* The GNU build ID of the executable that wrote this (ld(1), --build-id); zeros if there is no snapshot. */
    unsigned char build_id[20];
    JSRuntime *runtime;
    JSContext *context;
    /* The JavaScript side: the function that takes the arguments, and the object `system`. */
    JSValue main, system;
    /* The memory that was never allocated. Blocks are allocated from its start, whole pages from its end. */
    char *next, *end;
    void *free_blocks[HEAP_LISTS], *free_pages;
    /* Is the engine set up? Was memory taken outside of the array? Do all allocations fail (only in heap_fill)? */
    int is_set_up, is_grown, is_closed;
};

extern struct heap *const heap;

/* The size of the array in bytes. */
extern const size_t heap_size;

/* Makes the array ready for its first use. */
void heap_prepare(void);

/*
 * To be called after the engine is set up. At that time, the engine's free small blocks are scattered over all its pages.
 * This function takes most of them, so that later allocations are on few pages, and a start writes to few pages.
 */
void heap_fill(void);

/* For JS_NewRuntime2(). */
extern const JSMallocFunctions heap_functions;

#endif
