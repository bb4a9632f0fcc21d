# SPDX-License-Identifier: BSD-2-Clause
#
# Tools and the flags shared by everything. Flags are written down, not probed.
# `make CC=gcc` builds the kernel with gcc as a second opinion; host tests are always built by clang.

LLVM := 19
ifeq ($(origin CC),default)
CC := clang-$(LLVM)
endif
COMPILER := $(if $(findstring gcc,$(notdir $(CC))),gcc,$(if $(findstring clang,$(notdir $(CC))),clang))
ifeq ($(COMPILER),)
$(error CC=$(CC): the kernel is compiled by clang-$(LLVM), or by some gcc)
endif
ifeq ($(COMPILER)$(filter x86_64,$(ARCH))$(findstring $(ARCH),$(notdir $(CC))),gcc)
$(error CC=$(CC): that compiles for this computer; for $(ARCH) it is CC=$(ARCH)-linux-gnu-gcc-12)
endif
LD       := ld.lld-$(LLVM)
HOST_CC  := clang-$(LLVM)
OBJCOPY  := llvm-objcopy-$(LLVM)
OBJDUMP  := llvm-objdump-$(LLVM)
SIZE     := llvm-size-$(LLVM)
NM       := llvm-nm-$(LLVM)
AR       := llvm-ar-$(LLVM)

# A gcc build lives beside the normal one, so that neither overwrites the other.
ifeq ($(COMPILER),gcc)
override BUILD := $(BUILD)/gcc
endif

# Predicates are joined by & and | on bool, without branches, for the sake of the proof: no warning about that.
WARNINGS := -Wall -Wextra -Wundef -Wmissing-prototypes -Wstrict-prototypes -Wshadow \
    -Wno-bitwise-instead-of-logical -Werror
# Two builds of one commit give identical bytes, wherever the clone lies.
REPRODUCIBLE := -ffile-prefix-map=$(CURDIR)=.

# Rules print one short line each; `make V=1` prints the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-8s %s\n' '$(1)' '$(2)')

# Every rule that needs a tool depends, order only, on this check: it costs milliseconds when nothing is missing and
# otherwise installs the packages, or names them in one line, before anything compiles.
.PHONY: packages
packages: ## install the Debian packages the build needs
	@tools/install-packages.sh build

# compile_commands.json for editors: clang writes one fragment beside each object (-MJ).
json_fragment = $(if $(filter clang,$(COMPILER)),-MJ $(1:.o=.json))
