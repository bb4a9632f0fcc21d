/* SPDX-License-Identifier: BSD-2-Clause */
#include "monitor.h"

#define REGISTERS SEL4_USER_CONTEXT_WORDS

/* EL1 with its own stack pointer, all interrupts masked. */
#define SPSR_GUEST 0x3c5

/* Descriptors of stage 1: block or table or page, memory type 0 or 1, accessed; by programs too, read-only. */
#define BLOCK 0x1UL
#define TABLE 0x3UL
#define PAGE 0x3UL
#define DEVICE (1UL << 2)
#define USER_READS (3UL << 6)
#define SHARED (3UL << 8)
#define ACCESSED (1UL << 10)
#define NEVER (3UL << 53) /* executed */
#define BLOCK_BITS 21

#define GICV_ADDRESS 0x08040000UL

/* Syndromes' class: WFI and WFE. */
#define ESR_CLASS(esr) ((esr) >> 26 & 0x3f)
#define CLASS_WAIT 0x01

struct guest guests[GUESTS] __attribute__((aligned(4096)));
struct monitored monitored[GUESTS];

static seL4_CPtr endpoint, reply;
static seL4_CPtr gicv;

/* The name of the controller in the device tree says which it is. */
unsigned monitor_gic_version(void)
{
    static const char name[] = "arm,gic-v3";
    const unsigned char *tree = runtime_bootinfo_chunk(kit_bootinfo, SEL4_BOOTINFO_HEADER_FDT);

    REQUIRE(tree != 0);
    seL4_Word size = (seL4_Word)tree[4] << 24 | (seL4_Word)tree[5] << 16 | (seL4_Word)tree[6] << 8 | tree[7];
    for (seL4_Word i = 0; i + sizeof(name) <= size; i++) {
        if (memcmp(tree + i, name, sizeof(name) - 1) == 0)
            return 3;
    }
    return 2;
}

/* The guest sees 1 GiB as it is; then its own page, the controller; then 1 GiB as programs see it. */
static void tables_make(struct guest *guest)
{
    for (seL4_Word i = 0; i < 512; i++) {
        guest->table2.word[i] = i << BLOCK_BITS | BLOCK | SHARED | ACCESSED;
        guest->table2_user.word[i] = i << BLOCK_BITS | BLOCK | SHARED | ACCESSED | USER_READS;
    }
    guest->table1.word[0] = (seL4_Word)&guest->table2 | TABLE;
    guest->table1.word[GUEST_OWN_PAGE >> 30] = (seL4_Word)&guest->table2_own | TABLE;
    guest->table1.word[GUEST_USER_ALIAS >> 30] = (seL4_Word)&guest->table2_user | TABLE;
    guest->table2_own.word[0] = (seL4_Word)&guest->table3_own | TABLE;
    guest->table3_own.word[0] = (seL4_Word)&guest->own | PAGE | SHARED | ACCESSED | NEVER;
    guest->table3_own.word[(GUEST_READ_ONLY >> 12) & 511] = GUEST_READ_ONLY_IPA | PAGE | SHARED | ACCESSED | NEVER;
    guest->table3_own.word[(GUEST_GIC >> 12) & 511] = GUEST_GIC_IPA | PAGE | DEVICE | ACCESSED | NEVER;
}

/* One capability of the page for each guest. The kit maps memory; this is a device. */
static void gic_map(seL4_CPtr vspace)
{
    seL4_CPtr copy = kit_slot();

    REQUIRE(gicv != 0);
    CHECK_OK(kit_copy(copy, gicv, seL4_AllRights));
    REQUIRE(kit_map(copy, vspace, GUEST_GIC_IPA, seL4_ReadWrite) == seL4_NoError);
    CHECK_OK(seL4_ARM_Page_Unmap(copy));
    CHECK_OK(seL4_ARM_Page_Map(copy, vspace, GUEST_GIC_IPA, seL4_ReadWrite, seL4_ARM_ExecuteNever));
}

void monitor_make(unsigned i, void (*work)(struct guest *guest), seL4_Word budget_us)
{
    struct guest *guest = &guests[i];
    struct monitored *m = &monitored[i];

    if (i == 0) {
        endpoint = kit_endpoint();
        reply = kit_reply();
        gicv = monitor_gic_version() == 2 ? kit_device_frame(GICV_ADDRESS) : 0;
    }
    memset(guest, 0, sizeof(*guest));
    memset(m, 0, sizeof(*m));
    m->handler = kit_slot();
    m->vspace = kit_vspace();
    guest->index = i;
    guest->gic_version = monitor_gic_version();
    guest->work = work;
    tables_make(guest);
    if (guest->gic_version == 2)
        gic_map(m->vspace);
    CHECK_OK(kit_mint(m->handler, endpoint, seL4_AllRights, i));
    m->thread = kit_thread(0, 0, (struct kit_options){.priority = GUEST_PRIORITY, .vspace = m->vspace,
                                                      .fault_endpoint = m->handler,
                                                      .sc = kit_sched_context(budget_us, budget_us)});
    m->vcpu = kit_object(seL4_ARM_VCPUObject, 0);
    REQUIRE(seL4_ARM_VCPU_SetTCB(m->vcpu, m->thread.tcb) == seL4_NoError);
}

void monitor_start(unsigned i)
{
    struct guest *guest = &guests[i];
    seL4_UserContext registers = {.pc = (seL4_Word)guest_start, .spsr = SPSR_GUEST, .x0 = (seL4_Word)guest,
                                  .x1 = (seL4_Word)&guest->table1,
                                  .x2 = (seL4_Word)(guest->stack + sizeof(guest->stack))};

    CHECK_OK(seL4_TCB_WriteRegisters(monitored[i].thread.tcb, 1, 0, REGISTERS, &registers));
}

/* ---- service ---- */

static void resume(void)
{
    seL4_Send(reply, seL4_MessageInfo_new(0, 0, 0, 0));
}

/* GICv3 delivers interrupts of group 1 alone as ordinary ones. */
static void timer_event(struct monitored *m, const struct guest *guest)
{
    CHECK_EQUAL(seL4_GetMR(seL4_VPPIEvent_IRQ), VIRTUAL_TIMER);
    m->timer_events++;
    CHECK_OK(seL4_ARM_VCPU_InjectIRQ(m->vcpu, VIRTUAL_TIMER, 0, guest->gic_version == 3, 0));
    resume();
}

static void maintenance(struct monitored *m)
{
    CHECK_EQUAL(seL4_GetMR(seL4_VGICMaintenance_IDX), 0);
    m->maintenances++;
    CHECK_OK(seL4_ARM_VCPU_AckVPPI(m->vcpu, VIRTUAL_TIMER));
    resume();
}

/* The words of the message, x0 replaced, behind the instruction. */
static void hypercall_answer(const seL4_Word *words, seL4_Word x0)
{
    for (int i = 0; i < seL4_UnknownSyscall_Syscall; i++)
        seL4_SetMR(i, words[i]);
    seL4_SetMR(seL4_UnknownSyscall_X0, x0);
    seL4_SetMR(seL4_UnknownSyscall_FaultIP, words[seL4_UnknownSyscall_FaultIP] + 4);
    seL4_Send(reply, seL4_MessageInfo_new(0, 0, 0, seL4_UnknownSyscall_Syscall));
}

static void hypercall(struct monitored *m)
{
    seL4_Word words[seL4_UnknownSyscall_Length];

    for (int i = 0; i < seL4_UnknownSyscall_Length; i++)
        words[i] = seL4_GetMR(i);
    m->hypercalls++;
    switch (words[seL4_UnknownSyscall_Syscall]) {
    case HYPERCALL_ADD:
        hypercall_answer(words, words[seL4_UnknownSyscall_X0] + words[seL4_UnknownSyscall_X1]);
        return;
    case HYPERCALL_DONE:
        m->done = 1;
        return;
    }
    CHECK_EQUAL(words[seL4_UnknownSyscall_Syscall], HYPERCALL_DONE);
    m->done = 1;
}

/* Serves one message, or returns 0 when the test must look at it. */
static int serve(seL4_MessageInfo_t info, seL4_Word badge)
{
    struct monitored *m = &monitored[badge];

    switch (seL4_MessageInfo_get_label(info)) {
    case seL4_Fault_VPPIEvent:
        timer_event(m, &guests[badge]);
        return 1;
    case seL4_Fault_VGICMaintenance:
        maintenance(m);
        return 1;
    case seL4_Fault_UnknownSyscall:
        hypercall(m);
        return 1;
    }
    return 0;
}

struct monitor_event monitor_event(void)
{
    struct monitor_event event = {0};
    seL4_MessageInfo_t info = seL4_Recv(endpoint, &event.guest, reply);

    while (serve(info, event.guest)) {
        if (monitored[event.guest].done) {
            event.label = HYPERCALL_DONE;
            return event;
        }
        info = seL4_Recv(endpoint, &event.guest, reply);
    }
    event.label = seL4_MessageInfo_get_label(info);
    event.length = seL4_MessageInfo_get_length(info);
    for (int i = 0; i < 4; i++)
        event.words[i] = seL4_GetMR(i);
    return event;
}

void monitor_go_on(const struct monitor_event *event, seL4_Word skip)
{
    seL4_CPtr tcb = monitored[event->guest].thread.tcb;
    seL4_UserContext registers;

    if (skip != 0) {
        CHECK_OK(seL4_TCB_ReadRegisters(tcb, 0, 0, REGISTERS, &registers));
        registers.pc += skip;
        CHECK_OK(seL4_TCB_WriteRegisters(tcb, 0, 0, REGISTERS, &registers));
    }
    resume();
}

void monitor_serve(unsigned count)
{
    unsigned done = 0;

    while (done < count) {
        struct monitor_event event = monitor_event();

        if (event.label == HYPERCALL_DONE) {
            done++;
        } else if (event.label == seL4_Fault_VCPUFault && ESR_CLASS(event.words[0]) == CLASS_WAIT) {
            monitored[event.guest].waits++;
            monitor_go_on(&event, 4);
        } else {
            CHECK_EQUAL(event.label, HYPERCALL_DONE);
            CHECK_EQUAL(event.words[0], 0);
            done++;
        }
    }
}
