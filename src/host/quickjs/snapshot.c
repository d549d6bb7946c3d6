/* SPDX-License-Identifier: MIT */
/*
 * The snapshot: the engine's memory after the program's top level has run. The linker makes an executable with an empty
 * section .heap. The build runs this executable once, as `EXECUTABLE BYTECODE SNAPSHOT`: it sets the engine up and writes
 * the contents of the section to the file SNAPSHOT. objcopy(1) puts this file into the same executable. All addresses in it
 * stay valid, because the executable is static and not position-independent.
 *
 * Two things would make each snapshot different, and are made constant here: the address of the stack, which the engine
 * stores, and the time of day, which seeds Math.random().
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "output.h"
#include "start.h"

/* Far from what the kernel and the linker use. */
#define STACK_ADDRESS ((void *)0x200000000)
#define STACK_SIZE (1024 * 1024)

/* The linker defines these (ld(1), PROVIDE_HIDDEN). */
extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));
extern const ElfW(Rela) __rela_iplt_start[] __attribute__((visibility("hidden")));
extern const ElfW(Rela) __rela_iplt_end[] __attribute__((visibility("hidden")));

static struct {
    const char *bytecode, *snapshot;
    int status;
} making;

/* The engine uses the time only to seed Math.random() (ld --wrap). */
int __wrap_gettimeofday(struct timeval *time, void *zone);
int __wrap_gettimeofday(struct timeval *time, __attribute__((unused)) void *zone)
{
    *time = (struct timeval){0};
    return 0;
}

/* The executable's own GNU build ID, NULL if it has none. */
static const unsigned char *own_build_id(void)
{
    const ElfW(Phdr) *headers = (const ElfW(Phdr) *)((const char *)&__ehdr_start + __ehdr_start.e_phoff);

    for (int i = 0; i < __ehdr_start.e_phnum; i++) {
        const ElfW(Nhdr) *note = (const ElfW(Nhdr) *)headers[i].p_vaddr;
        if (headers[i].p_type == PT_NOTE && note->n_type == NT_GNU_BUILD_ID && note->n_descsz == sizeof(heap->build_id))
            return (const unsigned char *)(note + 1) + ((note->n_namesz + 3) & ~3u);
    }
    return NULL;
}

/*
 * glibc has several versions of functions such as floor(3), and chooses one for the processor at each start (IFUNC). The
 * addresses of chosen versions must not be in the snapshot, because it also starts on other processors. Math.floor is such
 * an address: if the top level of the program uses it, the engine stores it in its memory.
 */
static int has_chosen_function(void)
{
    const uintptr_t *words = (const uintptr_t *)heap;

    for (const ElfW(Rela) *chosen = __rela_iplt_start; chosen < __rela_iplt_end; chosen++)
        for (size_t i = 0; i < heap_size / sizeof(*words); i++)
            if (words[i] == *(const uintptr_t *)chosen->r_offset)
                return 1;
    return 0;
}

static int fail(const char *what)
{
    (void)write_all(STDERR_FILENO, what, strlen(what));
    return fault(strerror(errno));
}

static int start_from_file(const char *path)
{
    struct stat status;
    const void *bytecode;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &status) < 0)
        return fail(path);
    bytecode = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    return bytecode == MAP_FAILED ? fail(path) : start_engine(bytecode, (size_t)status.st_size);
}

static int write_snapshot(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    if (fd < 0 || write_all(fd, (const char *)heap, heap_size) < 0 || close(fd) < 0)
        return fail(path);
    return 0;
}

/* Runs on the stack at STACK_ADDRESS. */
static void make(__attribute__((unused)) int signal)
{
    const unsigned char *build_id = own_build_id();

    making.status = build_id == NULL ? fault("the linker has made no build ID") : start_from_file(making.bytecode);
    if (making.status != READY)
        return;
    if (heap->is_grown) {
        making.status = fault("the program does not fit into HEAP_SIZE of heap.c");
        return;
    }
    if (has_chosen_function()) {
        making.status = fault("the top level of the program uses a function that the C library chooses for the processor");
        return;
    }
    memcpy(heap->build_id, build_id, sizeof(heap->build_id));
    making.status = write_snapshot(making.snapshot);
}

static int make_snapshot(const char *bytecode, const char *snapshot)
{
    stack_t stack = {.ss_sp = STACK_ADDRESS, .ss_size = STACK_SIZE};
    struct sigaction action = {.sa_handler = make, .sa_flags = SA_ONSTACK};

    making.bytecode = bytecode;
    making.snapshot = snapshot;
    if (mmap(STACK_ADDRESS, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED ||
        sigaltstack(&stack, NULL) < 0 || sigaction(SIGUSR1, &action, NULL) < 0)
        return fail("stack");
    raise(SIGUSR1);
    return making.status;
}

int make_ready(int argc, char **argv)
{
    const unsigned char *build_id;

    if (heap->runtime == NULL)
        return argc == 3 ? make_snapshot(argv[1], argv[2]) : fault("this executable has no snapshot yet");
    build_id = own_build_id();
    if (build_id == NULL || memcmp(heap->build_id, build_id, sizeof(heap->build_id)) != 0)
        return fault("the snapshot is of another build: build the program again");
    return READY;
}
