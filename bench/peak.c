/* SPDX-License-Identifier: MIT */
/*
 * peak PROGRAM [ARGUMENT...]: runs a program with its output thrown away, and prints its peak memory in kB and how many
 * pages the kernel had to bring in for it (minor page faults, getrusage(2)), its own start included.
 *
 * That is what it holds when it exits, or its maximum as the kernel accounts for it, whichever is more. The kernel's
 * figure alone would not do: it is counted per CPU and may be off by some hundred kB (include/linux/mm.h,
 * get_mm_counter), as much as what is measured. And it begins with whoever started the program (fs/exec.c, exec_mmap),
 * which node or time(1) would spoil: they are larger.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long rss_of(pid_t process)
{
    char path[64], line[256];
    long rss = 0;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", process);
    file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL)
        if (sscanf(line, "Rss: %ld kB", &rss) == 1)
            break;
    return rss;
}

static void become(char **argv)
{
    int null = open("/dev/null", O_WRONLY);

    if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0 && ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0)
        execv(argv[0], argv);
    _exit(127);
}

int main(int argc, char **argv)
{
    struct rusage usage = {0};
    long rss = 0;
    int status;
    pid_t child;

    if (argc < 2 || (child = fork()) < 0)
        return 125;
    if (child == 0)
        become(argv + 1);
    /* It stops at its execve. */
    if (waitpid(child, &status, 0) < 0 || !WIFSTOPPED(status) ||
        ptrace(PTRACE_SETOPTIONS, child, NULL, (void *)PTRACE_O_TRACEEXIT) < 0)
        return 125;
    while (ptrace(PTRACE_CONT, child, NULL, NULL) == 0 && wait4(child, &status, 0, &usage) == child && WIFSTOPPED(status))
        if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8))
            rss = rss_of(child);
    if (rss == 0 || !WIFEXITED(status))
        return 125;
    printf("%ld %ld\n", rss > usage.ru_maxrss ? rss : usage.ru_maxrss, usage.ru_minflt);
    return WEXITSTATUS(status);
}
