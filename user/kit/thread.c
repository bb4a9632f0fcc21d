/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads and address spaces. Stacks, IPC buffers and thread-local memory lie in this program's image. */
#include <kit/kit.h>
#include <kit/kit_machine.h>
#include <runtime/thread.h>

#define TLS_BYTES 4096

struct place {
    char buffer[4096];
    char tls[TLS_BYTES];
    char stack[KIT_STACK_BYTES];
};

static struct place places[KIT_THREADS_MAX] __attribute__((aligned(4096)));
static unsigned next_place, scope_first_place;
extern const char runtime_image_start[];

void kit_threads_scope(int begin);
void kit_threads_scope(int begin)
{
    if (begin)
        scope_first_place = next_place;
    else
        next_place = scope_first_place;
}

/* A thread that comes back from its entry stops for good; its struct may serve another one by then. */
static void thread_main(void *argument)
{
    struct kit_thread thread = *(struct kit_thread *)argument;

    thread.entry(thread.argument);
    for (;;)
        (void)seL4_TCB_Suspend(thread.tcb);
}

struct kit_thread kit_thread(void (*entry)(void *), void *argument, struct kit_options options)
{
    struct kit_thread thread = {.entry = entry, .argument = argument, .sc = options.sc, .vspace = options.vspace};
    seL4_CPtr cspace = options.cspace ? options.cspace : seL4_CapInitThreadCNode;
    seL4_CPtr vspace = options.vspace ? options.vspace : seL4_CapInitThreadVSpace;

    if (next_place == KIT_THREADS_MAX)
        panic("kit: more than %d threads", KIT_THREADS_MAX);
    thread.place = next_place++;
    thread.tcb = kit_object(seL4_TCBObject, 0);
    if (!thread.sc && !options.passive)
        thread.sc = kit_sched_context(5000, 5000);
    require_ok(seL4_TCB_Configure(thread.tcb, cspace, options.cspace_data, vspace, 0,
                                  (seL4_Word)places[thread.place].buffer,
                                  runtime_image_frame(kit_bootinfo, places[thread.place].buffer)));
    require_ok(seL4_TCB_SetSchedParams(thread.tcb, seL4_CapInitThreadTCB, options.mcp, options.priority,
                                       options.passive ? seL4_CapNull : thread.sc, options.fault_endpoint));
    return thread;
}

void kit_thread_prepare(struct kit_thread *thread)
{
    struct place *place = &places[thread->place];
    seL4_UserContext registers = {0};
    seL4_Word tls = runtime_tls_create(place->tls, sizeof(place->tls), (seL4_IPCBuffer *)place->buffer);

    runtime_thread_registers(&registers, thread_main, thread, place->stack + sizeof(place->stack), tls);
    require_ok(seL4_TCB_WriteRegisters(thread->tcb, 0, 0, sizeof(registers) / sizeof(seL4_Word), &registers));
}

void kit_thread_start(struct kit_thread *thread)
{
    kit_thread_prepare(thread);
    require_ok(seL4_TCB_Resume(thread->tcb));
}

seL4_IPCBuffer *kit_thread_buffer(const struct kit_thread *thread)
{
    return (seL4_IPCBuffer *)places[thread->place].buffer;
}

/* ---- address spaces ---- */

/*
 * The tables made so far. Mapping a page without its table is refused, and a debug kernel prints every refusal: knowing
 * what is there keeps its output for what matters.
 */
#define TABLES_MAX 256

struct table {
    seL4_CPtr vspace;
    seL4_Word bits, base; /* covers 2^bits bytes from base */
};

static struct table tables[TABLES_MAX];
static unsigned table_count;

void kit_tables_forget(void);
void kit_tables_forget(void)
{
    table_count = 0;
}

static int table_is_known(seL4_CPtr vspace, seL4_Word bits, seL4_Word base)
{
    seL4_Word image_end = (seL4_Word)runtime_image_start +
                          ((kit_bootinfo->userImageFrames.end - kit_bootinfo->userImageFrames.start) << seL4_PageBits);

    /* The kernel made those of this program's own image. */
    if (vspace == seL4_CapInitThreadVSpace && base < image_end && base + (1ul << bits) > (seL4_Word)runtime_image_start)
        return 1;
    for (unsigned i = 0; i < table_count; i++) {
        if (tables[i].vspace == vspace && tables[i].bits == bits && tables[i].base == base)
            return 1;
    }
    return 0;
}

seL4_Error kit_map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr, seL4_CapRights_t rights)
{
    for (unsigned i = 0; i < kit_table_level_count; i++) {
        seL4_Word bits = kit_table_levels[i];
        seL4_Word base = vaddr >> bits << bits;
        seL4_Error error;

        if (table_is_known(vspace, bits, base))
            continue;
        error = kit_table_map(vspace, bits, vaddr);
        if (error != seL4_NoError && error != seL4_DeleteFirst) /* somebody else's table serves as well */
            return error;
        if (table_count < TABLES_MAX)
            tables[table_count++] = (struct table){vspace, bits, base};
    }
    return kit_frame_map(frame, vspace, vaddr, rights);
}

/* The frame behind a page of the image cannot be mapped twice; a copy of its capability can. */
seL4_CPtr kit_vspace(void)
{
    seL4_CPtr root = kit_vspace_empty();
    seL4_SlotRegion frames = kit_bootinfo->userImageFrames;

    for (seL4_Word i = 0; i < frames.end - frames.start; i++) {
        seL4_CPtr copy = kit_slot();

        require_ok(kit_copy(copy, frames.start + i, seL4_AllRights));
        require_ok(kit_map(copy, root, (seL4_Word)runtime_image_start + (i << seL4_PageBits), seL4_AllRights));
    }
    return root;
}
