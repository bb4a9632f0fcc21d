# SPDX-License-Identifier: BSD-2-Clause
# The program that counts what operations do in the kernel (make bench), and a machine with known counts for its test.
# The counting program of each ISA: common parts and its folder's.
BENCH_ISAS      := $(notdir $(patsubst %/,%,$(dir $(wildcard tests/bench/*/isa_registers.h))))
BENCH_TRACE_OF   = $(BUILD)/tests/bench/trace-$(1)
BENCH_TRACE     := $(call BENCH_TRACE_OF,$(ARCH))
BENCH_KNOWN     := $(BUILD)/tests/bench/known.elf

# $(1) ISA
define bench_trace_rules
$(call BENCH_TRACE_OF,$(1)): $(sort $(wildcard tests/bench/*.[ch] tests/bench/$(1)/*.[ch])) | packages bench-packages
	@mkdir -p $$(@D)
	$$(call say,link,$$@)
	$$(Q)$$(HOST_CC) -std=gnu11 -O2 -g $$(WARNINGS) $$(REPRODUCIBLE) -Itests/bench/$(1) $$(filter %.c,$$^) -o $$@
endef
$(foreach isa,$(BENCH_ISAS),$(eval $(call bench_trace_rules,$(isa))))

# The decoder alone, for decode_test.sh. $(1) ISA
define bench_decode_rules
$(BUILD)/tests/bench/decode-$(1): tests/bench/known/decode.c tests/bench/$(1)/decode.c tests/bench/text.c \
    $(sort $(wildcard tests/bench/*.h tests/bench/$(1)/*.h)) | packages bench-packages
	@mkdir -p $$(@D)
	$$(call say,link,$$@)
	$$(Q)$$(HOST_CC) -std=gnu11 -O2 -g $$(WARNINGS) $$(REPRODUCIBLE) -Itests/bench/$(1) $$(filter %.c,$$^) -o $$@
endef
BENCH_DECODED := $(filter-out x86_64,$(BENCH_ISAS))
$(foreach isa,$(BENCH_DECODED),$(eval $(call bench_decode_rules,$(isa))))

$(BENCH_KNOWN): tests/bench/x86_64/known.S tests/bench/x86_64/known.ld | packages
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(HOST_CC) --target=x86_64-none-elf -c $< -o $(@:.elf=.o)
	$(Q)$(LD) -nostdlib -static -z max-page-size=4096 -T tests/bench/x86_64/known.ld $(@:.elf=.o) -o $@
	$(Q)$(OBJCOPY) -O elf32-i386 $@ $(@:.elf=32.elf)

.PHONY: bench-packages
bench-packages:
	@tools/install-packages.sh build run bench

TEST_TOOLS += $(BENCH_ISAS:%=$(BUILD)/tests/bench/trace-%) $(BENCH_KNOWN) \
    $(BENCH_DECODED:%=$(BUILD)/tests/bench/decode-%)
