# SPDX-License-Identifier: BSD-2-Clause
# The program that counts what operations do in the kernel (make bench), and a machine with known counts for its test.
BENCH_TRACE     := $(BUILD)/tests/bench/trace
BENCH_TRACE_SRC := $(sort $(wildcard tests/bench/*.c))
BENCH_KNOWN     := $(BUILD)/tests/bench/known.elf

$(BENCH_TRACE): $(BENCH_TRACE_SRC) $(wildcard tests/bench/*.h) | packages bench-packages
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(HOST_CC) -std=gnu11 -O2 -g $(WARNINGS) $(REPRODUCIBLE) $(BENCH_TRACE_SRC) -o $@

$(BENCH_KNOWN): tests/bench/known.S tests/bench/known.ld | packages
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(HOST_CC) --target=x86_64-none-elf -c $< -o $(@:.elf=.o)
	$(Q)$(LD) -nostdlib -static -z max-page-size=4096 -T tests/bench/known.ld $(@:.elf=.o) -o $@
	$(Q)$(OBJCOPY) -O elf32-i386 $@ $(@:.elf=32.elf)

TEST_TOOLS += $(BENCH_TRACE) $(BENCH_KNOWN)
