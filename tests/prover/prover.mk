# SPDX-License-Identifier: BSD-2-Clause
#
# Tests of the prover's parts, as host programs under the sanitizers. The prover as a whole is tested by the scripts of
# this folder: programs it must refuse, and its reading of IR against compiled code.

PROVER_TEST_SRC := $(sort $(wildcard tests/prover/*_test.c))
PROVER_PARTS    := term term_bool term_int term_slice term_bv term_value term_text sexpr sexpr_term model smt sha256 \
    process cache session solver report algebra algebra_rows arith
PROVER_PARTS_OBJ := $(PROVER_PARTS:%=$(BUILD)/host-debug/proof/prover/%.o)
PROVER_TESTS    := $(PROVER_TEST_SRC:%.c=$(BUILD)/host-debug/%)

$(PROVER_PARTS_OBJ) $(PROVER_TESTS:%=%.o): HOST_FLAGS += -D_GNU_SOURCE -Iproof/prover
$(PROVER_PARTS_OBJ) $(PROVER_TESTS:%=%.o): | prove-packages
$(PROVER_TESTS): %: %.o $(PROVER_PARTS_OBJ)
	$(call link_host,$(HOST_FLAGS_debug))

HOST_TESTS += $(PROVER_TESTS)
DEPS += $(PROVER_PARTS_OBJ:.o=.d) $(PROVER_TESTS:%=%.d)

# Programs that the prover must refuse or accept, compiled as the kernel is for the proof.
REFUSE_SRC := $(sort $(filter-out tests/prover/refuse/compiler/%,$(wildcard tests/prover/refuse/*/*.c)))
REFUSE_BC  := $(REFUSE_SRC:%.c=$(BUILD)/proof/%.bc)
REFUSE_NATIVE := $(patsubst %.bc,%.o,$(filter $(BUILD)/proof/tests/prover/refuse/bits/% \
    $(BUILD)/proof/tests/prover/refuse/objects/%,$(REFUSE_BC)))
TEST_TOOLS += $(REFUSE_BC) $(REFUSE_NATIVE) $(PROVER)
DEPS += $(REFUSE_BC:.bc=.d)

# The same functions as machine code, with clang's checks for undefined behaviour, and as bitcode: see compare.c.
SEMANTICS       := $(BUILD)/host/prover/compare
SEMANTICS_BC    := $(BUILD)/proof/tests/prover/semantics/kinds.bc
SEMANTICS_OBJ   := $(BUILD)/host/prover/semantics/kinds.o $(BUILD)/host/prover/semantics/compare.o
SEMANTICS_CHECKS := shift,signed-integer-overflow,integer-divide-by-zero,unreachable,bounds,return,bool,enum,builtin

$(BUILD)/host/prover/semantics/%.o: tests/prover/semantics/%.c | packages prove-packages
	@mkdir -p $(@D)
	$(call say,compile,$@)
	$(Q)$(HOST_CC) -std=gnu11 -D_GNU_SOURCE -O2 $(WARNINGS) $(REPRODUCIBLE) \
	    -Ikernel -Iproof/prover $(SEMANTICS_FLAGS) -MMD -MP -c $< -o $@
$(BUILD)/host/prover/semantics/kinds.o: SEMANTICS_FLAGS := -fsanitize=$(SEMANTICS_CHECKS) -fsanitize-minimal-runtime \
    -fsanitize-recover=all

$(SEMANTICS): $(SEMANTICS_OBJ) $(filter-out %/main.o,$(PROVER_OBJ))
	$(call say,link,$@)
	$(Q)$(HOST_CC) $^ -L$(PROVER_LLVM)/lib -lLLVM-$(LLVM) -o $@

compare-semantics: $(SEMANTICS) $(SEMANTICS_BC) ## the prover's reading of IR against the processor (RUNS=1000000)
	@$(SEMANTICS) $(SEMANTICS_BC) $(or $(RUNS),1000000)
.PHONY: compare-semantics

TEST_TOOLS += $(SEMANTICS) $(SEMANTICS_BC)
DEPS += $(SEMANTICS_OBJ:.o=.d) $(SEMANTICS_BC:.bc=.d)

# Theorems about single inputs, for the integer mode: see points.c.
POINTS    := $(BUILD)/host/prover/points
POINTS_BC := $(BUILD)/proof/tests/prover/semantics/points_proof.bc

$(BUILD)/host/prover/semantics/kinds_strict.o: tests/prover/semantics/kinds.c | packages prove-packages
	@mkdir -p $(@D)
	$(call say,compile,$@)
	$(Q)$(HOST_CC) -std=gnu11 -O2 $(WARNINGS) $(REPRODUCIBLE) -Ikernel -fsanitize-minimal-runtime \
	    -fsanitize=$(SEMANTICS_CHECKS),unsigned-integer-overflow,unsigned-shift-base -fsanitize-recover=all \
	    -MMD -MP -c $< -o $@
$(POINTS): $(BUILD)/host/prover/semantics/points.o $(BUILD)/host/prover/semantics/kinds_strict.o
	$(Q)$(HOST_CC) $^ -o $@
$(POINTS_BC): $(POINTS)
	@mkdir -p $(@D)
	$(Q)$(POINTS) $(or $(POINTS_EACH),2) > $(@:.bc=.c)
	$(Q)clang-$(LLVM) $(PROOF_FLAGS) -emit-llvm -c $(@:.bc=.c) -o $@.unoptimised
	$(Q)opt-$(LLVM) -passes=sroa $@.unoptimised -o $@

TEST_TOOLS += $(POINTS_BC)
