/* SPDX-License-Identifier: BSD-2-Clause */
/* Slots, objects, scopes, console. */
#include <kit/kit.h>
#include <runtime/console.h>

#define ROOT seL4_CapInitThreadCNode
#define DEPTH seL4_WordBits

seL4_BootInfo *kit_bootinfo;

static struct {
    seL4_CPtr next_slot, end_slot;
    seL4_CPtr console_slot;
    seL4_CPtr pool;            /* untyped of the open scope, or 0 */
    seL4_CPtr scope_first_slot;
} kit;

extern void kit_threads_scope(int begin);
extern void kit_tables_forget(void);

void kit_init(seL4_BootInfo *bootinfo)
{
    kit_bootinfo = bootinfo;
    kit.next_slot = bootinfo->empty.start;
    kit.end_slot = bootinfo->empty.end;
    kit.console_slot = kit_slot();
    if (console_init(bootinfo, kit.console_slot) != seL4_NoError)
        kit.console_slot = 0;
}

seL4_CPtr kit_console_ports(void)
{
    return kit.console_slot;
}

seL4_CPtr kit_slots(seL4_Word count)
{
    seL4_CPtr slot = kit.next_slot;

    if (count > kit.end_slot - kit.next_slot)
        panic("kit: no free slots left");
    kit.next_slot += count;
    return slot;
}

seL4_CPtr kit_slot(void)
{
    return kit_slots(1);
}

seL4_Error kit_delete(seL4_CPtr slot) { return seL4_CNode_Delete(ROOT, slot, DEPTH); }
seL4_Error kit_revoke(seL4_CPtr slot) { return seL4_CNode_Revoke(ROOT, slot, DEPTH); }

seL4_Error kit_copy(seL4_CPtr dest, seL4_CPtr source, seL4_CapRights_t rights)
{
    return seL4_CNode_Copy(ROOT, dest, DEPTH, ROOT, source, DEPTH, rights);
}

seL4_Error kit_mint(seL4_CPtr dest, seL4_CPtr source, seL4_CapRights_t rights, seL4_Word badge)
{
    return seL4_CNode_Mint(ROOT, dest, DEPTH, ROOT, source, DEPTH, rights, badge);
}

seL4_Error kit_move(seL4_CPtr dest, seL4_CPtr source)
{
    return seL4_CNode_Move(ROOT, dest, DEPTH, ROOT, source, DEPTH);
}

/* A debug kernel comments on refused calls, so ask it rather than provoke a refusal. */
int kit_slot_is_empty(seL4_CPtr slot)
{
#ifdef CONFIG_DEBUG_BUILD
    return seL4_DebugCapIdentify(slot) == 0;
#else
    return kit_move(slot, slot) == seL4_FailedLookup;
#endif
}

/* From the boot untypeds: the smallest that has room is not searched for; sizes of at least 64 KiB serve small ones. */
static seL4_Error retype_from_boot(seL4_Word type, seL4_Word size_bits, seL4_Word bytes_bits, seL4_CPtr slot)
{
    seL4_Error error = seL4_NotEnoughMemory;

    for (seL4_Word i = 0; i < kit_bootinfo->untyped.end - kit_bootinfo->untyped.start; i++) {
        const seL4_UntypedDesc *memory = &kit_bootinfo->untypedList[i];

        if (memory->isDevice || memory->sizeBits < bytes_bits)
            continue;
        error = seL4_Untyped_Retype(kit_bootinfo->untyped.start + i, type, size_bits, ROOT, 0, 0, slot, 1);
        if (error != seL4_NotEnoughMemory)
            return error;
    }
    return error;
}

static seL4_Word bytes_bits_of(seL4_Word type, seL4_Word size_bits)
{
    return type == seL4_UntypedObject || type == seL4_SchedContextObject ? size_bits
           : type == seL4_CapTableObject                                 ? size_bits + seL4_SlotBits
                                                                         : seL4_MinUntypedBits;
}

seL4_CPtr kit_object(seL4_Word type, seL4_Word size_bits)
{
    seL4_CPtr slot = kit_slot();
    seL4_Error error = kit.pool ? seL4_Untyped_Retype(kit.pool, type, size_bits, ROOT, 0, 0, slot, 1)
                                : retype_from_boot(type, size_bits, bytes_bits_of(type, size_bits), slot);

    if (error != seL4_NoError)
        panic("kit: cannot make an object of type %lu, size bits %lu: %s", (unsigned long)type,
              (unsigned long)size_bits, runtime_error_name(error));
    return slot;
}

seL4_CPtr kit_untyped(seL4_Word size_bits) { return kit_object(seL4_UntypedObject, size_bits); }
seL4_CPtr kit_frame(void) { return kit_object(KIT_FRAME_TYPE, 0); }
seL4_CPtr kit_endpoint(void) { return kit_object(seL4_EndpointObject, 0); }
seL4_CPtr kit_notification(void) { return kit_object(seL4_NotificationObject, 0); }
seL4_CPtr kit_reply(void) { return kit_object(seL4_ReplyObject, 0); }

seL4_CPtr kit_sched_context(seL4_Word budget_us, seL4_Word period_us)
{
    seL4_CPtr sc = kit_object(seL4_SchedContextObject, 8);

    require_ok(seL4_SchedControl_ConfigureFlags(kit_bootinfo->schedcontrol.start, sc, budget_us, period_us, 0, 0, 0));
    return sc;
}

/* Objects are laid out one behind the other: one for each bit of the distance, the largest first. */
seL4_CPtr kit_device_frame(seL4_Word address)
{
    for (seL4_Word i = 0; i < kit_bootinfo->untyped.end - kit_bootinfo->untyped.start; i++) {
        const seL4_UntypedDesc *memory = &kit_bootinfo->untypedList[i];
        seL4_CPtr untyped = kit_bootinfo->untyped.start + i, frame = 0;
        seL4_Word distance = address - memory->paddr;

        if (!memory->isDevice || address < memory->paddr || distance >> memory->sizeBits != 0)
            continue;
        require_ok(kit_revoke(untyped));
        for (seL4_Word bits = seL4_MaxUntypedBits; bits >= seL4_PageBits; bits--) {
            if (distance >> bits & 1)
                require_ok(seL4_Untyped_Retype(untyped, seL4_UntypedObject, bits, ROOT, 0, 0, kit_slot(), 1));
        }
        frame = kit_slot();
        require_ok(seL4_Untyped_Retype(untyped, KIT_FRAME_TYPE, 0, ROOT, 0, 0, frame, 1));
        return frame;
    }
    return 0;
}

void kit_scope_begin(seL4_Word size_bits)
{
    seL4_CPtr first_slot = kit.next_slot;

    kit_scope_begin_in(kit_untyped(size_bits));
    kit.scope_first_slot = first_slot;
}

void kit_scope_begin_in(seL4_CPtr untyped)
{
    kit.scope_first_slot = kit.next_slot;
    kit.pool = untyped;
    kit_threads_scope(1);
}

void kit_scope_end(void)
{
    require_ok(kit_revoke(kit.pool));
    for (seL4_CPtr slot = kit.scope_first_slot; slot < kit.next_slot; slot++)
        require_ok(kit_delete(slot));
    kit.next_slot = kit.scope_first_slot;
    kit.pool = 0;
    kit_threads_scope(0);
    kit_tables_forget();
}
