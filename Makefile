# SPDX-License-Identifier: BSD-2-Clause
#
# Holdfast's build: plain GNU make, no configuration step. `make help` lists the targets.
# Output goes to build/<arch>-<flavour>/. One short .mk per concern; none of them calls make in another folder.

.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash

BUILD    ?= build
ARCH     ?= x86_64
FLAVOURS := release debug
ISAS     := x86_64 aarch64 riscv64

# What somebody may have mistyped is told here, in one line, instead of as a rule that is missing.
ifeq ($(filter $(ISAS),$(ARCH)),)
$(error ARCH=$(ARCH): there are $(ISAS))
endif
ifneq ($(FLAVOUR),)
ifeq ($(filter $(FLAVOURS),$(FLAVOUR)),)
$(error FLAVOUR=$(FLAVOUR): there are $(FLAVOURS))
endif
endif
# Images below $(BUILD) may be still to be built.
ifneq ($(IMAGE),)
ifeq ($(filter $(BUILD)/%,$(IMAGE))$(wildcard $(IMAGE)),)
$(error IMAGE=$(IMAGE): there is no such file)
endif
endif

.PHONY: all
all: programs

# Lists that the .mk files of the folders append to. mk/README.md says what each is for.
PROGRAMS     :=# built by `make`
HOST_TESTS   :=# host programs that print ok / not ok lines
FUZZERS      :=# libFuzzer programs
SYSTEM_TESTS :=# user images, per flavour, that print ok / not ok lines when booted
TEST_TOOLS   :=# programs that test scripts need
TEST_SCRIPTS :=# executable scripts that print ok / not ok lines
DEPS         :=# dependency files written by the compiler

include mk/toolchain.mk
include kernel/arch/$(ARCH)/arch.mk
include kernel/kernel.mk
-include user/libsel4/libsel4.mk
-include user/runtime/runtime.mk
include mk/host.mk
include mk/describe.mk
# The proof is of every ISA's code; lock-step runs, and their replay, are of those that have a specification.
ISA_FOLDERS += proof/prover/prover.mk $(if $(wildcard proof/$(ARCH)/state_isa.h),proof/proof.mk) \
    $(if $(wildcard tests/replay/$(ARCH)/script_isa.h),tests/replay/%)
FOLDER_MK := $(filter $(ISA_FOLDERS),$(sort $(wildcard user/*/*.mk user/*/tests/*.mk tests/*/*.mk proof/*.mk \
    proof/*/*.mk)))
include $(filter-out user/libsel4/libsel4.mk user/runtime/runtime.mk,$(FOLDER_MK))
include $(firstword $(wildcard mk/run-$(ARCH).mk) mk/run.mk)
ifneq ($(ARCH),x86_64)
.PHONY: gdb
gdb:
	@echo "make gdb is for x86_64 alone; with $(ARCH), start QEMU by hand with -s -S, and gdb-multiarch" >&2; exit 1
endif
include mk/test.mk

.PHONY: programs kernel
programs: $(PROGRAMS) ## what plain `make` builds: kernels and user programs, both flavours
kernel: $(KERNELS)

.PHONY: help
help:
	@echo "Targets (output in $(BUILD)/):"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | \
	    awk -F'|' '{ printf "%-22s %s\n", $$1, $$2 }' | sort -u
	@sed -nE 's/^#: ?//p' mk/help.txt

clean: ## remove everything that was built
	rm -rf $(BUILD)
.PHONY: clean

-include $(DEPS)
