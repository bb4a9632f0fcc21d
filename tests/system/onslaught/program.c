/* SPDX-License-Identifier: BSD-2-Clause */
/* The random callers' program: one function that is copied into a page of their address space. */
#include "onslaught.h"

#define SECTION __attribute__((section(".text.hostile_program")))

#define DRAW (state ^= state << 13, state ^= state >> 7, state ^= state << 17, state)

/* An argument of the kinds that methods take: slots, depths, addresses, sizes, times, and words that fit nothing. */
static inline __attribute__((always_inline)) seL4_Word argument(seL4_Word word)
{
    seL4_Word kind = word & 15, bits = word >> 8;

    if (kind < 6)
        return bits & (CONTROLS - 1);
    if (kind < 8)
        return 64;
    if (kind == 8)
        return SLOT_BITS;
    if (kind == 9)
        return bits & 15;
    if (kind < 12)
        return FREE_PLACE + ((bits & 0xff) << 12) + ((bits >> 20 & 3) << 30);
    if (kind == 12)
        return 20 + (bits & 0xfff);
    if (kind == 13)
        return ~0UL;
    return kind == 14 ? 0 : bits;
}

/*
 * Sensible arguments for the method: most slots are those of the own CNode (slot 1) with depth 64, the address space is
 * slot 2. What the method does not take does no harm.
 */
static inline __attribute__((always_inline)) void make_sense(struct words *call, seL4_IPCBuffer *buffer, seL4_Word bits)
{
    seL4_Word slot = bits & (CONTROLS - 1), other = bits >> 7 & (CONTROLS - 1);

    if (call->label >= CNodeRevoke && call->label <= CNodeRotate) {
        /* Else everything would soon be gone. */
        if (call->label <= CNodeDelete && (bits >> 20 & 15) != 0)
            call->label = (bits >> 24 & 1) ? CNodeCopy : CNodeMint;
        call->mr[0] = slot;
        call->mr[1] = 64;
        call->mr[2] = call->label == CNodeRotate ? bits >> 30 : other;
        call->mr[3] = call->label == CNodeRotate ? other : 64;
        buffer->msg[4] = call->label == CNodeRotate ? 64 : bits >> 30 & 15;
        buffer->msg[6] = bits >> 40 & (CONTROLS - 1);
        buffer->msg[7] = 64;
        buffer->caps_or_badges[0] = 1;
        buffer->caps_or_badges[1] = 1;
    } else if (call->label == UntypedRetype) {
        call->mr[0] = bits >> 14 & 15;
        call->mr[1] = bits >> 18 & 15;
        call->mr[2] = 0;
        call->mr[3] = 0;
        buffer->msg[4] = slot;
        buffer->msg[5] = 1 + (bits >> 30 & 3);
        buffer->caps_or_badges[0] = 1;
    } else if (call->label == IRQIssueIRQHandler) {
        call->mr[0] = (bits >> 16 & 0xff) % LINES;
        call->mr[1] = slot;
        call->mr[2] = 64;
        buffer->caps_or_badges[0] = 1;
    } else if (call->label == SchedControlConfigureFlags) {
        call->mr[0] = 20 + (bits >> 14 & 0x1ff);
        call->mr[1] = call->mr[0] + (bits >> 30 & 1) * (bits >> 32 & 0xfff);
        call->mr[2] = bits >> 50 & 3;
        buffer->msg[4] = bits >> 52 & 1;
    } else if (call->label >= TCBReadRegisters && call->label <= TCBSetFlags) {
        call->mr[0] = bits >> 14 & 127;
        call->mr[1] = bits >> 30 & 31;
    } else {
        isa_make_sense(call, buffer, bits);
    }
}

SECTION void hostile_program(struct caller *self)
{
    struct world_page *page = (struct world_page *)WORLD_PAGE;
    seL4_IPCBuffer *buffer = (seL4_IPCBuffer *)((seL4_Word)self - CALLER_PLACE);
    seL4_Word state = self->state;

    for (;;) {
        seL4_Word how = DRAW, what = DRAW, shape = DRAW;
        seL4_Word number = (seL4_Word)seL4_SysCall, cap = what >> 1 & (2 * CONTROLS - 1);
        struct words call = {.label = what >> 16 & (LABELS - 1)};
        seL4_Word reply = how >> 8 & (CONTROLS - 1), dest = how >> 16 & (2 * CONTROLS - 1), info = 0;
        struct record *record = 0;

        for (int i = 0; i < 4; i++)
            call.mr[i] = argument(DRAW);
        /* Other calls than Call tend to block. */
        if ((how & 31) == 0)
            number = 0 - (1 + (how >> 32) % 11);
        if (what & 1) {
            const struct pair *pair = &page->pair[(what >> 24 & 0xffff) % page->pairs];

            cap = pair->slot;
            call.label = pair->first + (what >> 40 & 0xff) % (pair->last - pair->first + 1UL);
        }
        if ((what >> 50 & 63) == 0)
            cap = shape;
        buffer->msg[4 + (how >> 40 & 7)] = argument(DRAW);
        buffer->msg[4 + (how >> 44 & 7)] = argument(DRAW);
        for (int i = 0; i < 3; i++)
            buffer->caps_or_badges[i] = page->pair[(DRAW >> 8) % page->pairs].slot;
        if ((shape >> 24 & 7) == 0) {
            buffer->caps_or_badges[(how >> 48) % 3] = how >> 50 & (2 * CONTROLS - 1);
            buffer->receiveCNode = shape >> 27 & 7;
            buffer->receiveIndex = shape >> 40 & (CONTROLS - 1);
            buffer->receiveDepth = (shape >> 50 & 1) ? 64 : SLOT_BITS;
        }
        info = (shape & 3) << 7 | (shape >> 8 & 7);
        if ((shape >> 53 & 3) != 0) {
            make_sense(&call, buffer, DRAW);
            info = 3 << 7 | 8;
        }
        if ((shape >> 16 & 31) == 0)
            info ^= shape >> 32 & 0xfff;
        /*
         * Who may set the domain schedule may take all time from everybody. Here they leave domain 0 its turn, whatever
         * capability it is.
         */
        if (call.label == DomainScheduleConfigure) {
            call.mr[0] = 1 + call.mr[0] % 6;
            call.mr[1] %= 4;
            call.mr[2] = (30 + (call.mr[2] & 1023)) * DOMAIN_TICKS_PER_US;
        }
        if (call.label == DomainScheduleSetStart)
            call.mr[0] = 0;
        isa_restrain(&call);
        info |= call.label << 12;

        record = &page->record[page->next++ % RECORDS];
        record->thread = self->number;
        record->number = number;
        record->cap = cap;
        record->info = info;
        for (int i = 0; i < 4; i++)
            record->mr[i] = call.mr[i];
        record->reply = reply;
        record->dest = dest;
        page->calls++;
        isa_trap(&cap, &info, &call, number, reply, dest);
        page->succeeded[call.label] += number == (seL4_Word)seL4_SysCall && info >> 12 == seL4_NoError;
    }
}

SECTION void hostile_program_end(void)
{
}
