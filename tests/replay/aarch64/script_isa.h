/* SPDX-License-Identifier: BSD-2-Clause */
/* Scripts of AArch64. */
#ifndef REPLAY_SCRIPT_ISA_H
#define REPLAY_SCRIPT_ISA_H

/* From sp on: all but the instruction pointer. */
#define REGISTER_FIRST 1u
#define REGISTERS 35u

/* One page of code and data. */
#define STUB 0x10000000ul
#define STUB_CALL STUB
#define STUB_RETURN (STUB + 4)
#define STUB_LOAD (STUB + 0x400)             /* the address is in x21 */
#define STUB_STORE (STUB + 0x410)
#define STUB_UNDEFINED (STUB + 0x420)
#define STUB_PRIVILEGED (STUB + 0x430)
#define STUB_BREAKPOINT (STUB + 0x440)
#define STUB_AFTER_BREAKPOINT STUB_BREAKPOINT
#define STUB_END (STUB + 0x450)
#define STUB_CODE_BYTES 0x460ul
#define STUB_DATA (STUB + 0x800)

#define UNMAPPED_FIRST 0ul
#define UNMAPPED_END 0x400000ul
#define WINDOW_PAGES 0x1800000000ul
#define TOP_LEVEL_BYTES 0x100000000ul
#define MAPPED_FIRST 0x1000000000ul

#endif
