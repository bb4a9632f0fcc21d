# SPDX-License-Identifier: BSD-2-Clause
#
# Booting an image for RISC-V under QEMU's virt machine. Variables, all optional:
#   IMAGE    user image, an ELF built for seL4 16.0.0 MCS qemu-riscv-virt   (default: the tour)
#   FLAVOUR  release or debug kernel                                       (default: debug)
#   CPU      QEMU's CPU model                                              (default: rv64)
#   MEM      memory in MiB                                                 (default: 512)
#   OPTIONS  the kernel's options                                          (default: empty)
# Of `make hostile`: MINUTES of this computer's time, and SEED.

FLAVOUR ?= debug
CPU     ?= rv64
MEM     ?= 512
TOUR    := $(BUILD)/$(ARCH)-$(FLAVOUR)/user/tour.elf
IMAGE   ?= $(TOUR)
OPTIONS ?=

RUN_KERNEL := $(BUILD)/$(ARCH)-$(FLAVOUR)/kernel.elf
RUN_IMAGE  := $(BUILD)/$(ARCH)-$(FLAVOUR)/boot-$(basename $(notdir $(IMAGE))).elf
# The tour's last command ends a run whose input is a pipe or a file.
QEMU_ENV = LAST_INPUT='$(if $(filter $(TOUR),$(IMAGE)),off)' QEMU_CPU_MODEL='$(CPU)' QEMU_MEMORY='$(MEM)' \
    KERNEL_OPTIONS='$(OPTIONS)'

.PHONY: run bench run-packages
run-packages:
	@tools/install-packages.sh build run-riscv64

# One file for the firmware: loader, kernel, image.
$(RUN_IMAGE): $(RUN_KERNEL) $(IMAGE) $(wildcard tools/loader/$(ARCH).*) tools/pack-image.sh | packages
	$(call say,pack,$@)
	$(Q)tools/pack-image.sh $(ARCH) $(RUN_KERNEL) $(IMAGE) $@

run: $(RUN_IMAGE) | run-packages ## boot IMAGE (default: the tour) on the kernel under QEMU
	@$(QEMU_ENV) tools/run-qemu-riscv64.sh $(RUN_IMAGE)

BENCH_IMAGE ?= $(BUILD)/$(ARCH)-release/user/bench.elf
bench: $(BUILD)/$(ARCH)-release/kernel.elf $(BENCH_IMAGE) $(BENCH_TRACE) | run-packages ## cost of each operation
	@tools/run-bench.sh $(BUILD)/$(ARCH)-release $(BENCH_IMAGE) $(BENCH_TRACE)

MINUTES   ?= 10
ONSLAUGHT := $(BUILD)/$(ARCH)-$(FLAVOUR)/user/onslaught.elf
hostile: $(RUN_KERNEL) $(ONSLAUGHT) | run-packages ## hostile programs against the kernel for MINUTES (default 10)
	@QEMU_CPU_MODEL='$(CPU)' tools/run-hostile.sh $(dir $(RUN_KERNEL)) $(MINUTES) $(or $(SEED),$$RANDOM$$RANDOM)
.PHONY: hostile
