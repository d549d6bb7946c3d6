/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "heap.h"

#define PAGE 4096

/* The size of the array. If it is too small for the program, the build fails with a message. */
#define HEAP_SIZE (352 * 1024)

/* More memory comes in pieces of this size. The first piece is in ".bss", the others come from the kernel. */
#define GROWTH (256 * 1024)

/*
 * The capacity of a block, in bytes, is stored in front of the block. It is a multiple of 16, plus 8. So all blocks are
 * aligned to 16 bytes, like those of malloc(3).
 *
 * Most requests of the engine are for nearly a page, which it divides into small blocks of one size. Such a request gets a
 * whole page. A page is recognized by its address and has no capacity in front. So the small blocks and the engine's list
 * of them are on one page, and a start writes to one page instead of two.
 */
#define HEADER sizeof(size_t)
#define SMALL_MAX 1032
#define SMALL_LISTS ((SMALL_MAX - HEADER) / 16 + 1)
#define PAGE_MIN (PAGE / 4 * 3)

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

static char first_piece[GROWTH] __attribute__((aligned(PAGE)));

/*
 * If the kernel gives no more memory, the request fails, and the later ones get this. So the engine has room for the error.
 * Without it, the engine can crash: while it adds the stack to an error (build_backtrace), a second error would free the
 * first one.
 */
static char reserve[32 * 1024] __attribute__((aligned(PAGE)));
static int uses_reserve;

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

/* The capacity of a block for `size` bytes, and its list; 0 if no machine has so much memory. */
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

/* Makes another piece the unused memory. The rest of the old piece is lost; it is too small to matter. */
static int grow(size_t needed)
{
    size_t size = (needed + HEADER + GROWTH - 1) & ~(size_t)(GROWTH - 1);
    char *piece = first_piece;

    if (heap->is_grown || size > GROWTH)
        piece = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (piece == MAP_FAILED) {
        if (!uses_reserve) {
            heap->next = reserve + HEADER;
            heap->end = reserve + sizeof(reserve);
        }
        uses_reserve = 1;
        return -1;
    }
    heap->is_grown = 1;
    heap->next = piece + HEADER;
    heap->end = piece + size;
    return 0;
}

static int is_page(const void *block)
{
    return (uintptr_t)block % PAGE == 0;
}

static size_t capacity_of(const void *block)
{
    return block == NULL ? 0 : is_page(block) ? PAGE : *header_of(block);
}

/* Allocates a page; NULL if there is no memory. */
static char *take_page(void)
{
    char *page = heap->free_pages;

    if (page != NULL) {
        heap->free_pages = *(void **)page;
        return page;
    }
    if (heap->end - heap->next < PAGE && grow(PAGE))
        return NULL;
    return heap->end -= PAGE;
}

/* Allocates a block; NULL if there is no memory. */
static char *take_block(size_t size)
{
    size_t list = 0, capacity = capacity_for(size, &list);
    char *block;

    if (capacity == 0 || list >= HEAP_LISTS)
        return NULL;
    block = heap->free_blocks[list];
    if (block != NULL) {
        heap->free_blocks[list] = *(void **)block;
        return block;
    }
    /* 16 bytes more: a block must not begin at the start of a page, because it would look like a whole page. */
    if ((size_t)(heap->end - heap->next) < capacity + HEADER + 16 && grow(capacity + 16))
        return NULL;
    block = heap->next + HEADER;
    if (is_page(block))
        block += 16;
    heap->next = block + capacity;
    *header_of(block) = capacity;
    return block;
}

static void *take(JSMallocState *state, size_t size)
{
    char *block;

    if (heap->is_closed || state->malloc_size + size > state->malloc_limit)
        return NULL;
    block = size >= PAGE_MIN && size <= PAGE ? take_page() : take_block(size);
    if (block == NULL)
        return NULL;
    state->malloc_count++;
    state->malloc_size += capacity_of(block) + HEADER;
    return block;
}

static void put(void **list, void *block)
{
    *(void **)block = *list;
    *list = block;
}

/* Frees the whole pages in a block. */
static void put_pages(char *block, size_t capacity)
{
    char *page = (char *)(((uintptr_t)block + PAGE - 1) & ~(uintptr_t)(PAGE - 1));

    for (; page + PAGE <= block + capacity; page += PAGE)
        put(&heap->free_pages, page);
}

static void release(JSMallocState *state, void *block)
{
    size_t list = 0;

    if (block == NULL)
        return;
    state->malloc_count--;
    state->malloc_size -= capacity_of(block) + HEADER;
    if (is_page(block)) {
        put(&heap->free_pages, block);
    } else if (!heap->is_set_up && *header_of(block) >= 2 * PAGE) {
        /*
         * While the engine is set up, growing tables leave their old memory. The pages are used for small blocks in the
         * snapshot.
         */
        put_pages(block, *header_of(block));
    } else {
        (void)capacity_for(*header_of(block), &list);
        put(&heap->free_blocks[list], block);
    }
}

static void *resize(JSMallocState *state, void *block, size_t size)
{
    size_t capacity = capacity_of(block);
    void *other;

    if (block == NULL)
        return size == 0 ? NULL : take(state, size);
    if (size == 0) {
        release(state, block);
        return NULL;
    }
    if (size <= capacity)
        return block;
    other = take(state, size);
    if (other == NULL)
        return NULL;
    memcpy(other, block, capacity);
    release(state, block);
    return other;
}

/* The engine makes small blocks of up to this size, in bytes. */
#define ENGINE_SMALL_MAX 512

/* How many blocks of each size stay free. They are on one or two pages, because the engine fills page after page. */
#define FREE_BLOCKS 24

void heap_fill(void)
{
    heap->is_set_up = 1;
    heap->is_closed = 1;
    for (size_t size = 8; size <= ENGINE_SMALL_MAX; size += 8) {
        void *last = NULL, *block;
        while ((block = js_malloc_rt(heap->runtime, size)) != NULL) {
            *(void **)block = last;
            last = block;
        }
        for (int i = 0; i < FREE_BLOCKS && last != NULL; i++) {
            block = last;
            last = *(void **)block;
            js_free_rt(heap->runtime, block);
        }
    }
    heap->is_closed = 0;
}

const JSMallocFunctions heap_functions = {take, release, resize, capacity_of};
