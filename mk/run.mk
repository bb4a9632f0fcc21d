# SPDX-License-Identifier: BSD-2-Clause
#
# Booting an image under QEMU. Variables, all optional:
#   IMAGE    user image, an ELF built for seL4 16.0.0 MCS x86_64     (default: the tour)
#   FLAVOUR  release or debug kernel                                (default: debug)
#   CPU      QEMU's CPU model                                       (default: max)
#   MEM      memory in MiB                                          (default: 512)
#   OPTIONS  the kernel's command line                              (default: empty)
# Of `make hostile`: MINUTES of this computer's time, and SEED.

FLAVOUR ?= debug
CPU     ?= max
MEM     ?= 512
OPTIONS ?=
TOUR    := $(BUILD)/$(ARCH)-$(FLAVOUR)/user/tour.elf
IMAGE   ?= $(TOUR)

RUN_KERNEL := $(BUILD)/$(ARCH)-$(FLAVOUR)/kernel32.elf
# The tour's last command ends a run whose input is a pipe or a file.
QEMU_ENV = LAST_INPUT='$(if $(filter $(TOUR),$(IMAGE)),off)' \
    QEMU_CPU_MODEL='$(CPU)' QEMU_MEMORY='$(MEM)' KERNEL_OPTIONS='$(OPTIONS)'

.PHONY: run gdb bench run-packages gdb-packages
run-packages:
	@tools/install-packages.sh build run
gdb-packages:
	@tools/install-packages.sh build run gdb

run: $(RUN_KERNEL) $(IMAGE) | run-packages ## boot IMAGE (default: the tour) on the kernel under QEMU
	@$(QEMU_ENV) tools/run-qemu.sh $(RUN_KERNEL) $(IMAGE) || [ $$? -eq 1 ]

gdb: $(RUN_KERNEL) $(IMAGE) | gdb-packages ## boot IMAGE under gdb, stopped at the first instruction
	@$(QEMU_ENV) tools/run-gdb.sh $(RUN_KERNEL) $(IMAGE)

BENCH_IMAGE ?= $(BUILD)/$(ARCH)-release/user/bench.elf
bench: $(BUILD)/$(ARCH)-release/kernel32.elf $(BENCH_IMAGE) $(BENCH_TRACE) | run-packages ## cost of each operation
	@tools/run-bench.sh $(BUILD)/$(ARCH)-release $(BENCH_IMAGE) $(BENCH_TRACE)

MINUTES  ?= 10
ONSLAUGHT := $(BUILD)/$(ARCH)-$(FLAVOUR)/user/onslaught.elf
hostile: $(RUN_KERNEL) $(ONSLAUGHT) | run-packages ## hostile programs against the kernel for MINUTES (default 10)
	@QEMU_CPU_MODEL='$(CPU)' tools/run-hostile.sh $(dir $(RUN_KERNEL)) $(MINUTES) $(or $(SEED),$$RANDOM$$RANDOM)
.PHONY: hostile
