# SPDX-License-Identifier: BSD-2-Clause
#
# The onslaught for longer than `make test` runs it: MINUTES (of this computer's time), SEED, FLAVOUR, CPU.

MINUTES ?= 10

.PHONY: hostile
hostile: $(BUILD)/$(ARCH)-$(FLAVOUR)/kernel32.elf $(BUILD)/$(ARCH)-$(FLAVOUR)/user/onslaught.elf | run-packages ## hostile programs against the kernel for MINUTES (default 10)
	@QEMU_CPU_MODEL='$(CPU)' tools/run-hostile.sh $(BUILD)/$(ARCH)-$(FLAVOUR) $(MINUTES) $(or $(SEED),$$RANDOM$$RANDOM)
