/* SPDX-License-Identifier: MIT */
/* Tells into the file argv[1] what a process may do and is given: one line on memory that is both writable and
 * executable, as a JIT needs it, then one line for each variable of the environment. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv) {
  FILE *out = argc > 1 ? fopen(argv[1], "w") : NULL;
  if (!out) return 1;
  /* Not mmap(), for musl changes the error. */
  long memory = syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  fprintf(out, "mmap %s\n", memory == -1 ? strerror(errno) : "allowed");
  for (char **variable = environ; *variable; variable++) {
    fprintf(out, "env %.*s\n", (int)strcspn(*variable, "="), *variable);
  }
  return fclose(out) ? 1 : 0;
}
