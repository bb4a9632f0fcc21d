/* SPDX-License-Identifier: BSD-2-Clause */
#include <host_guest.h>

struct host_guest host_guest = {.lists = 4, .version = 2};

static const word_t monitor_counts[GUEST_MONITOR_ARRAYS] = {6, 6, 4, 4, 5, 5};

word_t hw_guest_read(word_t reg) { return host_guest.reg[reg]; }
void hw_guest_write(word_t reg, word_t value) { host_guest.reg[reg] = value; }
word_t hw_guest_tpidrro(void) { return host_guest.tpidrro; }
word_t hw_guest_monitor_count(word_t array) { return monitor_counts[array]; }

/* Event counters are reached through the selector, as in the processor. */
word_t hw_guest_monitor_read(word_t array, word_t i)
{
    if (array >= GUEST_EVENT_TYPE)
        host_guest.reg[GUEST_PMSELR] = i;
    return host_guest.monitor[array][i];
}

void hw_guest_monitor_write(word_t array, word_t i, word_t value)
{
    if (array >= GUEST_EVENT_TYPE)
        host_guest.reg[GUEST_PMSELR] = i;
    host_guest.monitor[array][i] = value;
}

void hw_hcr_write(word_t value) { host_guest.hcr = value; }
void hw_guest_tlb_flush(void) { host_guest.flushes++; }
word_t hw_guest_translate(word_t address) { return address == 0 ? 1 : host_guest.par; }
void hw_guest_boot(void) { }
word_t hw_vgic_read(word_t reg) { return host_guest.interface[reg]; }
void hw_vgic_write(word_t reg, word_t value) { host_guest.interface[reg] = value; }
word_t hw_vgic_list_count(void) { return host_guest.lists; }
word_t hw_vgic_list_read(word_t i) { return host_guest.list[i]; }
void hw_vgic_list_write(word_t i, word_t value) { host_guest.list[i] = value; }
word_t hw_vgic_ended(void) { return host_guest.ended; }
word_t hw_vgic_version(void) { return host_guest.version; }
