/* SPDX-License-Identifier: MIT */
/*
 * Bytes around each block of the engine's memory that nobody may touch. AddressSanitizer has them around the blocks of
 * malloc(3) alone, and the program's come from heap.c (ld --wrap).
 */
#include <sanitizer/asan_interface.h>
#include <stdint.h>

#include "../../src/host/quickjs/heap.h"

#define BEFORE 16 /* the size of the block, and a fence of 8 bytes; a block stays aligned to 16 */
#define BEHIND 16

JSRuntime *__real_JS_NewRuntime2(const JSMallocFunctions *functions, void *opaque);
JSRuntime *__wrap_JS_NewRuntime2(const JSMallocFunctions *functions, void *opaque);

static size_t with_fences(size_t size)
{
    return BEFORE + ((size + 7) & ~(size_t)7) + BEHIND;
}

static void *fence(char *start, size_t size)
{
    if (start == NULL)
        return NULL;
    *(size_t *)start = size;
    ASAN_POISON_MEMORY_REGION(start + 8, BEFORE - 8);
    ASAN_POISON_MEMORY_REGION(start + BEFORE + size, with_fences(size) - BEFORE - size);
    return start + BEFORE;
}

static size_t size_of(const void *block)
{
    return block == NULL ? 0 : *(const size_t *)((const char *)block - BEFORE);
}

static char *without_fences(void *block)
{
    char *start = (char *)block - BEFORE;

    ASAN_UNPOISON_MEMORY_REGION(start, with_fences(size_of(block)));
    return start;
}

static void *take(JSMallocState *state, size_t size)
{
    return size > SIZE_MAX / 2 ? NULL : fence(heap_functions.js_malloc(state, with_fences(size)), size);
}

static void release(JSMallocState *state, void *block)
{
    if (block != NULL)
        heap_functions.js_free(state, without_fences(block));
}

static void *resize(JSMallocState *state, void *block, size_t size)
{
    size_t before = size_of(block);
    char *start, *other;

    if (block == NULL)
        return size == 0 ? NULL : take(state, size);
    if (size == 0) {
        release(state, block);
        return NULL;
    }
    if (size > SIZE_MAX / 2)
        return NULL;
    start = without_fences(block);
    other = heap_functions.js_realloc(state, start, with_fences(size));
    if (other == NULL)
        fence(start, before);
    return fence(other, size);
}

JSRuntime *__wrap_JS_NewRuntime2(__attribute__((unused)) const JSMallocFunctions *functions, void *opaque)
{
    static const JSMallocFunctions fenced = {take, release, resize, size_of};

    return __real_JS_NewRuntime2(&fenced, opaque);
}
