/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "heap.h"

#define PAGE 4096

/* What the program has when it starts (about 602 kB), and what one udev call needs beside that. */
#ifndef HEAP_SIZE
#define HEAP_SIZE (628 * 1024)
#endif

/* A request for more goes to the kernel in pieces of this size. */
#define GROWTH (256 * 1024)

/*
 * The capacity of a block, in bytes, stands in front of the block. It is 8 more than a multiple of 16, so that all blocks
 * are aligned to 16 bytes, as those of malloc(3) are.
 */
#define HEADER sizeof(size_t)
#define SMALL_MAX 1032
#define SMALL_LISTS ((SMALL_MAX - HEADER) / 16 + 1)

/* The snapshot is in the file: ".heap" has contents, whereas ".bss" has only a size. */
static union {
    char bytes[HEAP_SIZE];
    struct heap heap;
} array __attribute__((aligned(PAGE)
#ifdef SNAPSHOT
                       ,
                       section(".heap")
#endif
                           ));

struct heap *const heap = &array.heap;
const size_t heap_size = HEAP_SIZE;

void heap_prepare(void)
{
    heap->next = array.bytes + ((sizeof(struct heap) + 15) & ~(size_t)15) + HEADER;
    heap->end = array.bytes + HEAP_SIZE;
}

static size_t *header_of(const void *block)
{
    return (size_t *)block - 1;
}

/* The capacity of a block for so many bytes, and its list; 0 if no machine has so much. */
static size_t capacity_for(size_t size, size_t *list)
{
    size_t step;
    unsigned power;

    if (size <= SMALL_MAX) {
        *list = size <= HEADER ? 0 : (size - HEADER + 15) / 16;
        return *list * 16 + HEADER;
    }
    if (size > SIZE_MAX / 4)
        return 0;
    /* Four sizes for each power of two: at most a quarter is lost, and a freed block serves again. */
    size -= HEADER;
    power = 63 - (unsigned)__builtin_clzll((unsigned long long)(size - 1));
    step = (size_t)1 << (power - 2);
    size = (size + step - 1) & ~(step - 1);
    *list = SMALL_LISTS + (power - 9) * 4 + ((size - 1) >> (power - 2)) % 4;
    return size + HEADER;
}

/* Lets the unused memory begin anew in a piece from the kernel. What was left of the old piece is too small to matter. */
static int grow(size_t needed)
{
    size_t size = (needed + HEADER + GROWTH - 1) & ~(size_t)(GROWTH - 1);
    char *piece = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (piece == MAP_FAILED)
        return -1;
    heap->next = piece + HEADER;
    heap->end = piece + size;
    return 0;
}

static void *take(JSMallocState *state, size_t size)
{
    size_t list = 0, capacity = capacity_for(size, &list);
    char *block;

    if (capacity == 0 || list >= HEAP_LISTS || state->malloc_size + capacity > state->malloc_limit)
        return NULL;
    block = heap->free_blocks[list];
    if (block != NULL) {
        heap->free_blocks[list] = *(void **)block;
    } else {
        if ((size_t)(heap->end - heap->next) < capacity + HEADER && grow(capacity + HEADER))
            return NULL;
        block = heap->next + HEADER;
        heap->next = block + capacity;
        *header_of(block) = capacity;
    }
    state->malloc_count++;
    state->malloc_size += *header_of(block) + HEADER;
    return block;
}

static void release(JSMallocState *state, void *block)
{
    size_t list = 0, capacity;

    if (block == NULL)
        return;
    capacity = *header_of(block);
    state->malloc_count--;
    state->malloc_size -= capacity + HEADER;
    (void)capacity_for(capacity, &list);
    *(void **)block = heap->free_blocks[list];
    heap->free_blocks[list] = block;
}

static void *resize(JSMallocState *state, void *block, size_t size)
{
    size_t capacity;
    void *other;

    if (block == NULL)
        return size == 0 ? NULL : take(state, size);
    if (size == 0) {
        release(state, block);
        return NULL;
    }
    capacity = *header_of(block);
    if (size <= capacity)
        return block;
    other = take(state, size);
    if (other == NULL)
        return NULL;
    memcpy(other, block, capacity);
    release(state, block);
    return other;
}

static size_t capacity_of(const void *block)
{
    return block == NULL ? 0 : *header_of(block);
}

const JSMallocFunctions heap_functions = {take, release, resize, capacity_of};
