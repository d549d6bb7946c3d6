/* SPDX-License-Identifier: MIT */
/*
 * The entry of the executable: takes the engine from the snapshot, or sets it up if this build has none, and hands the
 * arguments to the JavaScript side. The snapshot has the commands of the udev rule. If the arguments are of another command,
 * the bytecode of the commands for people is loaded.
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "bytes.h"
#include "output.h"
#include "start.h"
#include "system.h"

#define EXIT_FAULT 70 /* as errors.ts has it */

/*
 * In bytes. With this much memory in use, the engine searches for garbage cycles. A short run never uses so much, and its
 * memory goes back to the kernel at the end.
 */
#define GC_THRESHOLD (8 * 1024 * 1024)

/* The output of qjsc: the commands for people. Only the program itself has them: the executables of some tests do not. */
extern const uint8_t commands[] __attribute__((weak));
extern const uint32_t commands_size __attribute__((weak));

/* The version, as what(1) finds it. `doctor` looks for it. Nothing refers to it: the linker is told to keep it. */
extern const char identification[];
const char identification[] = "@(#)failover-ifname " VERSION;

int fault(const char *why)
{
    static const char prefix[] = "failover-ifname: internal fault: ";

    if (write_all(STDERR_FILENO, prefix, sizeof(prefix) - 1) == 0 && write_all(STDERR_FILENO, why, strlen(why)) == 0)
        (void)write_all(STDERR_FILENO, "\n", 1);
    return EXIT_FAULT;
}

/* The pending exception as a fault. */
static int uncaught(JSContext *ctx)
{
    JSValue exception = JS_GetException(ctx);
    /* The engine throws null if there is no memory left for an Error. */
    const char *text = JS_IsNull(exception) ? NULL : JS_ToCString(ctx, exception);

    return fault(text == NULL ? "out of memory" : text);
}

/* Runs the top level of a program. Its main function is then at system.main. Returns 0, or -1 with a pending exception. */
static int load(JSContext *ctx, const uint8_t *bytecode, size_t size)
{
    JSValue program = JS_ReadObject(ctx, bytecode, size, JS_READ_OBJ_BYTECODE);

    if (!JS_IsException(program))
        program = JS_EvalFunction(ctx, program);
    if (JS_IsException(program))
        return -1;
    JS_FreeValue(ctx, program);
    heap->main = JS_GetPropertyStr(ctx, heap->system, "main");
    return 0;
}

int start_engine(const uint8_t *bytecode, size_t size)
{
    JSContext *ctx;
    JSValue global;

    heap_prepare();
    heap->runtime = JS_NewRuntime2(&heap_functions, NULL);
    ctx = heap->context = heap->runtime == NULL ? NULL : JS_NewContextRaw(heap->runtime);
    if (ctx == NULL)
        return fault("out of memory");
    JS_AddIntrinsicBaseObjects(ctx);
    JS_AddIntrinsicRegExp(ctx);
    JS_AddIntrinsicJSON(ctx);
    JS_AddIntrinsicMapSet(ctx);
    JS_AddIntrinsicTypedArrays(ctx);
    JS_AddIntrinsicPromise(ctx);
    heap->system = new_system(ctx);
    if (JS_IsException(heap->system))
        return uncaught(ctx);
    global = JS_GetGlobalObject(ctx);
    if (JS_SetPropertyStr(ctx, global, "system", JS_DupValue(ctx, heap->system)) < 0)
        return uncaught(ctx);
    JS_FreeValue(ctx, global);
    if (load(ctx, bytecode, size) < 0)
        return uncaught(ctx);
    JS_RunGC(heap->runtime);
    JS_SetGCThreshold(heap->runtime, GC_THRESHOLD);
    heap_fill();
    return READY;
}

/* Calls the JavaScript side with the arguments. Returns its exit status. */
static int run(int argc, char **argv)
{
    JSContext *ctx = heap->context;
    JSValue arguments, result;
    int32_t status;

    JS_UpdateStackTop(heap->runtime);
    arguments = JS_NewArray(ctx);
    if (JS_IsException(arguments))
        return uncaught(ctx);
    for (int i = 1; i < argc; i++)
        if (!append(ctx, arguments, (uint32_t)i - 1, from_bytes(ctx, argv[i], strlen(argv[i]))))
            return uncaught(ctx);
    if (JS_SetPropertyStr(ctx, heap->system, "args", arguments) < 0)
        return uncaught(ctx);
    result = JS_Call(ctx, heap->main, JS_UNDEFINED, 0, NULL);
    if (JS_IsUndefined(result)) {
        if (load(ctx, commands, commands_size) < 0)
            return uncaught(ctx);
        result = JS_Call(ctx, heap->main, JS_UNDEFINED, 0, NULL);
    }
    return JS_IsException(result) || JS_ToInt32(ctx, &status, result) ? uncaught(ctx) : status;
}

int main(int argc, char **argv)
{
    int status;

    signal(SIGPIPE, SIG_IGN); /* if the reader is gone, write(2) fails with EPIPE, which is reported */
    status = make_ready(argc, argv);
    /* The kernel takes all memory back faster than the engine can free it. */
    _exit(status == READY ? run(argc, argv) : status);
}
