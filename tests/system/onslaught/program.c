/* SPDX-License-Identifier: BSD-2-Clause */
/* The random callers' program: one function that is copied into a page of their address space. */
#include "onslaught.h"

#define SECTION __attribute__((section(".text.hostile_program")))
/* No vector instructions, which would need constants from memory that is not there. */
#define PLAIN __attribute__((target("general-regs-only")))

#define DRAW (state ^= state << 13, state ^= state >> 7, state ^= state << 17, state)

/* An argument of the kinds that methods take: slots, depths, addresses, sizes, times, and words that fit nothing. */
static inline PLAIN __attribute__((always_inline)) seL4_Word argument(seL4_Word word)
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

SECTION PLAIN void hostile_program(struct caller *self)
{
    struct world_page *page = (struct world_page *)WORLD_PAGE;
    seL4_IPCBuffer *buffer = (seL4_IPCBuffer *)((seL4_Word)self - CALLER_PLACE);
    seL4_Word state = self->state;

    for (;;) {
        seL4_Word how = DRAW, what = DRAW, shape = DRAW;
        seL4_Word number = (seL4_Word)seL4_SysCall, cap = what >> 1 & (2 * CONTROLS - 1), label = what >> 16 & 63;
        seL4_Word mr0 = argument(DRAW), mr1 = argument(DRAW), mr2 = argument(DRAW), mr3 = argument(DRAW);
        seL4_Word reply = how >> 8 & (CONTROLS - 1), dest = how >> 16 & (2 * CONTROLS - 1), info = 0;
        struct record *record = 0;

        /* Other calls than Call tend to block. */
        if ((how & 31) == 0)
            number = 0 - (1 + (how >> 32) % 11);
        if (what & 1) {
            const struct pair *pair = &page->pair[(what >> 24 & 0xffff) % page->pairs];

            cap = pair->slot;
            label = pair->first + (what >> 40 & 0xff) % (pair->last - pair->first + 1UL);
        }
        if ((what >> 50 & 63) == 0)
            cap = shape;
        /*
         * Who may set the domain schedule may take all time from everybody. Here they leave domain 0 its turn, whatever
         * capability it is.
         */
        if (label == DomainScheduleConfigure) {
            mr0 = 1 + mr0 % 6;
            mr1 %= 4;
            mr2 = 30000 + mr2 % 1000000;
        }
        if (label == DomainScheduleSetStart)
            mr0 = 0;
        info = label << 12 | (shape & 3) << 7 | (shape >> 8 & 7);
        if ((shape >> 16 & 31) == 0)
            info ^= shape >> 32 & 0xfff;
        buffer->msg[4 + (how >> 40 & 7)] = argument(DRAW);
        buffer->msg[4 + (how >> 44 & 7)] = argument(DRAW);
        buffer->caps_or_badges[(how >> 48) % 3] = (how >> 50 & 1) ? how >> 51 & (2 * CONTROLS - 1) : how >> 51 & 7;
        buffer->caps_or_badges[0] = (how >> 60 & 3) ? how >> 62 : how >> 55 & (CONTROLS - 1);
        if ((shape >> 24 & 7) == 0) {
            buffer->receiveCNode = shape >> 27 & 7;
            buffer->receiveIndex = shape >> 40 & (CONTROLS - 1);
            buffer->receiveDepth = (shape >> 50 & 1) ? 64 : SLOT_BITS;
        }

        record = &page->record[page->calls % RECORDS];
        record->thread = self->number;
        record->number = number;
        record->cap = cap;
        record->info = info;
        record->mr[0] = mr0;
        record->mr[1] = mr1;
        record->mr[2] = mr2;
        record->mr[3] = mr3;
        record->reply = reply;
        record->dest = dest;
        page->calls++;
        register seL4_Word r10 __asm__("r10") = mr0;
        register seL4_Word r8 __asm__("r8") = mr1;
        register seL4_Word r9 __asm__("r9") = mr2;
        register seL4_Word r15 __asm__("r15") = mr3;
        register seL4_Word r12 __asm__("r12") = reply;
        register seL4_Word r13 __asm__("r13") = dest;
        __asm__ volatile("movq %%rsp, %%rbx\n syscall\n movq %%rbx, %%rsp\n"
                         : "+D"(cap), "+S"(info), "+r"(r10), "+r"(r8), "+r"(r9), "+r"(r15)
                         : "d"(number), "r"(r12), "r"(r13)
                         : "rbx", "rcx", "r11", "memory");
        page->succeeded += number == (seL4_Word)seL4_SysCall && info >> 12 == seL4_NoError;
    }
}

SECTION PLAIN void hostile_program_end(void)
{
}
