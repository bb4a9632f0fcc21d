/* SPDX-License-Identifier: BSD-2-Clause */
/* Objects out of the boot information's untypeds, and worker threads. */
#include "machine.h"

#include <runtime/start.h>
#include <runtime/string.h>

#define SC_BITS 8
#define WORKER_BUDGET_US 1000

static seL4_Word slots_used;

seL4_CPtr slot_new(void)
{
    return boot->empty.start + slots_used++;
}

static seL4_CPtr largest_untyped(void)
{
    seL4_Word best = 0;
    seL4_Word best_bits = 0;

    for (seL4_Word i = 0; i < boot->untyped.end - boot->untyped.start; i++) {
        const seL4_UntypedDesc *desc = &boot->untypedList[i];

        if (!desc->isDevice && desc->sizeBits > best_bits) {
            best = i;
            best_bits = desc->sizeBits;
        }
    }
    return boot->untyped.start + best;
}

seL4_CPtr object_new(seL4_Word type, seL4_Word size_bits)
{
    seL4_CPtr slot = slot_new();

    require_ok(seL4_Untyped_Retype(largest_untyped(), type, size_bits, seL4_CapInitThreadCNode, 0, 0, slot, 1));
    return slot;
}

void worker_create(struct worker *worker)
{
    worker->tcb = object_new(seL4_TCBObject, 0);
    worker->sc = object_new(seL4_SchedContextObject, SC_BITS);
    worker->fault_endpoint = object_new(seL4_EndpointObject, 0);
    worker->reply = object_new(seL4_ReplyObject, 0);
    require_ok(seL4_SchedControl_ConfigureFlags(boot->schedcontrol.start, worker->sc, WORKER_BUDGET_US,
                                                WORKER_BUDGET_US, 0, 0, 0));
    require_ok(seL4_TCB_Configure(worker->tcb, seL4_CapInitThreadCNode, 0, seL4_CapInitThreadVSpace, 0, 0, 0));
    require_ok(seL4_TCB_SetSchedParams(worker->tcb, seL4_CapInitThreadTCB, 0, WORKER_PRIORITY, worker->sc,
                                       worker->fault_endpoint));
}

void worker_start_registers(const struct worker *worker, const seL4_UserContext *registers)
{
    seL4_UserContext copy = *registers;

    require_ok(seL4_TCB_WriteRegisters(worker->tcb, 1, 0, sizeof(copy) / sizeof(seL4_Word), &copy));
}

void worker_start(const struct worker *worker, void (*entry)(void), void *stack_top, seL4_Word argument)
{
    seL4_UserContext registers;

    memset(&registers, 0, sizeof(registers));
    registers.rip = (seL4_Word)entry;
    registers.rsp = (seL4_Word)stack_top;
    registers.rdi = argument;
    worker_start_registers(worker, &registers);
}

seL4_MessageInfo_t worker_fault(const struct worker *worker)
{
    return seL4_Recv(worker->fault_endpoint, 0, worker->reply);
}

void worker_stop(const struct worker *worker)
{
    require_ok(seL4_TCB_Suspend(worker->tcb));
}

seL4_Word ticks_per_us(void)
{
    const void *chunk = runtime_bootinfo_chunk(boot, SEL4_BOOTINFO_HEADER_X86_TSC_FREQ);
    seL4_Uint32 mhz = 0;

    if (!chunk)
        panic("no TSC frequency in the boot information");
    memcpy(&mhz, chunk, sizeof(mhz));
    return mhz;
}

static void cpuid(unsigned leaf, unsigned *b, unsigned *c)
{
    unsigned a = leaf;
    unsigned d = 0;

    *c = 0;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(*b), "+c"(*c), "=d"(d));
}

int cpu_has_leaf7_b(unsigned bit)
{
    unsigned b = 0;
    unsigned c = 0;
    unsigned highest = 0;

    __asm__ volatile("cpuid" : "=a"(highest), "=b"(b), "=c"(c) : "a"(0), "c"(0) : "rdx");
    if (highest < 7)
        return 0;
    cpuid(7, &b, &c);
    return b >> bit & 1;
}

#define LEAF1_C_OSXSAVE 27
#define LEAF1_C_AVX 28

/* The CPU has AVX, and the kernel has switched it on. */
int cpu_has_avx(void)
{
    unsigned b = 0;
    unsigned c = 0;
    unsigned low = 0;
    unsigned high = 0;

    cpuid(1, &b, &c);
    if ((c >> LEAF1_C_OSXSAVE & 1) == 0 || (c >> LEAF1_C_AVX & 1) == 0)
        return 0;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (low & 6) == 6;
}
