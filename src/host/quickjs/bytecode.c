/* SPDX-License-Identifier: MIT */
/* A start without a snapshot: the engine is set up each time, from bytecode in the executable. */
#include "start.h"

/* The output of qjsc: the commands of the udev rule. */
extern const uint8_t bytecode[];
extern const uint32_t bytecode_size;

int make_ready(__attribute__((unused)) int argc, __attribute__((unused)) char **argv)
{
    return start_engine(bytecode, bytecode_size);
}
