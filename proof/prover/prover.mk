# SPDX-License-Identifier: BSD-2-Clause
#
# The prover and the proof. Variables of `make prove`, all optional:
#   T        only theorems whose name contains this
#   J        theorems at the same time                            (default: processors)
#   FILE     only theorems in files, and functions of files, whose path begins so
#   EXPLAIN  not empty: failures in full, with the contents of memory
# Other ISAs (ARCH) have files of their own, named after them: ISA_SUFFIX.
# Harnesses are the files *_proof.c beside the kernel's sources and in proof/theorems/.

ISA_SUFFIX  := $(filter-out -x86_64,-$(ARCH))
PROVER_DIR  := $(BUILD)/host/prover
PROVER_SRC  := $(sort $(wildcard proof/prover/*.c))
PROVER_OBJ  := $(PROVER_SRC:proof/prover/%.c=$(PROVER_DIR)/%.o)
PROVER_LLVM := /usr/lib/llvm-$(LLVM)
PROVER      := $(PROVER_DIR)/prove

$(PROVER_DIR)/%.o: proof/prover/%.c | packages prove-packages
	@mkdir -p $(@D)
	$(call say,compile,$@)
	$(Q)$(HOST_CC) -std=gnu11 -D_GNU_SOURCE -O2 -g $(WARNINGS) $(REPRODUCIBLE) -Ikernel \
	    -isystem $(PROVER_LLVM)/include -MMD -MP -c $< -o $@

$(PROVER): $(PROVER_OBJ)
	$(call say,link,$@)
	$(Q)$(HOST_CC) $^ -L$(PROVER_LLVM)/lib -lLLVM-$(LLVM) -o $@

DEPS += $(PROVER_OBJ:.o=.d)

# What is proved: the kernel's sources, compiled by the compiler of the shipped kernel for the same target, with checks
# for undefined behaviour that the proof shows to be unreachable. Optimisation stops at putting local variables into
# registers; nothing is inlined, so that accessors and leaves of the machine stay calls.
PROOF_KERNEL_SRC := $(sort $(filter-out %_test.c %_spec.c %_proof.c %/boot_platform.c $(ISA_SKIP),\
    $(wildcard $(foreach folder,core object lib arch/common arch/$(ARCH),kernel/$(folder)/*.c))))
PROOF_SRC   := $(PROOF_KERNEL_SRC) $(sort $(wildcard kernel/*/*_proof.c kernel/arch/common/*_proof.c \
    kernel/arch/$(ARCH)/*_proof.c proof/theorems/*_proof.c))
PROOF_DIR   := $(BUILD)/proof$(ISA_SUFFIX)
PROOF_BC    := $(PROOF_SRC:%.c=$(PROOF_DIR)/%.bc)
PROOF_CHECKS := shift,signed-integer-overflow,integer-divide-by-zero,unreachable,bounds,return,bool,enum,vla-bound
PROOF_FLAGS := $(filter-out -O2 -Werror -mgeneral-regs-only,$(KERNEL_FLAGS)) $(KERNEL_FLAGS_release) -DHF_PROOF=1 -I. \
    -Wno-missing-prototypes -Wno-unused-function -Wno-unused-parameter \
    -Werror=uninitialized -Werror=sometimes-uninitialized -Werror=conditional-uninitialized \
    -O0 -Xclang -disable-O0-optnone -fno-discard-value-names -fsanitize=$(PROOF_CHECKS) -fsanitize-trap=all

$(PROOF_DIR)/%.bc: %.c | packages prove-packages
	@mkdir -p $(@D)
	$(call say,compile,$@)
	$(Q)clang-$(LLVM) $(PROOF_FLAGS) -MMD -MP -MT $@ -MF $(@:.bc=.d) -emit-llvm -c $< -o $@.unoptimised
	$(Q)opt-$(LLVM) -passes=sroa $@.unoptimised -o $@

DEPS += $(PROOF_BC:.bc=.d)

.PHONY: prove prove-twice prove-packages
prove-packages:
	@tools/install-packages.sh build prove

PROVE = $(PROVER) $(if $(T),-t '$(T)') $(if $(FILE),--file $(FILE)) $(if $(J),-j $(J)) $(if $(EXPLAIN),--explain) \
    $(if $(PROOF_NATIVE),--replay $(PROOF_DIR)) \
    --cache $(BUILD)/prove-cache \
    --safety proof/unproved$(ISA_SUFFIX).txt $(if $(ISA_SUFFIX),$(if $(FILE),,--safety proof/unproved.txt)) \
    --coverage $(BUILD)/prove-functions$(ISA_SUFFIX).txt \
    $(if $(T)$(filter-out x86_64,$(ARCH)),,--unkept proof/unkept.txt --kept $(BUILD)/prove-invariants.txt)

# The same as machine code of this computer, for counterexamples.
PROOF_NATIVE := $(if $(EXPLAIN),$(if $(filter x86_64,$(ARCH)),$(PROOF_BC:%.bc=%.o)))
$(PROOF_DIR)/%.o: $(PROOF_DIR)/%.bc
	$(Q)clang-$(LLVM) -x ir --target=x86_64-linux-gnu -O0 -fno-pic -Wno-override-module -c $< -o $@

prove: $(PROOF_NATIVE)
prove: $(PROVER) $(PROOF_BC) ## prove the theorems about the kernel (T=name: some; EXPLAIN=1: failures in full)
	@$(PROVE) --json $(BUILD)/prove$(ISA_SUFFIX).json $(PROOF_BC)

unkept: $(PROVER) $(PROOF_BC) ## list the functions that are not shown to keep invariants: proof/unkept.txt
	@$(PROVER) --kept-only --unkept-write proof/unkept.txt --kept $(BUILD)/prove-invariants.txt $(PROOF_BC)
.PHONY: unkept

prove-twice: $(PROVER) $(PROOF_BC) ## prove, and ask the second solver, too
	@$(PROVE) --twice $(PROOF_BC)

# A theorem must fail for each small change of a function that it executes.
mutate: $(PROVER) $(PROOF_BC) ## try the theorems on mutants of the proved functions (F=name: of some)
	@$(PROVER) --mutate '$(F)' --survivors proof/survivors.txt $(if $(T),-t '$(T)') $(if $(J),-j $(J)) \
	    --cache $(BUILD)/mutate-cache $(PROOF_BC)
.PHONY: mutate
