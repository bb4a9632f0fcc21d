/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's virt machine for RISC-V: registers, devices, instructions of user code. */
#include "../machine.h"
#include "../remote.h"

#define KERNEL_START 0xffffffc000000000ul
#define A0 10

/* Memory begins at 2 GiB; the firmware, which nothing that is measured calls, is at its start. */
#define MEMORY_START 0x80000000ul
#define FIRMWARE_END 0x80200000ul

/* rdcycle rd; ecall; ebreak. */
#define RDCYCLE 0xc0002073u
#define DESTINATION 0x00000f80u
#define DESTINATION_BIT 7
#define ECALL 0x00000073u
#define EBREAK 0x00100073u

const char machine_idle_text[] = "wfi";

/* The packet's order: x0 to x31, pc. */
struct registers machine_registers(void)
{
    struct registers registers = {.pc = 0};

    remote_registers_get();
    for (unsigned i = 0; i < GENERAL_REGISTERS; i++)
        registers.general[i] = remote_registers_at(8ul * i, 8);
    registers.pc = remote_registers_at(8ul * GENERAL_REGISTERS, 8);
    if (registers.pc >= MEMORY_START && registers.pc < FIRMWARE_END)
        fail("the firmware runs at %#llx", (unsigned long long)registers.pc);
    return registers;
}

bool machine_in_kernel(const struct registers *registers)
{
    return registers->pc >= KERNEL_START;
}

uint64_t machine_space(const struct registers *registers)
{
    (void)registers;
    return 0;
}

uint64_t machine_argument(const struct registers *registers, unsigned i)
{
    return registers->general[A0 + i];
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

    if ((word & ~DESTINATION) == RDCYCLE)
        return USER_CLOCK;
    if (word == ECALL)
        return USER_CALL;
    return word == EBREAK ? USER_FAULT : USER_PLAIN;
}

uint64_t machine_stamp(const unsigned char bytes[USER_BYTES], const struct registers *after)
{
    return after->general[(word_of(bytes) & DESTINATION) >> DESTINATION_BIT];
}

/* The CPU itself touches no memory. */
void machine_entered(const struct registers *before, const struct registers *after, bool by_call)
{
    (void)before;
    (void)after;
    (void)by_call;
}
