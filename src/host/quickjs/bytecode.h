/* The two programs, as qjsc writes them (see the Makefile). */
#include <stdint.h>

extern const uint8_t program_bytecode[], command_line_bytecode[];
extern const uint32_t program_bytecode_size, command_line_bytecode_size;
