# SPDX-License-Identifier: BSD-2-Clause
#
# The host port: kernel/arch/host instead of x86_64, built as an ordinary program under the address and
# undefined-behaviour sanitizers. Two archives, libkernel.a (code) and libproof.a (specification, abstract state,
# invariants); each *_test.c beside a source, in proof/ or in tests/host/ becomes one program linked with both.
# tests/fuzz/NAME.c becomes the libFuzzer program NAME with its corpus in tests/fuzz/corpus/NAME/.
# Three builds: host-debug (tests), host-fuzz (tests/fuzz), host-coverage (make coverage).

HOST_KERNEL_FOLDERS := core object lib debug boot arch/host
HOST_KERNEL_SRC := $(sort $(filter-out %_test.c %_spec.c $(HOST_EXCLUDE),\
    $(wildcard $(HOST_KERNEL_FOLDERS:%=kernel/%/*.c))))
HOST_PROOF_SRC  := $(sort $(filter-out %_test.c,$(wildcard proof/*.c kernel/*/*_spec.c)))
HOST_TEST_SRC   := $(sort $(wildcard kernel/*/*_test.c kernel/arch/host/*_test.c proof/*_test.c \
    proof/*/*_test.c tests/host/*_test.c))
FUZZ_SRC        := $(sort $(wildcard tests/fuzz/*.c))

HOST_INCLUDES := -Iinclude -Iinclude/arch/$(ARCH) -Ikernel -Ikernel/arch/host -I.
HOST_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
HOST_FLAGS := -std=gnu11 -O1 -g -fno-strict-aliasing -fno-common $(WARNINGS) $(REPRODUCIBLE) $(HOST_INCLUDES) \
    -DHF_HOST=1 -DHF_DEBUG=1
HOST_FLAGS_debug    := $(HOST_SANITIZE)
HOST_FLAGS_fuzz     := $(HOST_SANITIZE) -fsanitize=fuzzer-no-link
HOST_FLAGS_coverage := -fprofile-instr-generate -fcoverage-mapping

# $(1) kind of build
define host_rules
$(BUILD)/host-$(1)/%.o: %.c | packages
	@mkdir -p $$(@D)
	$$(HOST_CC) $$(HOST_FLAGS) $$(HOST_FLAGS_$(1)) -MMD -MP -c $$< -o $$@

$(BUILD)/host-$(1)/libkernel.a: $(HOST_KERNEL_SRC:%.c=$(BUILD)/host-$(1)/%.o)
	@rm -f $$@
	$$(AR) rcsD $$@ $$^

$(BUILD)/host-$(1)/libproof.a: $(HOST_PROOF_SRC:%.c=$(BUILD)/host-$(1)/%.o)
	@rm -f $$@
	$$(AR) rcsD $$@ $$^

HOST_LIBS_$(1) := $(BUILD)/host-$(1)/libproof.a $(BUILD)/host-$(1)/libkernel.a

$(BUILD)/host-$(1)/%_test: $(BUILD)/host-$(1)/%_test.o $$(HOST_LIBS_$(1))
	$$(HOST_CC) $$(HOST_FLAGS_$(1)) $$< -Wl,--start-group $$(HOST_LIBS_$(1)) -Wl,--end-group -o $$@

DEPS += $(patsubst %.c,$(BUILD)/host-$(1)/%.d,$(HOST_KERNEL_SRC) $(HOST_PROOF_SRC) $(HOST_TEST_SRC) $(FUZZ_SRC))
endef
$(foreach kind,debug fuzz coverage,$(eval $(call host_rules,$(kind))))

$(BUILD)/host-fuzz/fuzz/%: $(BUILD)/host-fuzz/tests/fuzz/%.o $(HOST_LIBS_fuzz)
	@mkdir -p $(@D)
	$(HOST_CC) $(HOST_SANITIZE) -fsanitize=fuzzer $< -Wl,--start-group $(HOST_LIBS_fuzz) -Wl,--end-group -o $@

HOST_TESTS += $(HOST_TEST_SRC:%.c=$(BUILD)/host-debug/%)
FUZZERS    += $(FUZZ_SRC:tests/fuzz/%.c=$(BUILD)/host-fuzz/fuzz/%)
COVERAGE_TESTS := $(HOST_TEST_SRC:%.c=$(BUILD)/host-coverage/%)
# Objects and archives made on the way are kept: they are not throw-away intermediates.
.SECONDARY:

coverage: $(COVERAGE_TESTS) ## line and branch coverage of the kernel by the host tests
	@tools/coverage.sh $(BUILD)/host-coverage $(COVERAGE_TESTS)

fuzz: $(FUZZERS) ## run every fuzzer for FUZZ_SECONDS (default 60) each
	@tools/run-fuzzers.sh $(BUILD)/fuzz "-max_total_time=$(or $(FUZZ_SECONDS),60)" $(FUZZERS)
.PHONY: coverage fuzz
