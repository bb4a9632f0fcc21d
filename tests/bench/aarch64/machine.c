/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's virt machine for AArch64: registers, devices, instructions of user code. */
#include "../machine.h"
#include "../remote.h"

#define EXCEPTION_LEVEL_BIT 2 /* of the program state */
#define MEMORY_START 0x40000000ul

/* mrs xN, cntpct_el0; svc of any number; udf #0. */
#define READ_COUNTER 0xd53be020u
#define DESTINATION 0x0000001fu
#define SVC 0xd4000001u
#define SVC_NUMBER 0x001fffe0u
#define UDF 0u

const char machine_idle_text[] = "wfi";

/* The packet's order: x0 to x30, sp, pc, 4 bytes of program state. */
struct registers machine_registers(void)
{
    struct registers registers = {.pc = 0};

    remote_registers_get();
    for (unsigned i = 0; i < GENERAL_REGISTERS; i++)
        registers.general[i] = remote_registers_at(8ul * i, 8);
    registers.pc = remote_registers_at(8ul * GENERAL_REGISTERS, 8);
    registers.program_state = remote_registers_at(8ul * (GENERAL_REGISTERS + 1), 4);
    return registers;
}

bool machine_in_kernel(const struct registers *registers)
{
    return (registers->program_state >> EXCEPTION_LEVEL_BIT & 3) == 2;
}

uint64_t machine_space(const struct registers *registers)
{
    (void)registers;
    return 0;
}

uint64_t machine_argument(const struct registers *registers, unsigned i)
{
    return registers->general[i];
}

bool machine_is_device(uint64_t physical)
{
    return physical < MEMORY_START;
}

void machine_trace_begin(void)
{
}

static uint32_t word_of(const unsigned char bytes[USER_BYTES])
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

enum user_kind machine_user_kind(const unsigned char bytes[USER_BYTES])
{
    uint32_t word = word_of(bytes);

    if ((word & ~DESTINATION) == READ_COUNTER)
        return USER_CLOCK;
    if ((word & ~SVC_NUMBER) == SVC)
        return USER_CALL;
    return word == UDF ? USER_FAULT : USER_PLAIN;
}

uint64_t machine_stamp(const unsigned char bytes[USER_BYTES], const struct registers *after)
{
    return after->general[word_of(bytes) & DESTINATION];
}

/* The CPU itself touches no memory. */
void machine_entered(const struct registers *before, const struct registers *after, bool by_call)
{
    (void)before;
    (void)after;
    (void)by_call;
}
