/* SPDX-License-Identifier: MIT */
/*
 * peak PROGRAM [ARGUMENT...]: runs a program, discards its output, and prints its peak memory in kB and its number of minor
 * page faults (getrusage(2)), including those of its start.
 *
 * The peak is the memory at its exit, or the kernel's maximum if that is larger. The kernel's maximum alone is not enough.
 * It is counted per CPU and can be wrong by some hundred kB (include/linux/mm.h, get_mm_counter), as much as the measured
 * program uses. It also begins with the value of the parent process (fs/exec.c, exec_mmap). So node and time(1) cannot be
 * used: they are larger.
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
    /* The child stops at its execve. */
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
