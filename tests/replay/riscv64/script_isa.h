/* SPDX-License-Identifier: BSD-2-Clause */
/* Scripts of RISC-V. */
#ifndef REPLAY_SCRIPT_ISA_H
#define REPLAY_SCRIPT_ISA_H

/* From ra on. */
#define REGISTER_FIRST 1u
#define REGISTERS 31u

/* One page of code. A store needs no register for its address if that is below 2048: there is the data. */
#define STUB 0x10000000ul
#define STUB_CALL STUB
#define STUB_RETURN (STUB + 4)
#define STUB_LOAD (STUB + 0x400)             /* the address is in s2 */
#define STUB_STORE (STUB + 0x410)
#define STUB_UNDEFINED (STUB + 0x420)
#define STUB_PRIVILEGED (STUB + 0x430)
#define STUB_BREAKPOINT (STUB + 0x440)
#define STUB_AFTER_BREAKPOINT STUB_BREAKPOINT
#define STUB_END (STUB + 0x450)
#define STUB_CODE_BYTES 0x460ul
#define STUB_DATA 0x100ul

#define UNMAPPED_FIRST 0x1000ul
#define UNMAPPED_END 0x400000ul
#define WINDOW_PAGES 0x1800000000ul
#define TOP_LEVEL_BYTES 0x100000000ul
#define MAPPED_FIRST 0x1000000000ul

#endif
