/* SPDX-License-Identifier: BSD-2-Clause */
/* TCB Configure, SetSpace, SetIPCBuffer: invocations.md sections 4.1 and 4.3. */
#include <arch/arch.h>
#include <core/fault.h>
#include <object/cnode.h>
#include <object/tcb_space.h>

#define IPC_BUFFER_ALIGN_BITS seL4_IPCBufferSizeBits

/* The checks on an IPC buffer at address: derive error, then 4.3. */
static word_t check_buffer(const slot_t *source, word_t address, struct refusal *why)
{
    word_t status = cap_derive_check(source, source->cap);

    if (status != STATUS_OK)
        return refuse(why, status);
    if (cap_type(source->cap) != CAP_FRAME || arch_frame_is_device(source->cap))
        return refuse(why, seL4_IllegalOperation);
    if (!op_is_aligned(address, IPC_BUFFER_ALIGN_BITS))
        return refuse(why, seL4_AlignmentError);
    return STATUS_OK;
}

/* Checks 3 to 5, common to Configure and SetSpace. The data words 0 mean "unchanged". */
static word_t check_spaces(const tcb_t *tcb, const slot_t *cspace, cap_t cspace_cap, const slot_t *vspace,
                           struct refusal *why)
{
    word_t status = STATUS_OK;

    if (cap_is_long_delete(&tcb->slot[TCB_SLOT_CSPACE]) || cap_is_long_delete(&tcb->slot[TCB_SLOT_VSPACE]))
        return refuse(why, seL4_IllegalOperation);
    status = cap_derive_check(cspace, cspace_cap);
    if (status != STATUS_OK)
        return refuse(why, status);
    if (cap_type(cspace_cap) != CAP_CNODE)
        return refuse(why, seL4_IllegalOperation);
    status = cap_derive_check(vspace, vspace->cap);
    if (status != STATUS_OK)
        return refuse(why, status);
    if (!arch_is_vspace_root(vspace->cap))
        return refuse(why, seL4_IllegalOperation);
    return STATUS_OK;
}

static cap_t cspace_with_data(cap_t cap, word_t data)
{
    return data == 0 ? cap : cap_update_data(cap, false, data);
}

/* The running thread sees its new address space at once. */
static void tcb_space_changed(tcb_t *tcb)
{
    if (tcb == this_core()->current)
        arch_switch_to(tcb);
}

static void install_spaces(tcb_t *tcb, slot_t *cspace, cap_t cspace_cap, slot_t *vspace)
{
    slot_install(&tcb->slot[TCB_SLOT_CSPACE], cspace, cspace_cap);
    tcb_cspace_changed(tcb);
    slot_install(&tcb->slot[TCB_SLOT_VSPACE], vspace, cap_derived(vspace->cap));
    tcb_space_changed(tcb);
}

static void install_buffer(tcb_t *tcb, slot_t *source, word_t address)
{
    slot_install(&tcb->slot[TCB_SLOT_IPC_BUFFER], source, address != 0 ? cap_derived(source->cap) : cap_null());
    tcb->buffer_address = address;
}

word_t tcb_configure(const struct invocation *in, tcb_t *tcb, struct refusal *why)
{
    word_t buffer = 0;
    slot_t *frame = NULL;
    cap_t cspace_cap = cap_null();

    if (!invocation_has(in, 3, 3))
        return refuse(why, seL4_TruncatedMessage);
    buffer = invocation_argument(in, 2);
    frame = in->extra[2];
    if (buffer != 0 && check_buffer(frame, buffer, why) != STATUS_OK)
        return why->error;
    cspace_cap = cspace_with_data(in->extra[0]->cap, invocation_argument(in, 0));
    if (check_spaces(tcb, in->extra[0], cspace_cap, in->extra[1], why) != STATUS_OK)
        return why->error;

    install_spaces(tcb, in->extra[0], cspace_cap, in->extra[1]);
    install_buffer(tcb, frame, buffer);
    return STATUS_OK;
}

word_t tcb_set_space(const struct invocation *in, tcb_t *tcb, struct refusal *why)
{
    slot_t *handler = &tcb->slot[TCB_SLOT_FAULT_HANDLER];
    slot_t *cspace = NULL;
    slot_t *vspace = NULL;
    cap_t cspace_cap = cap_null();

    if (!invocation_has(in, 2, 3))
        return refuse(why, seL4_TruncatedMessage);
    cspace = in->extra[1];
    vspace = in->extra[2];
    cspace_cap = cspace_with_data(cspace->cap, invocation_argument(in, 0));
    if (check_spaces(tcb, cspace, cspace_cap, vspace, why) != STATUS_OK)
        return why->error;
    if (!fault_handler_is_valid(in->extra[0]->cap))
        return refuse_capability(why, 1);

    if (slot_drain(handler) != STATUS_OK)
        return STATUS_PREEMPTED;
    slot_install(handler, in->extra[0], in->extra[0]->cap);
    install_spaces(tcb, cspace, cspace_cap, vspace);
    return STATUS_OK;
}

word_t tcb_set_ipc_buffer(const struct invocation *in, tcb_t *tcb, struct refusal *why)
{
    word_t buffer = 0;

    if (!invocation_has(in, 1, 1))
        return refuse(why, seL4_TruncatedMessage);
    buffer = invocation_argument(in, 0);
    if (buffer != 0 && check_buffer(in->extra[0], buffer, why) != STATUS_OK)
        return why->error;

    install_buffer(tcb, in->extra[0], buffer);
    return STATUS_OK;
}
