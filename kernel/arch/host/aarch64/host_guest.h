/* SPDX-License-Identifier: BSD-2-Clause */
/* A processor for guests, which consists of arrays: the leaves of kernel/arch/aarch64/vcpu_hw.h read and write it. */
#ifndef HOST_GUEST_H
#define HOST_GUEST_H

#include <vcpu_hw.h>

struct host_guest {
    word_t reg[GUEST_REGISTERS];
    word_t monitor[GUEST_MONITOR_ARRAYS][GUEST_MONITORS_MAX];
    word_t interface[VGIC_REGISTERS];
    word_t list[VGIC_LIST_MAX];
    word_t hcr;
    word_t ended;   /* bit i: list register i is to be told of */
    word_t par;     /* what translation says of addresses other than 0 */
    word_t lists;   /* how many list registers there are */
    word_t version; /* of the interrupt controller */
    word_t tpidrro;
    word_t flushes;
};

extern struct host_guest host_guest;

#endif
