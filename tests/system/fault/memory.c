/* SPDX-License-Identifier: BSD-2-Clause */
/* Page faults. */
#include "fault.h"

#define REGISTERS SEL4_USER_CONTEXT_WORDS

/* Each access is at its label; behind it the thread stops. */
__asm__(".text\n"
        "memory_read: memory_read_at: " ISA_ASM_READ "\n" ISA_ASM_JUMP_TO(memory_stop) "\n"
        "memory_write: memory_write_at: " ISA_ASM_WRITE "\n" ISA_ASM_JUMP_TO(memory_stop) "\n"
        "memory_jump: " ISA_ASM_JUMP "\n"
        "memory_stop: " KIT_UNDEFINED "\n");
extern void memory_read(void), memory_write(void), memory_jump(void);
extern const char memory_read_at[], memory_write_at[], memory_stop[];

static struct probe probe;

/* Starts the thread at an instruction with that argument. */
static void start_at(struct probe *at, void (*entry)(void), seL4_Word address)
{
    seL4_UserContext registers = {.KIT_IP = (seL4_Word)entry, .KIT_ARGUMENT = address, .KIT_ARGUMENT_2 = 0x51515151};

    CHECK_OK(seL4_TCB_Suspend(at->thread.tcb));
    CHECK_OK(seL4_TCB_WriteRegisters(at->thread.tcb, 1, 0, REGISTERS, &registers));
}

static void check_stopped(struct probe *at)
{
    struct fault fault = FAULT_OF(at);

    CHECK_EQUAL(fault.label, seL4_Fault_UserException);
    CHECK_EQUAL(fault.words[0], memory_stop);
}

/* The next fault; the level of tables at which a translation ended is left out of its status. */
static struct fault page_fault(void)
{
    struct fault fault = FAULT_OF(&probe);

    if (fault.label == seL4_Fault_VMFault)
        fault.words[3] = ISA_STATUS_WITHOUT_LEVEL(fault.words[3]);
    return fault;
}

static void page_faults(seL4_CPtr vspace)
{
    /* Looking with the reply object the thread waits at would end its wait. */
    seL4_CPtr frame = kit_frame(), other_reply = kit_reply(), tcb = 0;
    seL4_UserContext registers = {0};
    struct fault fault = {0};

    probe_make(&probe, (struct kit_options){.priority = PRIORITY, .vspace = vspace});
    tcb = probe.thread.tcb;
    if (!vspace)
        vspace = seL4_CapInitThreadVSpace;
    /* Unmapped: read, write, execute. */
    start_at(&probe, memory_read, WINDOW + 0x128);
    fault = page_fault();
    CHECK_FAULT(fault, seL4_Fault_VMFault, WORDS((seL4_Word)memory_read_at, WINDOW + 0x128, 0, ISA_STATUS_READ));
    start_at(&probe, memory_write, WINDOW + 0xff8);
    fault = page_fault();
    CHECK_FAULT(fault, seL4_Fault_VMFault, WORDS((seL4_Word)memory_write_at, WINDOW + 0xff8, 0, ISA_STATUS_WRITE));
    start_at(&probe, memory_jump, WINDOW + 0x10);
    fault = page_fault();
    CHECK_EQUAL(fault.label, seL4_Fault_VMFault);
    CHECK_EQUAL(fault.length, 4);
    CHECK_EQUAL(fault.words[0], WINDOW + 0x10);
    CHECK_EQUAL(fault.words[1], WINDOW + 0x10);
    CHECK(ISA_IS_FETCH(fault.words[2], fault.words[3]));
    /* Without a reply it stays where it is. */
    probe_settle();
    CHECK_EQUAL(fault_take(probe.fault_endpoint, other_reply).present, 0);
    /* The handler repairs: any label makes it go on. */
    start_at(&probe, memory_read, WINDOW);
    fault = page_fault();
    CHECK_EQUAL(fault.label, seL4_Fault_VMFault);
    CHECK_OK(kit_map(frame, vspace, WINDOW, seL4_CanRead));
    fault_reply(probe.reply, seL4_Fault_VMFault, 0, 0);
    check_stopped(&probe);
    /* Read-only memory. */
    start_at(&probe, memory_write, WINDOW + 8);
    fault = page_fault();
    CHECK_FAULT(fault, seL4_Fault_VMFault, WORDS((seL4_Word)memory_write_at, WINDOW + 8, 0, ISA_STATUS_WRITE_DENIED));
    /* Registers and restart IP changed while it is blocked, not resumed; then the reply. */
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.KIT_IP, memory_write_at);
    CHECK_EQUAL(registers.KIT_ARGUMENT, WINDOW + 8);
    registers.KIT_IP = (seL4_Word)memory_read;
    registers.KIT_ARGUMENT = WINDOW;
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(fault_take(probe.fault_endpoint, other_reply).present, 0);
    fault_reply(probe.reply, 5, 0, 0);
    check_stopped(&probe);
    /* The kernel's half. */
    start_at(&probe, memory_read, ISA_KERNEL_ADDRESS);
    fault = page_fault();
    CHECK_EQUAL(fault.label, seL4_Fault_VMFault);
    CHECK_EQUAL(fault.words[1], ISA_KERNEL_ADDRESS);
    CHECK_EQUAL(fault.words[3] & ~ISA_STATUS_MAYBE, ISA_STATUS_READ);
    /* Words of the reply are no registers here. */
    fault_reply(probe.reply, 0, (const seL4_Word[]){1, 2, 3}, 3);
    fault = page_fault();
    CHECK_EQUAL(fault.words[0], memory_read_at);
    CHECK_EQUAL(fault.words[1], ISA_KERNEL_ADDRESS);
}

/* covers: ipc.md 8 VMFault; ipc.md 9 PAGEFAULT0001; ipc.md 9 PAGEFAULT0002; ipc.md 9 PAGEFAULT0003 */
TEST(same_space) { page_faults(0); }
/* covers: ipc.md 8 VMFault; ipc.md 9 PAGEFAULT1001; ipc.md 9 PAGEFAULT1002; ipc.md 9 PAGEFAULT1003 */
TEST(other_space) { page_faults(kit_vspace()); }

/* ---- a passive handler ---- */

static struct {
    seL4_CPtr endpoint, reply, ready, frame;
    volatile unsigned handled;
} passive;

static void passive_handler(void *argument)
{
    seL4_MessageInfo_t info = seL4_NBSendRecv(passive.ready, plain(0), passive.endpoint, 0, passive.reply);

    (void)argument;
    for (;;) {
        passive.handled++;
        if (passive.handled == 1)
            (void)kit_map(passive.frame, seL4_CapInitThreadVSpace, WINDOW, seL4_AllRights);
        info = seL4_ReplyRecv(passive.endpoint, info, 0, passive.reply);
    }
}

/* covers: ipc.md 9 IPC0021; ipc.md 4 Send table: fault message donates */
TEST(passive_handler_runs)
{
    static struct probe handler;
    seL4_UserContext registers = {0};

    memset(&passive, 0, sizeof(passive));
    passive.endpoint = kit_endpoint();
    passive.reply = kit_reply();
    passive.ready = kit_endpoint();
    passive.frame = kit_frame();
    probe_make(&handler, (struct kit_options){.priority = PRIORITY - 10});
    probe_start(&handler, passive_handler, 0);
    probe_settle();
    CHECK_OK(seL4_SchedContext_Unbind(handler.thread.sc));
    probe_make(&probe, (struct kit_options){.priority = PRIORITY, .fault_endpoint = passive.endpoint});
    start_at(&probe, memory_read, WINDOW);
    probe_settle();
    /* The page fault was repaired, its message was the reply; then the thread stopped. */
    CHECK(passive.handled >= 1);
    CHECK_EQUAL(seL4_SchedContext_UnbindObject(handler.thread.sc, handler.thread.tcb), seL4_IllegalOperation);
    CHECK_OK(seL4_TCB_ReadRegisters(probe.thread.tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.KIT_IP, memory_stop);
    /* Stopped by the reply to its end, it has its scheduling context back. */
    CHECK_EQUAL(passive.handled, 2);
    CHECK_OK(seL4_SchedContext_UnbindObject(probe.thread.sc, probe.thread.tcb));
}

const struct frame_test memory_tests[] = {
    ENTRY("ipc.8.page-faults", same_space),
    ENTRY("ipc.8.page-faults-other-address-space", other_space),
    ENTRY("ipc.9.passive-handler", passive_handler_runs),
    FRAME_END,
};
