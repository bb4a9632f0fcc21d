/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification of AArch64's virtual CPUs; what the machine's firmware answers. */
#ifndef GUEST_SPEC_H
#define GUEST_SPEC_H

#include "proof/spec.h"

struct aoutcome spec_invoke_vcpu(struct astate *s, const struct acall *c);

/* A list register of GICv2 as GICv3 has it. */
word spec_list_of_gicv3(word list);

/* Word i of the answer to a call with this word i: the machine says, not the kernel (proof/aarch64/lockstep_isa.c). */
word spec_firmware_answer(unsigned i, word asked);

#endif
