/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TLBs tell spaces apart by VMIDs, of which there are 255 besides 0, the VMID of the space without mappings. An ASID
 * gets one when a thread of its space runs; it may lose it to another. Its entry in the pool says which it has now.
 */
#ifndef VMID_H
#define VMID_H

#include <object/asid.h>

#define VMIDS 256u

struct vmids {
    uint16_t asid[VMIDS]; /* that has this VMID, 0: none */
    word_t last;          /* that was given out, 0: none yet */
};

extern struct vmids vmids;

/* The word that VTTBR_EL2 takes for the space of this ASID, which has a root. */
word_t space_word(word_t asid);

/* Forgets the translations of one page, or of a range with the tables on its way. */
void space_flush_page(word_t asid, word_t vaddr);
void space_flush(word_t asid);

#endif
