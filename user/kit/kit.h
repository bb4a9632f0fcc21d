/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A kit for initial tasks that experiment with the kernel: slots, objects, threads, processes, and a console that works
 * on release kernels too. Everything comes from the untyped memory of the boot information. What is made between
 * kit_scope_begin and kit_scope_end is taken back by one revocation.
 */
#pragma once

#include <kit_arch.h> /* KIT_FRAME_TYPE, kit_unmap, kit_clock, ... */
#include <runtime/print.h>
#include <runtime/start.h>
#include <sel4/sel4.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KIT_THREADS_MAX 48
#define KIT_STACK_BYTES 16384

/* First call of main. Takes memory, makes the console. */
void kit_init(seL4_BootInfo *bootinfo);
extern seL4_BootInfo *kit_bootinfo;

/* The capability to the serial port's registers (x86_64: I/O ports 0x3f8 to 0x3ff), or 0. */
seL4_CPtr kit_console_ports(void);
/* Makes the handler of the serial port's interrupt in a free slot; lets the device interrupt when it receives. */
void kit_console_interrupt(seL4_CPtr handler);
void kit_console_interrupt_on(void);

/* Makes the handler of an interrupt that no device asserts in a free slot; line: 0 .. KIT_LINES - 1. */
#define KIT_LINES 4
seL4_Error kit_line(unsigned line, seL4_CPtr slot);

/*
 * The frame at this physical address of a device, or 0. Its untyped is revoked before: no other device's frame that
 * came out of it stays.
 */
seL4_CPtr kit_device_frame(seL4_Word address);

/* Ends the machine (QEMU has a device for it); status 0 is success. */
void kit_power_off(unsigned status) __attribute__((noreturn));

/* ---- slots of the root CNode; a slot number is a capability pointer ---- */
seL4_CPtr kit_slot(void);
/* count consecutive ones; the first is returned. */
seL4_CPtr kit_slots(seL4_Word count);
/* Empties a slot of the root CNode. */
seL4_Error kit_delete(seL4_CPtr slot);
seL4_Error kit_revoke(seL4_CPtr slot);
seL4_Error kit_copy(seL4_CPtr dest, seL4_CPtr source, seL4_CapRights_t rights);
seL4_Error kit_mint(seL4_CPtr dest, seL4_CPtr source, seL4_CapRights_t rights, seL4_Word badge);
seL4_Error kit_move(seL4_CPtr dest, seL4_CPtr source);
/* What lies in a slot: 0 when it is empty (found by moving it onto itself). */
int kit_slot_is_empty(seL4_CPtr slot);

/* ---- objects; panic when memory runs out ---- */
seL4_CPtr kit_object(seL4_Word type, seL4_Word size_bits);
seL4_CPtr kit_untyped(seL4_Word size_bits);
seL4_CPtr kit_frame(void); /* 4 KiB */
seL4_CPtr kit_endpoint(void);
seL4_CPtr kit_notification(void);
seL4_CPtr kit_reply(void);
/* A scheduling context; budget == period is round robin. */
seL4_CPtr kit_sched_context(seL4_Word budget_us, seL4_Word period_us);

/*
 * All objects, slots and threads made until kit_scope_end come out of an untyped of 2^size_bits bytes, which is then
 * revoked; slots used in between are emptied. Scopes do not nest.
 */
void kit_scope_begin(seL4_Word size_bits);
/* The same with an untyped of the caller, which is whole again afterwards. */
void kit_scope_begin_in(seL4_CPtr untyped);
void kit_scope_end(void);

/* ---- threads ---- */
struct kit_thread {
    seL4_CPtr tcb, sc, vspace;
    void (*entry)(void *);
    void *argument;
    unsigned place; /* index of its stack and buffer */
};

struct kit_options {
    seL4_Word priority;         /* 0 is a valid priority */
    seL4_Word mcp;
    seL4_CPtr sc;               /* 0: one of its own, round robin 5 ms; see also passive */
    int passive;                /* no scheduling context */
    seL4_CPtr fault_endpoint;   /* 0: none */
    seL4_CPtr vspace;           /* 0: this program's */
    seL4_CPtr cspace;           /* 0: this program's */
    seL4_Word cspace_data;
};

/* Makes and configures a thread of this program (not started). */
struct kit_thread kit_thread(void (*entry)(void *), void *argument, struct kit_options options);
/* Writes the initial registers; it runs from its entry when resumed. */
void kit_thread_prepare(struct kit_thread *thread);
/* kit_thread_prepare, and resumes. */
void kit_thread_start(struct kit_thread *thread);
/* The IPC buffer of the thread in its place. */
seL4_IPCBuffer *kit_thread_buffer(const struct kit_thread *thread);

/* ---- address spaces ---- */
/* A new address space with this program's image and buffers mapped at the same addresses; shares all memory. */
seL4_CPtr kit_vspace(void);
/* An empty root with an ASID. */
seL4_CPtr kit_vspace_empty(void);
/* Maps a 4 KiB frame, making the tables that are missing; kit_frame_map: whose tables are there. */
seL4_Error kit_map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr, seL4_CapRights_t rights);
seL4_Error kit_frame_map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr, seL4_CapRights_t rights);
/* What a program of its own begins with (user/runtime/crt0-*.S). */
seL4_UserContext kit_program_registers(seL4_Word entry, seL4_Word buffer, seL4_CPtr tcb);

#ifdef __cplusplus
}
#endif
