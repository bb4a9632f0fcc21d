# SPDX-License-Identifier: BSD-2-Clause
#
# The host port: the kernel as an ordinary program under the address and undefined-behaviour sanitizers. Headers of
# kernel/arch/host come first, so that its hw.h replaces the leaves that touch the machine; the plain C of the ISA is
# compiled as it is, but for its folder machine/. Three archives:
#   libsupport.a   kernel/lib and the parsers of kernel/boot, which need nothing else
#   libkernel.a    the kernel proper
#   libproof.a     specification, abstract state, invariants
# Each ISA has a host port of its own (host-debug is that of x86_64, host-riscv64-debug that of RISC-V).
# Each *_test.c becomes one program: kernel/lib and kernel/boot tests link with libsupport.a alone, those of proof/model
# with libproof.a besides, all others with all three. tests/fuzz/NAME.c becomes the libFuzzer program NAME (boot_* need
# libsupport.a alone), its corpus is tests/fuzz/corpus/NAME/. Four builds: host-debug
# (tests), host-fuzz (fuzzers), host-fast (long random runs), host-coverage (make coverage).

HOST := host$(ARCH:%=-%)
HOST := $(HOST:host-x86_64=host)

HOST_SUPPORT_SRC := $(sort $(filter-out %_test.c %_proof.c $(HOST_EXCLUDE),\
    $(wildcard kernel/lib/*.c kernel/boot/*.c)))
HOST_KERNEL_SRC  := $(sort $(filter-out %_test.c %_spec.c %_proof.c $(HOST_EXCLUDE),\
    $(wildcard kernel/core/*.c kernel/object/*.c kernel/debug/*.c kernel/arch/host/*.c kernel/arch/host/$(ARCH)/*.c \
    kernel/arch/$(ARCH)/*.c) $(filter-out $(ISA_SKIP),$(wildcard kernel/arch/common/*.c))))
HOST_COMMON_SPEC := $(filter-out $(ISA_SKIP),$(wildcard kernel/arch/common/*_spec.c))
HOST_PROOF_SRC   := $(sort $(filter-out %_test.c,$(wildcard proof/*.c proof/$(ARCH)/*.c kernel/*/*_spec.c \
    kernel/arch/$(ARCH)/*_spec.c) $(HOST_COMMON_SPEC)))
HOST_TEST_SRC    := $(sort $(wildcard kernel/*/*_test.c kernel/arch/$(ARCH)/*_test.c proof/*_test.c proof/*/*_test.c \
    tests/host/*_test.c tests/regressions/*_test.c))
FUZZ_SRC         := $(sort $(wildcard tests/fuzz/*.c))
# Other ISAs run the tests of the kernel's generic code that need no x86_64, their own, and lock-step runs, if there is
# a specification of them (proof/<isa>/).
ifneq ($(ARCH),x86_64)
FUZZ_SRC         :=
HOST_TEST_SRC    := $(if $(wildcard kernel/arch/host/$(ARCH)/hw.h),\
    $(sort $(wildcard kernel/core/*_test.c kernel/object/*_test.c kernel/arch/$(ARCH)/*_test.c proof/*_test.c)))
ifeq ($(wildcard proof/$(ARCH)/state_isa.h),)
HOST_PROOF_SRC   := $(wildcard kernel/arch/$(ARCH)/*_spec.c) $(HOST_COMMON_SPEC)
HOST_TEST_SRC    := $(filter-out proof/% %_lockstep_test.c,$(HOST_TEST_SRC))
endif
endif
HOST_SRC         := $(HOST_SUPPORT_SRC) $(HOST_KERNEL_SRC) $(HOST_PROOF_SRC) $(HOST_TEST_SRC) $(FUZZ_SRC)

HOST_INCLUDES := -Iinclude -Iinclude/arch/$(ARCH) -Ikernel -Ikernel/arch -Ikernel/arch/host/$(ARCH) \
    -Ikernel/arch/host -Ikernel/arch/$(ARCH) -Iproof/$(ARCH) -I.
HOST_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
HOST_FLAGS := -std=gnu11 -O1 -g -fno-strict-aliasing -fno-common $(WARNINGS) $(REPRODUCIBLE) $(HOST_INCLUDES) \
    -DHF_HOST=1 -DHF_DEBUG=1
HOST_FLAGS_debug    := $(HOST_SANITIZE)
HOST_FLAGS_fuzz     := $(HOST_SANITIZE) -fsanitize=fuzzer-no-link
HOST_FLAGS_fast     := -O2
HOST_FLAGS_coverage := -fprofile-instr-generate -fcoverage-mapping -DHF_NO_CONTRACTS \
    -Wno-unused-parameter -Wno-unused-variable

# $(1) flags; links the object and the archives among the prerequisites
define link_host
$(call say,link,$@)
$(Q)$(HOST_CC) $(1) $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group -o $@
endef

# $(1) kind of build
define host_rules
$(BUILD)/$(HOST)-$(1)/%.o: %.c | packages
	@mkdir -p $$(@D)
	$$(call say,compile,$$@)
	$$(Q)$$(HOST_CC) $$(HOST_FLAGS) $$(HOST_FLAGS_$(1)) -MMD -MP -c $$< -o $$@

$(BUILD)/$(HOST)-$(1)/libsupport.a: $(HOST_SUPPORT_SRC:%.c=$(BUILD)/$(HOST)-$(1)/%.o)
$(BUILD)/$(HOST)-$(1)/libkernel.a: $(HOST_KERNEL_SRC:%.c=$(BUILD)/$(HOST)-$(1)/%.o)
$(BUILD)/$(HOST)-$(1)/libproof.a: $(HOST_PROOF_SRC:%.c=$(BUILD)/$(HOST)-$(1)/%.o)
$(BUILD)/$(HOST)-$(1)/%.a:
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(Q)$$(AR) rcsD $$@ $$^

# Named here, the objects are no intermediate files, which make would delete.
$(HOST_SRC:%.c=$(BUILD)/$(HOST)-$(1)/%.o): | packages

SUPPORT_$(1) := $(BUILD)/$(HOST)-$(1)/libsupport.a
PROOF_$(1)   := $(BUILD)/$(HOST)-$(1)/libproof.a $(BUILD)/$(HOST)-$(1)/libsupport.a
ALL_$(1)     := $(BUILD)/$(HOST)-$(1)/libproof.a $(BUILD)/$(HOST)-$(1)/libkernel.a $(BUILD)/$(HOST)-$(1)/libsupport.a

$(BUILD)/$(HOST)-$(1)/kernel/lib/%_test: $(BUILD)/$(HOST)-$(1)/kernel/lib/%_test.o $$(SUPPORT_$(1))
	$$(call link_host,$$(HOST_FLAGS_$(1)))
$(BUILD)/$(HOST)-$(1)/kernel/boot/%_test: $(BUILD)/$(HOST)-$(1)/kernel/boot/%_test.o $$(SUPPORT_$(1))
	$$(call link_host,$$(HOST_FLAGS_$(1)))
$(BUILD)/$(HOST)-$(1)/proof/model/%_test: $(BUILD)/$(HOST)-$(1)/proof/model/%_test.o $$(PROOF_$(1))
	$$(call link_host,$$(HOST_FLAGS_$(1)))
$(BUILD)/$(HOST)-$(1)/%_test: $(BUILD)/$(HOST)-$(1)/%_test.o $$(ALL_$(1))
	$$(call link_host,$$(HOST_FLAGS_$(1)))

DEPS += $(HOST_SRC:%.c=$(BUILD)/$(HOST)-$(1)/%.d)
endef
$(foreach kind,debug fuzz fast coverage,$(eval $(call host_rules,$(kind))))

FUZZERS_ALL  := $(FUZZ_SRC:%.c=$(BUILD)/$(HOST)-fuzz/%)
FUZZERS_BOOT := $(filter $(BUILD)/$(HOST)-fuzz/tests/fuzz/boot_%,$(FUZZERS_ALL))
$(FUZZERS_BOOT): $(SUPPORT_fuzz)
$(filter-out $(FUZZERS_BOOT),$(FUZZERS_ALL)): $(ALL_fuzz)
$(FUZZERS_ALL): $(BUILD)/$(HOST)-fuzz/%: $(BUILD)/$(HOST)-fuzz/%.o
	$(call link_host,$(HOST_SANITIZE) -fsanitize=fuzzer)

HOST_TESTS += $(HOST_TEST_SRC:%.c=$(BUILD)/$(HOST)-debug/%)
FUZZERS    += $(FUZZERS_ALL)
COVERAGE_TESTS := $(HOST_TEST_SRC:%.c=$(BUILD)/$(HOST)-coverage/%)

coverage: $(COVERAGE_TESTS) ## line and branch coverage of the kernel by the host tests
	@tools/coverage.sh $(BUILD)/$(HOST)-coverage $(COVERAGE_TESTS)

fuzz: $(FUZZERS) ## run every fuzzer for FUZZ_SECONDS (default 60) each
	@tools/run-fuzzers.sh $(BUILD)/fuzz "-max_total_time=$(or $(FUZZ_SECONDS),60)" $(FUZZERS)

host-tests: $(HOST_TESTS)
list-host-tests:
	@printf '%s\n' $(HOST_TESTS)
.PHONY: coverage fuzz host-tests list-host-tests
