/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rest of AArch64: exceptions and what they are reported as, the FPU, registers of threads, counters and timers of
 * user mode, software interrupts, firmware calls.
 */
#include "check.h"

#define ROOT seL4_CapInitThreadCNode
#define DEPTH seL4_WordBits

/* Exception classes. */
#define CLASS_FPU 0x07
#define CLASS_SYSTEM_REGISTER 0x18
#define CLASS_PC_ALIGNMENT 0x22
#define CLASS_BREAKPOINT 0x3c

#define TIMER_INTERRUPT 30
#define SGI_INTERRUPT 5
#define INTERRUPTS 160
#define PSCI_VERSION 0x84000000ul
#define PSCI_FEATURES 0x8400000aul

/* ---- exceptions ---- */

static void use_fpu(void *unused)
{
    (void)unused;
    __asm__ volatile("fmov d0, xzr");
    (void)seL4_Call(check_faults, seL4_MessageInfo_new(0, 0, 0, 0));
}

#define INSTRUCTION(name, text) \
    static void name(void *unused) \
    { \
        (void)unused; \
        __asm__ volatile(text : : : "x0", "memory"); \
        (void)seL4_Call(check_faults, seL4_MessageInfo_new(0, 0, 0, 0)); \
    }

INSTRUCTION(udf, "udf #7")
INSTRUCTION(read_el2, "mrs x0, vttbr_el2")
INSTRUCTION(read_el1, "mrs x0, ttbr0_el1")
INSTRUCTION(read_virtual_counter, "mrs x0, cntvct_el0")
INSTRUCTION(read_physical_counter, "mrs x0, cntpct_el0")
INSTRUCTION(firmware, "smc #0")
INSTRUCTION(hypervisor, "hvc #0")
INSTRUCTION(breakpoint, "brk #3")
INSTRUCTION(wait_event, "sevl\nwfe")
INSTRUCTION(cache_type, "mrs x0, ctr_el0")
INSTRUCTION(cache_clean, "mov x0, sp\ndc cvau, x0\ndc civac, x0\nic ivau, x0\ndsb ish\nisb")
INSTRUCTION(tlb, "tlbi vmalle1")
INSTRUCTION(mask, "msr daifset, #2")
INSTRUCTION(counters, "mrs x0, pmccntr_el0")

static int ended(struct seen seen)
{
    return seen.kind == 0;
}

static void misaligned_pc(void *unused)
{
    (void)unused;
    __asm__ volatile("adr x0, .\nadd x0, x0, #2\nbr x0" : : : "x0");
}

/* What was not allowed and has no class of its own: not even there at this level. */
static int refused(struct seen seen)
{
    return undefined(seen) || trapped(seen, CLASS_SYSTEM_REGISTER);
}

static void exceptions(void)
{
    check("fpu-allowed", ended(watched(use_fpu, 0, 0)));
    check("fpu-disabled", trapped(watched(use_fpu, 0, seL4_TCBFlag_fpuDisabled), CLASS_FPU));
    check("undefined", undefined(watched(udf, 0, 0)));
    check("registers-of-others", refused(watched(read_el2, 0, 0)) && refused(watched(read_el1, 0, 0)));
    check("firmware-and-hypervisor", undefined(watched(firmware, 0, 0)) && undefined(watched(hypervisor, 0, 0)));
    check("breakpoint", trapped(watched(breakpoint, 0, 0), CLASS_BREAKPOINT));
    check("pc-alignment", trapped(watched(misaligned_pc, 0, 0), CLASS_PC_ALIGNMENT));
    check("wait-for-event", ended(watched(wait_event, 0, 0)));
    check("caches-of-user-mode", ended(watched(cache_type, 0, 0)) && ended(watched(cache_clean, 0, 0)));
    check("tlb-and-mask", refused(watched(tlb, 0, 0)) && refused(watched(mask, 0, 0)));
    check("counters", ended(watched(read_physical_counter, 0, 0)) && refused(watched(read_virtual_counter, 0, 0)) &&
                          refused(watched(counters, 0, 0)));
}

/* ---- registers ---- */

#define PATTERN(i) (0x0101010101010101ul * (0x40 + (i)))

/* All general registers get patterns by WriteRegisters; the thread stops at once; they must be there still. */
static void stop(void *unused)
{
    (void)unused;
    __asm__ volatile("udf #0");
}

static void registers(void)
{
    struct kit_thread thread = kit_thread(stop, 0, (struct kit_options){.fault_endpoint = check_faults});
    seL4_Word count = sizeof(seL4_UserContext) / sizeof(seL4_Word), same = 0;
    union {
        seL4_UserContext context;
        seL4_Word word[sizeof(seL4_UserContext) / sizeof(seL4_Word)];
    } written, read;

    for (seL4_Word i = 0; i < count; i++)
        written.word[i] = PATTERN(i);
    written.context.pc = (seL4_Word)stop;
    written.context.spsr = 0xffffffffffffffff;
    require_ok(seL4_TCB_WriteRegisters(thread.tcb, 1, 0, count, &written.context));
    (void)seL4_Recv(check_faults, 0, check_reply);
    check("exception-shows-spsr", (seL4_GetMR(seL4_UserException_SPSR) & 0xf00000cful) == 0xf0000040ul);
    require_ok(seL4_TCB_ReadRegisters(thread.tcb, 1, 0, count, &read.context));
    check("spsr-is-sanitised", (read.context.spsr & ~0x100ul) == 0xf0000040ul);
    read.context.spsr = written.context.spsr;
    for (seL4_Word i = 0; i < count; i++)
        same += read.word[i] == written.word[i];
    check("patterns", same == count);
    require_ok(seL4_TCB_Suspend(thread.tcb));
}

/* TPIDRRO_EL0 is another thread's at every switch. */
static void read_only_register(void *expected)
{
    seL4_Word value = 0;

    for (int i = 0; i < 1000; i++) {
        __asm__ volatile("mrs %0, tpidrro_el0" : "=r"(value));
        if (value != (seL4_Word)expected)
            __builtin_trap();
        seL4_Yield();
    }
    (void)seL4_Call(check_faults, seL4_MessageInfo_new(0, 0, 0, 0));
}

static void read_only_registers(void)
{
    struct kit_thread threads[3];
    seL4_Word ends = 0;

    for (seL4_Word i = 0; i < 3; i++) {
        seL4_UserContext context;
        seL4_Word count = sizeof(context) / sizeof(seL4_Word);

        threads[i] = kit_thread(read_only_register, (void *)(0x700 * i), (struct kit_options){
            .fault_endpoint = check_faults});
        kit_thread_prepare(&threads[i]);
        require_ok(seL4_TCB_ReadRegisters(threads[i].tcb, 0, 0, count, &context));
        context.tpidrro_el0 = 0x700 * i;
        require_ok(seL4_TCB_WriteRegisters(threads[i].tcb, 0, 0, count, &context));
    }
    for (seL4_Word i = 0; i < 3; i++)
        require_ok(seL4_TCB_Resume(threads[i].tcb));
    for (seL4_Word i = 0; i < 3; i++) {
        ends += seL4_MessageInfo_get_label(seL4_Recv(check_faults, 0, check_reply)) == 0;
    }
    check("tpidrro-per-thread", ends == 3);
    for (seL4_Word i = 0; i < 3; i++)
        require_ok(seL4_TCB_Suspend(threads[i].tcb));
}

/* ---- interrupts ---- */

static void timer_set(seL4_Word ticks)
{
    __asm__ volatile("msr cntp_tval_el0, %0\n"
                     "msr cntp_ctl_el0, %1\n"
                     "isb"
                     :
                     : "r"(ticks), "r"(1ul)
                     : "memory");
}

static void timer_off(void)
{
    __asm__ volatile("msr cntp_ctl_el0, xzr\n"
                     "isb"
                     :
                     :
                     : "memory");
}

static int arrives(seL4_CPtr notification)
{
    seL4_Word badge = 0;

    for (int i = 0; i < 2000000; i++) {
        (void)seL4_Poll(notification, &badge);
        if (badge != 0)
            return 1;
    }
    return 0;
}

static int stays_away(seL4_CPtr notification)
{
    seL4_Word badge = 0;

    for (int i = 0; i < 2000; i++) {
        (void)seL4_Poll(notification, &badge);
        if (badge != 0)
            return 0;
    }
    return 1;
}

static seL4_CPtr badged(seL4_CPtr notification, seL4_Word badge)
{
    seL4_CPtr slot = kit_slot();

    require_ok(kit_mint(slot, notification, seL4_AllRights, badge));
    return slot;
}

static void user_timer(void)
{
    seL4_CPtr handler = kit_slot(), notification = kit_notification();

    require_ok(seL4_IRQControl_GetTrigger(seL4_CapIRQControl, TIMER_INTERRUPT, 0, ROOT, handler, DEPTH));
    require_ok(seL4_IRQHandler_SetNotification(handler, badged(notification, 1)));
    check("issued-twice", seL4_IRQControl_Get(seL4_CapIRQControl, TIMER_INTERRUPT, ROOT, kit_slot(), DEPTH) ==
                              seL4_RevokeFirst);
    timer_set(10000);
    check("timer-of-user-mode", arrives(notification));
    check("quiet-until-ack", stays_away(notification)); /* it is asserted all the time */
    require_ok(seL4_IRQHandler_Ack(handler));
    check("again-after-ack", arrives(notification));
    timer_off();
    require_ok(seL4_IRQHandler_Ack(handler));
    check("quiet-when-off", stays_away(notification));
    require_ok(seL4_IRQHandler_Ack(handler)); /* nothing is pending: harmless */
    timer_set(10000);
    check("after-an-ack-too-many", arrives(notification));
    require_ok(kit_delete(handler)); /* without Ack */
    require_ok(seL4_IRQControl_Get(seL4_CapIRQControl, TIMER_INTERRUPT, ROOT, handler, DEPTH));
    require_ok(seL4_IRQHandler_SetNotification(handler, badged(notification, 2)));
    require_ok(seL4_IRQHandler_Ack(handler)); /* it has arrived when there was no notification */
    check("issued-again", arrives(notification));
    timer_off();
    require_ok(kit_delete(handler));
}

static void software_interrupts(void)
{
    seL4_CPtr handler = kit_slot(), notification = kit_notification(), signal = kit_slot(), copy = kit_slot();
    seL4_CPtr second = kit_slot(), slot = kit_slot();

    check("sgi-arguments",
          seL4_IRQControl_IssueSGISignal(seL4_CapIRQControl, 16, 0, ROOT, slot, DEPTH) == seL4_RangeError &&
              seL4_IRQControl_IssueSGISignal(seL4_CapIRQControl, 1, 1ul << 32, ROOT, slot, DEPTH) ==
                  seL4_InvalidArgument &&
              seL4_IRQControl_IssueSGISignal(seL4_CapIRQControl, 1, 0, ROOT, notification, DEPTH) == seL4_DeleteFirst);
    require_ok(seL4_IRQControl_Get(seL4_CapIRQControl, SGI_INTERRUPT, ROOT, handler, DEPTH));
    require_ok(seL4_IRQHandler_SetNotification(handler, badged(notification, 4)));
    require_ok(seL4_IRQControl_IssueSGISignal(seL4_CapIRQControl, SGI_INTERRUPT, 0, ROOT, signal, DEPTH));
    require_ok(seL4_IRQControl_IssueSGISignal(seL4_CapIRQControl, SGI_INTERRUPT, 0, ROOT, second, DEPTH));
    require_ok(kit_copy(copy, signal, seL4_AllRights));
    check("sgi-quiet", stays_away(notification));
    seL4_Signal(copy);
    check("sgi-arrives", arrives(notification));
    require_ok(seL4_IRQHandler_Ack(handler));
    seL4_Signal(signal); /* a GICv2 cannot hold it back until an Ack */
    check("sgi-again", arrives(notification));
    require_ok(seL4_IRQHandler_Ack(handler));
    require_ok(kit_revoke(signal));
    check("sgi-revoke", kit_slot_is_empty(copy) && !kit_slot_is_empty(second) && !kit_slot_is_empty(signal));
    require_ok(kit_delete(handler));
    require_ok(kit_delete(signal));
    require_ok(kit_delete(second));
    check("interrupt-numbers",
          seL4_IRQControl_Get(seL4_CapIRQControl, INTERRUPTS, ROOT, slot, DEPTH) == seL4_RangeError &&
              seL4_GetMR(1) == INTERRUPTS - 1 &&
              seL4_IRQControl_Get(seL4_CapIRQControl, 25, ROOT, slot, DEPTH) == seL4_RevokeFirst &&
              seL4_IRQControl_Get(seL4_CapIRQControl, 26, ROOT, slot, DEPTH) == seL4_RevokeFirst &&
              seL4_IRQControl_Get(seL4_CapIRQControl, 27, ROOT, slot, DEPTH) == seL4_RevokeFirst);
}

/* ---- firmware ---- */

static void firmware_calls(void)
{
    seL4_CPtr version = kit_slot(), copy = kit_slot(), again = kit_slot();
    seL4_ARM_SMCContext in = {.x0 = PSCI_VERSION}, out = {0};

    require_ok(seL4_ARM_SMC_Call(seL4_CapSMC, &in, &out));
    check("firmware-version", out.x0 >= 0x10000 && out.x0 < 0x100000);
    require_ok(kit_mint(version, seL4_CapSMC, seL4_AllRights, PSCI_VERSION));
    out.x0 = 0;
    check("firmware-badge", seL4_ARM_SMC_Call(version, &in, &out) == seL4_NoError && out.x0 >= 0x10000);
    in.x0 = PSCI_FEATURES;
    in.x1 = PSCI_VERSION;
    check("firmware-other-function", seL4_ARM_SMC_Call(version, &in, &out) == seL4_IllegalOperation &&
                                         seL4_ARM_SMC_Call(seL4_CapSMC, &in, &out) == seL4_NoError && out.x0 == 0);
    check("firmware-badge-stays", kit_mint(again, version, seL4_AllRights, PSCI_FEATURES) == seL4_IllegalOperation &&
                                      kit_slot_is_empty(again));
    require_ok(kit_copy(copy, version, seL4_AllRights));
    require_ok(kit_mint(again, seL4_CapSMC, seL4_AllRights, PSCI_VERSION));
    require_ok(kit_revoke(version));
    check("firmware-revoke", kit_slot_is_empty(copy) && !kit_slot_is_empty(again));
    require_ok(kit_revoke(seL4_CapSMC));
    check("firmware-revoke-all", kit_slot_is_empty(version) && kit_slot_is_empty(again) &&
                                     !kit_slot_is_empty(seL4_CapSMC));
}

int main(seL4_BootInfo *bootinfo)
{
    check_start(bootinfo);
    exceptions();
    registers();
    read_only_registers();
    user_timer();
    software_interrupts();
    firmware_calls();
    printf("%u passed, %u failed\n", checks_passed, checks_failed);
    kit_power_off(checks_failed != 0);
}
