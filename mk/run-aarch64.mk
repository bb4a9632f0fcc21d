# SPDX-License-Identifier: BSD-2-Clause
#
# Booting an image for AArch64 under QEMU's virt machine. Variables, all optional:
#   IMAGE    user image, an ELF built for seL4 16.0.0 MCS qemu-arm-virt with hypervisor support   (default: the tour)
#   FLAVOUR  release or debug kernel                                                            (default: debug)
#   CPU      QEMU's CPU model                                                                   (default: cortex-a53)
#   GIC      version of the interrupt controller, 2 or 3                                        (default: 2)
#   MEM      memory in MiB                                                                      (default: 1024)
#   OPTIONS  the kernel's options                                                               (default: empty)
# Of `make hostile`: MINUTES of this computer's time, and SEED.

FLAVOUR ?= debug
CPU     ?= cortex-a53
GIC     ?= 2
MEM     ?= 1024
TOUR    := $(BUILD)/$(ARCH)-$(FLAVOUR)/user/tour.elf
IMAGE   ?= $(TOUR)
OPTIONS ?=

RUN_KERNEL := $(BUILD)/$(ARCH)-$(FLAVOUR)/kernel.elf
RUN_IMAGE  := $(BUILD)/$(ARCH)-$(FLAVOUR)/boot-$(basename $(notdir $(IMAGE))).img
# The tour's last command ends a run whose input is a pipe or a file.
QEMU_ENV = LAST_INPUT='$(if $(filter $(TOUR),$(IMAGE)),off)' QEMU_CPU_MODEL='$(CPU)' QEMU_MEMORY='$(MEM)' \
    QEMU_GIC_VERSION='$(GIC)' KERNEL_OPTIONS='$(OPTIONS)'

.PHONY: run bench run-packages
run-packages:
	@tools/install-packages.sh build run-aarch64

# One file: loader, kernel, image.
$(RUN_IMAGE): $(RUN_KERNEL) $(IMAGE) $(wildcard tools/loader/*) tools/pack-image.sh | packages
	$(call say,pack,$@)
	$(Q)tools/pack-image.sh $(ARCH) $(RUN_KERNEL) $(IMAGE) $@

run: $(RUN_IMAGE) | run-packages ## boot IMAGE (default: the tour) on the kernel under QEMU
	@$(QEMU_ENV) tools/run-qemu-aarch64.sh $(RUN_IMAGE)

BENCH_IMAGE ?= $(BUILD)/$(ARCH)-release/user/bench.elf
bench: $(BUILD)/$(ARCH)-release/kernel.elf $(BENCH_IMAGE) $(BENCH_TRACE) | run-packages ## cost of each operation
	@QEMU_CPU_MODEL='$(CPU)' tools/run-bench.sh $(BUILD)/$(ARCH)-release $(BENCH_IMAGE) $(BENCH_TRACE)

MINUTES   ?= 10
ONSLAUGHT := $(BUILD)/$(ARCH)-$(FLAVOUR)/user/onslaught.elf
hostile: $(RUN_KERNEL) $(ONSLAUGHT) | run-packages ## hostile programs against the kernel for MINUTES (default 10)
	@QEMU_CPU_MODEL='$(CPU)' QEMU_GIC_VERSION='$(GIC)' tools/run-hostile.sh $(dir $(RUN_KERNEL)) $(MINUTES) $(or \
	    $(SEED),$$RANDOM$$RANDOM)
.PHONY: hostile
