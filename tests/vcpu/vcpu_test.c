/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AArch64's virtual CPUs against their specification (vcpu_spec.h): the kernel's code (kernel/arch/aarch64/vcpu*.c and
 * switch.c) on a processor that consists of arrays. Long random runs: threads with and without VCPUs take turns, guests
 * change their registers, methods are called, timers and ended interrupts interrupt, objects come and go. After each
 * step the processor must hold what the thread that runs should find.
 */
#include <arch/arch.h>
#include <arch_switch.h>
#include <core/fault.h>
#include <core/sched.h>
#include <host_guest.h>
#include <object/asid.h>
#include <stdlib.h>
#include <string.h>
#include <vcpu.h>
#include <vmid.h>

#include "../host/check.h"
#include "vcpu_spec.h"

enum { STEPS = 200000, SPACES = 2 };

/* ---- the processor ---- */

static struct {
    word_t space;
    bool timer_masked, maintenance_masked;
    unsigned interrupts_ended;
} cpu;

static word_t event_kind, event_word;
static bool slice_over;

word_t hw_clock(void) { return 0; }
void hw_timer_set(word_t deadline) { (void)deadline; }
void hw_space_load(word_t space) { cpu.space = space; }
void hw_space_load_empty(void) { cpu.space = 0; }
void hw_tpidrro_load(word_t value) { host_guest.tpidrro = value; }
void hw_fpu_save(void *area) { (void)area; }
void hw_fpu_restore(const void *area) { (void)area; }
void hw_fpu_exchange(void *save, const void *load) { (void)save; (void)load; }
void hw_fpu_allow(bool on) { (void)on; }
void hw_irq_end(word_t irq) { (void)irq; cpu.interrupts_ended++; }

static void irq_set(word_t irq, bool masked)
{
    if (irq == ARCH_IRQ_VIRTUAL_TIMER)
        cpu.timer_masked = masked;
    if (irq == ARCH_IRQ_VCPU_MAINTENANCE)
        cpu.maintenance_masked = masked;
}

void hw_irq_mask(word_t irq) { irq_set(irq, true); }
void hw_irq_unmask(word_t irq) { irq_set(irq, false); }

/* ---- the rest of the kernel, as far as it is asked ---- */

struct core core0;
struct asid_pool *asid_pools[ASID_POOLS];
static struct asid_pool pool __attribute__((aligned(4096)));
static sched_context_t context_of_all;

bool sched_entry_check_slow(void) { return !slice_over; }
void sched_decide(void) { }
void sched_context_complete_yield(sched_context_t *sc, tcb_t *yielder) { (void)sc; (void)yielder; }
word_t space_word(word_t asid) { return asid; }
void fault_arch(word_t kind, word_t w0, word_t w1, word_t w2) { event_kind = kind; event_word = w0 + w1 + w2; }
void invocation_result(word_t value) { core0.result[core0.result_count++] = value; }
void arch_spsr_sanitise(tcb_t *tcb) { tcb->context.r[R_SPSR] = tcb->context.vcpu != 0 ? tcb->context.r[R_SPSR] : 0; }

_Noreturn void contract_violated(const char *kind, const char *text, const char *file, unsigned line)
{
    printf("not ok contract: %s:%u: %s(%s)\n", file, line, kind, text);
    exit(1);
}

word_t refuse(struct refusal *why, word_t error)
{
    *why = (struct refusal){.error = error};
    return error;
}

word_t refuse_argument(struct refusal *why, word_t number)
{
    *why = (struct refusal){.error = seL4_InvalidArgument, .count = 1, .word = {number}};
    return why->error;
}

word_t refuse_range(struct refusal *why, word_t min, word_t max)
{
    *why = (struct refusal){.error = seL4_RangeError, .count = 2, .word = {min, max}};
    return why->error;
}

/* ---- both sides ---- */

/* How often what matters has happened. */
static struct seen {
    unsigned told, not_told, active_lists, entered, flushed;
} seen;


static tcb_t threads[SPEC_THREADS], idle;
static struct vcpu vcpus[SPEC_VCPUS] __attribute__((aligned(4096)));
static cap_t vcpu_caps[SPEC_VCPUS];
static struct spec_machine spec;
static int last_vcpu = SPEC_NOBODY;
static word_t last_asid;

/* The specification's registers behind those with a number: the others, monitors, the interface. */
static unsigned file_monitor(word_t array, word_t i)
{
    return (unsigned)(GUEST_REGISTERS + array * GUEST_MONITORS_MAX + i);
}

static unsigned file_interface(word_t reg)
{
    return (unsigned)(GUEST_REGISTERS + GUEST_MONITOR_ARRAYS * GUEST_MONITORS_MAX + reg);
}

_Static_assert(GUEST_REGISTERS + GUEST_MONITOR_ARRAYS * GUEST_MONITORS_MAX + VGIC_REGISTERS <= SPEC_FILE,
               "everything has a place");

static void thread_new(int i)
{
    threads[i] = (tcb_t){.state = THREAD_RUNNING, .sc = &context_of_all};
    threads[i].slot[TCB_SLOT_VSPACE].cap = vspace_cap_new(0x1000 * (word_t)(1 + i % SPACES), 1 + (word_t)i % SPACES);
}

static void vcpu_make(int i)
{
    memset(&vcpus[i], 0, sizeof(vcpus[i]));
    vcpu_caps[i] = vcpu_create((word_t)&vcpus[i]);
    spec.vcpu[i].file[file_interface(VGIC_CONTROL)] = 1;
}

static void begin(unsigned list_count, unsigned version)
{
    host_guest.lists = list_count;
    host_guest.version = version;
    spec_begin(&spec, list_count, version);
    asid_pools[0] = &pool;
    for (word_t asid = 1; asid <= SPACES; asid++)
        pool.root[asid] = 0x1000 * asid;
    context_of_all.refill_max = 2;
    for (int i = 0; i < SPEC_THREADS; i++)
        thread_new(i);
    for (int i = 0; i < SPEC_VCPUS; i++)
        vcpu_make(i);
    idle = (tcb_t){.state = THREAD_IDLE};
    core0.current = &idle;
    core0.limit = 1;
}

/* ---- what must hold ---- */

static void check_guest_finds(int v)
{
    const struct spec_vcpu *s = &spec.vcpu[v];

    for (word_t reg = 0; reg < GUEST_REGISTERS; reg++)
        CHECK(host_guest.reg[reg] == s->file[reg]);
    for (word_t array = 0; array < GUEST_MONITOR_ARRAYS; array++) {
        for (word_t i = 0; i < hw_guest_monitor_count(array); i++)
            CHECK(host_guest.monitor[array][i] == s->file[file_monitor(array, i)]);
    }
    for (word_t reg = 0; reg < VGIC_REGISTERS; reg++)
        CHECK(host_guest.interface[reg] == s->file[file_interface(reg)]);
    for (word_t i = 0; i < host_guest.lists; i++)
        CHECK(host_guest.list[i] == s->list[i]);
    CHECK(cpu.timer_masked == s->timer_masked);
    /* Guests have translation at stage 2, interrupts that go elsewhere, no firmware, and their own level 1. */
    CHECK((host_guest.hcr & 0x80080039) == 0x80080039 && (host_guest.hcr & 0x0a001000) == 0);
}

static void check_thread_finds(void)
{
    CHECK(host_guest.reg[seL4_VCPUReg_SCTLR] == HW_SCTLR_NATIVE);
    CHECK(host_guest.reg[seL4_VCPUReg_CPACR] == HW_CPACR_NATIVE);
    CHECK(host_guest.reg[seL4_VCPUReg_CNTKCTL_EL1] == HW_CNTKCTL_NATIVE);
    CHECK(host_guest.reg[seL4_VCPUReg_CNTV_CTL] == 0 && host_guest.reg[seL4_VCPUReg_CNTVOFF] == 0);
    CHECK(host_guest.reg[GUEST_MDSCR] == 0 && host_guest.reg[GUEST_MDCCINT] == 0);
    CHECK(host_guest.reg[GUEST_PMCR] == 0 && host_guest.reg[GUEST_PMUSERENR] == 0);
    CHECK(host_guest.interface[VGIC_CONTROL] == 0);
    CHECK(host_guest.hcr == HW_HCR_NATIVE);
}

static void boot(void)
{
    host_guest.hcr = HW_HCR_NATIVE;
    cpu.timer_masked = true;
    cpu.maintenance_masked = true;
    vcpu_boot();
    CHECK(!cpu.maintenance_masked);
    check_thread_finds();
    case_end("aarch64 VCPUs at boot");
}

static void check_all(void)
{
    int v = spec_active(&spec);

    if (v != SPEC_NOBODY)
        check_guest_finds(v);
    else
        check_thread_finds();
    if (spec.running != SPEC_NOBODY)
        CHECK(host_guest.tpidrro == spec.thread[spec.running].tpidrro);
    for (int i = 0; i < SPEC_THREADS; i++) {
        CHECK(threads[i].context.vcpu == (spec.thread[i].vcpu == SPEC_NOBODY ? 0 : &vcpus[spec.thread[i].vcpu]));
        CHECK((threads[i].context.r[R_SPSR] != 0) == spec.thread[i].guest_mode);
    }
}

/* ---- steps ---- */

static word_t any_of(word_t limit) { return random_below(limit); }

/* Another guest in the space of the one before it: translations of that one must go. */
static void run(int thread)
{
    unsigned flushes = host_guest.flushes;

    spec.running = thread;
    core0.current = thread == SPEC_NOBODY ? &idle : &threads[thread];
    arch_switch_to(core0.current);
    if (spec_active(&spec) == SPEC_NOBODY)
        return;
    if (last_vcpu != SPEC_NOBODY && last_vcpu != spec_active(&spec) && last_asid == arch_loaded.asid)
        CHECK(host_guest.flushes == flushes + 1);
    seen.flushed += host_guest.flushes != flushes;
    seen.entered++;
    last_vcpu = spec_active(&spec);
    last_asid = arch_loaded.asid;
}

/* The guest that runs changes something; a thread without one cannot. */
static void guest_acts(void)
{
    int v = spec_active(&spec);
    word_t reg = any_of(GUEST_REGISTERS), array = any_of(GUEST_MONITOR_ARRAYS), i = 0;
    word_t interface = VGIC_MACHINE + any_of(VGIC_REGISTERS - VGIC_MACHINE);

    if (v == SPEC_NOBODY)
        return;
    spec.vcpu[v].file[reg] = host_guest.reg[reg] = random_word();
    i = any_of(hw_guest_monitor_count(array));
    spec.vcpu[v].file[file_monitor(array, i)] = host_guest.monitor[array][i] = random_word();
    spec.vcpu[v].file[file_interface(interface)] = host_guest.interface[interface] = random_word();
    i = any_of(host_guest.lists);
    spec.vcpu[v].list[i] = host_guest.list[i] = host_guest.version == 2 ? (uint32_t)random_word() : random_word();
    spec.thread[spec.running].tpidrro = host_guest.tpidrro = random_word();
    threads[spec.running].context.r[R_SPSR] = 5;
    spec.thread[spec.running].guest_mode = true;
}

static void compare(word_t error, const struct refusal *why, struct spec_answer wanted)
{
    CHECK(error == wanted.error);
    seen.active_lists += error == seL4_DeleteFirst;
    if (error != STATUS_OK) {
        CHECK(why->count == wanted.count);
        for (word_t i = 0; i < wanted.count; i++)
            CHECK(why->word[i] == wanted.words[i]);
        return;
    }
    CHECK(core0.result_count == wanted.count);
    for (word_t i = 0; i < wanted.count; i++)
        CHECK(core0.result[i] == wanted.words[i]);
}

static word_t some_injection(void)
{
    return random_below(1025) | random_below(33) << 16 | random_below(3) << 24
        | random_below(host_guest.lists + 1) << 32 | random_word() << 40;
}

static void method(int v)
{
    tcb_t caller = {.state = THREAD_RUNNING};
    int thread = (int)any_of(SPEC_THREADS);
    bool is_thread = any_of(8) != 0;
    slot_t slot = {.cap = is_thread ? cap_new(CAP_TCB, 0, 0, (word_t)&threads[thread], 0) : vcpu_caps[v]};
    struct invocation in = {.caller = &caller, .cap = vcpu_caps[v], .length = any_of(4), .extra_count = any_of(8) != 0};
    struct refusal why = {0};
    word_t *a = caller.context.r;
    word_t error = 0;

    in.extra[0] = &slot;
    core0.result_count = 0;
    a[REG_MR0] = any_of(26);
    a[REG_MR1] = random_word();
    in.label = ARMVCPUSetTCB + any_of(6);
    if (in.label == ARMVCPUInjectIRQ)
        a[REG_MR0] = some_injection();
    if (in.label == ARMVCPUAckVPPI)
        a[REG_MR0] = any_of(2) == 0 ? 27 : any_of(170);
    error = vcpu_invoke(&in, &why);
    switch (in.label) {
    case ARMVCPUSetTCB:
        compare(error, &why, spec_set_tcb(&spec, v, (unsigned)in.extra_count, is_thread, thread));
        return;
    case ARMVCPUInjectIRQ:
        compare(error, &why, spec_inject(&spec, v, (unsigned)in.length, a[REG_MR0]));
        return;
    case ARMVCPUReadReg:
        compare(error, &why, spec_read(&spec, v, (unsigned)in.length, a[REG_MR0]));
        return;
    case ARMVCPUWriteReg:
        compare(error, &why, spec_write(&spec, v, (unsigned)in.length, a[REG_MR0], a[REG_MR1]));
        return;
    case ARMVCPUAckVPPI:
        compare(error, &why, spec_ack(&spec, v, (unsigned)in.length, a[REG_MR0]));
        return;
    }
    CHECK(error == seL4_IllegalOperation);
}

/* Now and then the slice ends in the entry, or the thread waits in a queue. */
static void interrupt(bool timer)
{
    unsigned before = cpu.interrupts_ended;
    bool queued = any_of(4) == 0;
    bool told = false;
    word_t message = ARCH_IRQ_VIRTUAL_TIMER;

    slice_over = any_of(4) == 0;
    core0.limit = slice_over ? 0 : 1;
    core0.current->in_ready_queue = queued;
    host_guest.ended = any_of(3) == 0 ? 0 : random_word() & (~(word_t)0 >> (64 - host_guest.lists));
    event_kind = 0;
    if (timer) {
        told = spec_timer(&spec, !slice_over && !queued);
        vcpu_timer();
    } else {
        told = spec_maintenance(&spec, !slice_over && !queued, host_guest.ended, &message);
        vcpu_maintenance();
    }
    CHECK(cpu.interrupts_ended == before + 1);
    CHECK(event_kind == (!told ? 0 : timer ? (word_t)seL4_Fault_VPPIEvent : (word_t)seL4_Fault_VGICMaintenance));
    CHECK(!told || event_word == message);
    seen.told += told;
    seen.not_told += !told;
    core0.current->in_ready_queue = 0;
    core0.limit = 1;
    slice_over = false;
}

static void objects_end(void)
{
    int v = (int)any_of(SPEC_VCPUS), thread = (int)any_of(SPEC_THREADS);

    if (any_of(2) == 0) {
        vcpu_finalise(vcpu_caps[v]);
        if (last_vcpu == v)
            last_vcpu = SPEC_NOBODY;
        spec_vcpu_end(&spec, v);
        spec_vcpu_new(&spec, v);
        vcpu_make(v);
    } else if (thread != spec.running) {
        arch_tcb_release(&threads[thread]);
        spec_thread_end(&spec, thread);
        spec.thread[thread].tpidrro = 0;
        thread_new(thread);
    }
}

static void random_run(const char *name, unsigned list_count, unsigned version)
{
    begin(list_count, version);
    check_all();
    for (unsigned step = 0; step < STEPS && case_holds(); step++) {
        switch (any_of(8)) {
        case 0:
        case 1:
            run((int)any_of(SPEC_THREADS + 1) - 1);
            break;
        case 2:
        case 3:
            guest_acts();
            break;
        case 4:
        case 5:
            method((int)any_of(SPEC_VCPUS));
            break;
        case 6:
            interrupt(any_of(2) == 0);
            break;
        case 7:
            if (any_of(8) == 0)
                objects_end();
            break;
        }
        /* A VCPU attached to the running thread is entered by SetTCB. */
        if (spec_active(&spec) != SPEC_NOBODY) {
            last_vcpu = spec_active(&spec);
            last_asid = arch_loaded.asid;
        }
        check_all();
    }
    run(SPEC_NOBODY);
    check_all();
    for (int v = 0; v < SPEC_VCPUS; v++)
        vcpu_finalise(vcpu_caps[v]);
    for (int i = 0; i < SPEC_THREADS; i++)
        arch_tcb_release(&threads[i]);
    last_vcpu = SPEC_NOBODY;
    CHECK(seen.told > STEPS / 100 && seen.not_told > STEPS / 100 && seen.active_lists > STEPS / 1000);
    CHECK(seen.entered > STEPS / 100 && seen.flushed > STEPS / 1000);
    seen = (struct seen){0};
    case_end(name);
}

/* ---- addresses of faults ---- */

enum { TRANSLATION = 0x7, ACCESS_FLAG = 0xb, PERMISSION = 0xf, TABLE_WALK = 0x80 };

static void fault_addresses(void)
{
    const word_t far = 0xffff000012345678, hpfar = 0x5abcd0, other = 0xabcdef000;

    host_guest.par = other | 0xff00000000000b80;
    CHECK(vcpu_fault_address(0x93c98000 | TRANSLATION, far, hpfar) == 0x5abcd678);
    CHECK(vcpu_fault_address(0x93c98000 | ACCESS_FLAG, far, hpfar) == 0x5abcd678);
    CHECK(vcpu_fault_address(0x93c98000 | PERMISSION, far, hpfar) == (other | 0x678));
    CHECK(vcpu_fault_address(0x93c98000 | PERMISSION | TABLE_WALK, far, hpfar) == 0x5abcd678);
    /* The guest has changed its tables meanwhile. */
    CHECK(vcpu_fault_address(0x93c98000 | PERMISSION, 0, hpfar) == 0x5abcd000);
    case_end("aarch64 addresses of a guest's faults");
}

int main(void)
{
    boot();
    random_run("aarch64 VCPUs by their specification: GICv2, 4 list registers", 4, 2);
    random_run("aarch64 VCPUs by their specification: GICv2, 64 list registers", 64, 2);
    random_run("aarch64 VCPUs by their specification: GICv3, 16 list registers", 16, 3);
    fault_addresses();
    return test_end();
}
