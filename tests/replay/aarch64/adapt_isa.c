/* SPDX-License-Identifier: BSD-2-Clause */
/* What is different on the booted machine, on AArch64: software interrupts arrive, devices have no caches. */
#include "../generate.h"

bool is_map_isa(word label)
{
    return label == ARMPageMap || label == ARMPageTableMap;
}

static bool is_for_caches(word label)
{
    return (label >= ARMPageClean_Data && label <= ARMPageUnify_Instruction)
           || (label >= ARMVSpaceClean_Data && label <= ARMVSpaceUnify_Instruction);
}

/* Another method of the same capability, which does not exist. */
static void refuse(struct aevent *e)
{
    word info = e->regs[UC_INFO];
    e->regs[UC_INFO] = spec_message_info(0, 0, spec_word_field(info, 7, 2), spec_message_length(info));
}

void adapt_isa(struct aevent *e, unsigned type, word label)
{
    bool device = type == AC_FRAME && invoked_cap(e).device;

    if ((type == AC_VCPU && label == ARMVCPUSetTCB) || (type == AC_IRQ_CONTROL && label == ARMIRQIssueSGISignal)
        || (is_for_caches(label) && (device || type == AC_VSPACE))) {
        refuse(e);
    }
}

bool reads_device_isa(const struct aevent *e)
{
    (void)e;
    return false;
}

bool takes_console_isa(const struct aevent *e)
{
    (void)e;
    return false;
}
