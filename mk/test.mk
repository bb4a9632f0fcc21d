# SPDX-License-Identifier: BSD-2-Clause
#
# `make test`: builds everything, runs every suite, closes with one line "N passed, N failed".
# What fails to build counts as a failure and does not keep the rest from running, hence the inner make -k.
#   ONLY=<regular expression>   run the suites whose names match

TEST_SCRIPTS += $(sort $(wildcard tests/*/*_test.sh))
TEST_PROGRAMS = $(PROGRAMS) $(HOST_TESTS) $(FUZZERS) $(SYSTEM_TESTS) $(TEST_TOOLS)

# Other ISAs whose suites `make test` boots, too; a make of its own builds each.
OTHER_ISAS := $(if $(filter clang,$(COMPILER)),$(filter-out $(ARCH),$(ISAS)))

.PHONY: test test-programs test-programs-isas system-tests list-system-tests test-packages
test-packages:
	@tools/install-packages.sh build run test prove

test-programs: $(TEST_PROGRAMS)

# One ISA after the other, and after test-programs: they share tools in $(BUILD)/host.
test-programs-isas:
	@status=0; for isa in $(OTHER_ISAS); do \
	    $(MAKE) --no-print-directory ARCH=$$isa BUILD='$(BUILD)' system-tests || status=1; done; exit $$status

system-tests: $(KERNELS) $(SYSTEM_TESTS)

CHECKS := check-spdx check-text check-includes
# A run of the system-call fuzzer is a whole life of a machine, compared with the specification event by event.
fuzz_runs      = $(if $(filter %/syscall_fuzz,$(1)),1000,20000)
fuzz_command   = tools/run-fuzzers.sh $(BUILD)/fuzz -runs=$(call fuzz_runs,$(1)),-max_total_time=30 $(1)
system_command = tools/run-system-test.sh $(1)

# One line per suite: its name, a tab, its command.
define system_suites
$(foreach image,$(SYSTEM_TESTS),system/$(image:$(BUILD)/%.elf=%)	$(call system_command,$(image))
)
endef
define test_suites
$(foreach check,$(CHECKS),$(check)	tools/$(check).sh $(BUILD)
)$(foreach program,$(HOST_TESTS),host/$(program:$(BUILD)/host-debug/%_test=%)	$(program)
)$(foreach program,$(FUZZERS),fuzz/$(notdir $(program))	$(call fuzz_command,$(program))
)$(system_suites)$(foreach script,$(TEST_SCRIPTS),$(script:tests/%_test.sh=%)	$(script) $(BUILD)
)
endef

$(BUILD)/.:
	@mkdir -p $@

list-system-tests:
	@$(info $(system_suites)):

test: | test-packages $(BUILD)/. ## build and run every test; the last line counts them
	@$(file >$(BUILD)/suites.txt,$(test_suites))
	@$(foreach isa,$(OTHER_ISAS),$(MAKE) --no-print-directory ARCH=$(isa) BUILD='$(BUILD)' list-system-tests \
	    >> $(BUILD)/suites.txt;)
	@MAKE='$(MAKE)' BUILD='$(BUILD)' \
	    tools/run-tests.sh $(BUILD)/suites.txt $(BUILD)/test-logs '$(ONLY)'
