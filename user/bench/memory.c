/* SPDX-License-Identifier: BSD-2-Clause */
/* Mapping, changing rights, and making cleared frames. */
#include "bench.h"

#define PAGES 512
#define RETYPE_FRAMES 256
#define RETYPE_BITS 20
#define VADDR 0x10000000ul

static unsigned long map_all(seL4_CPtr first, seL4_CPtr vspace, seL4_CapRights_t rights)
{
    unsigned long start = kit_cycles();

    for (unsigned i = 0; i < PAGES; i++)
        require_ok(kit_frame_map(first + i, vspace, VADDR + i * 4096ul, rights));
    return (kit_cycles() - start) / PAGES;
}

/* The same again for one page, alone: what tests/bench/trace.c looks into. */
static void map_traced(const char *key, seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr, seL4_CapRights_t rights)
{
    unsigned long start, end;

    bench_trace_begin(1);
    start = kit_cycles();
    require_ok(kit_frame_map(frame, vspace, vaddr, rights));
    end = kit_cycles();
    bench_trace_end(key, start, end);
}

static void bench_map(void)
{
    seL4_CPtr vspace = kit_vspace_empty();
    seL4_CPtr first = kit_slots(PAGES), memory = kit_untyped(21);

    require_ok(seL4_Untyped_Retype(memory, KIT_FRAME_TYPE, 0, seL4_CapInitThreadCNode, 0, 0, first, PAGES / 2));
    require_ok(seL4_Untyped_Retype(memory, KIT_FRAME_TYPE, 0, seL4_CapInitThreadCNode, 0, 0, first + PAGES / 2,
                                   PAGES / 2));
    require_ok(kit_map(first, vspace, VADDR, seL4_AllRights)); /* makes the tables */
    require_ok(kit_unmap(first));
    report_value("map_page", map_all(first, vspace, seL4_AllRights));
    report_value("remap_page", map_all(first, vspace, seL4_CanRead));
    for (unsigned i = 0; i < TRACED_ROUNDS; i++) {
        require_ok(kit_unmap(first + i));
        map_traced("map_page", first + i, vspace, VADDR + i * 4096ul, seL4_AllRights);
        map_traced("remap_page", first + i, vspace, VADDR + i * 4096ul, seL4_CanRead);
    }
}

/* In the space that is in use the CPU may remember the mapping, and must forget it. */
static void bench_remap_own(void)
{
    seL4_CPtr frame = kit_frame();
    unsigned long start;

    require_ok(kit_map(frame, seL4_CapInitThreadVSpace, VADDR, seL4_AllRights));
    start = kit_cycles();
    for (unsigned i = 0; i < PAGES; i++)
        require_ok(kit_frame_map(frame, seL4_CapInitThreadVSpace, VADDR, seL4_CanRead));
    report_value("remap_own", (kit_cycles() - start) / PAGES);
    for (unsigned i = 0; i < TRACED_ROUNDS; i++)
        map_traced("remap_own", frame, seL4_CapInitThreadVSpace, VADDR, seL4_CanRead);
}

/* The untyped has been used and revoked: its memory is cleared while the frames are made. */
static void bench_retype(void)
{
    seL4_CPtr memory = kit_untyped(RETYPE_BITS), first = kit_slots(RETYPE_FRAMES);
    unsigned long start;

    require_ok(seL4_Untyped_Retype(memory, KIT_FRAME_TYPE, 0, seL4_CapInitThreadCNode, 0, 0, first, RETYPE_FRAMES));
    require_ok(kit_revoke(memory));
    start = kit_cycles();
    for (unsigned i = 0; i < RETYPE_FRAMES; i++)
        require_ok(seL4_Untyped_Retype(memory, KIT_FRAME_TYPE, 0, seL4_CapInitThreadCNode, 0, 0, first + i, 1));
    report_value("retype_frame", (kit_cycles() - start) / RETYPE_FRAMES);
}

/* The same for an untyped of one frame, whose clearing is part of the one call. */
static void retype_traced(void)
{
    seL4_CPtr memory = kit_untyped(seL4_PageBits), frame = kit_slot();
    unsigned long start, end;

    require_ok(seL4_Untyped_Retype(memory, KIT_FRAME_TYPE, 0, seL4_CapInitThreadCNode, 0, 0, frame, 1));
    require_ok(kit_revoke(memory));
    bench_trace_begin(1);
    start = kit_cycles();
    require_ok(seL4_Untyped_Retype(memory, KIT_FRAME_TYPE, 0, seL4_CapInitThreadCNode, 0, 0, frame, 1));
    end = kit_cycles();
    bench_trace_end("retype_frame", start, end);
}

void bench_memory(void)
{
    bench_map();
    bench_remap_own();
    bench_retype();
    for (unsigned i = 0; i < TRACED_ROUNDS; i++)
        retype_traced();
}
