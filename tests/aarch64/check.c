/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"

#define UNKNOWN_REASON 0x02000000
#define CLASS_BIT 26

unsigned checks_passed, checks_failed;
seL4_CPtr check_faults, check_reply;

void check_start(seL4_BootInfo *bootinfo)
{
    kit_init(bootinfo);
    check_faults = kit_endpoint();
    check_reply = kit_reply();
}

void check(const char *name, int good)
{
    printf(good ? "ok %s\n" : "not ok %s: condition does not hold\n", name);
    checks_passed += good != 0;
    checks_failed += good == 0;
}

struct seen watched(void (*entry)(void *), void *argument, seL4_Word flags)
{
    struct kit_thread thread = kit_thread(entry, argument, (struct kit_options){.fault_endpoint = check_faults});
    struct seen seen = {0};

    (void)seL4_TCB_SetFlags(thread.tcb, 0, flags);
    kit_thread_start(&thread);
    seen.kind = seL4_MessageInfo_get_label(seL4_Recv(check_faults, 0, check_reply));
    for (seL4_Word i = 0; i < sizeof(seen.mr) / sizeof(seen.mr[0]); i++)
        seen.mr[i] = seL4_GetMR((int)i);
    require_ok(seL4_TCB_Suspend(thread.tcb));
    return seen;
}

int trapped(struct seen seen, seL4_Word class)
{
    return seen.kind == seL4_Fault_VCPUFault && seen.mr[seL4_VCPUFault_HSR] >> CLASS_BIT == class;
}

int undefined(struct seen seen)
{
    return seen.kind == seL4_Fault_UserException && seen.mr[seL4_UserException_Number] == UNKNOWN_REASON &&
           seen.mr[seL4_UserException_Code] == 0;
}
