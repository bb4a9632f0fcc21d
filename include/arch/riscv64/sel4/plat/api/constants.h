/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's virt machine has no constants of its own for programs. */
#pragma once
