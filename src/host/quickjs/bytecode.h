/* The programs that the executable holds, as qjsc writes them (see the Makefile). */
#include <stdint.h>

#define PROGRAM(name) \
    extern const uint8_t name##_bytecode[]; \
    extern const uint32_t name##_bytecode_size

PROGRAM(main);
PROGRAM(name_udev);
PROGRAM(name);
PROGRAM(rename);
PROGRAM(command_line);
