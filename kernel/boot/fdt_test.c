/* SPDX-License-Identifier: BSD-2-Clause */
/* Device trees: a well-formed sample, each refusal, and random damage under the sanitizers. */
#include "boot/fdt_platform.h"
#include "boot/fdt_plic.h"

#include "boot/boot_test.h"

#define DAMAGE_ROUNDS 20000
#define BLOB_MAX 4096
#define RESERVATIONS 40u
#define STRUCTURE 72u
#define STRINGS_BYTES 512u

static unsigned char blob[BLOB_MAX];
static unsigned char strings[STRINGS_BYTES];
static uint32_t at, strings_used;
static struct fdt_platform platform;
static struct boot_error error;

/* ---- making a tree ---- */

static void put32_at(uint32_t where, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        blob[where + i] = (unsigned char)(value >> (24 - 8 * i));
    }
}

static void put32(uint32_t value)
{
    put32_at(at, value);
    at += 4;
}

static void put64(uint64_t value)
{
    put32((uint32_t)(value >> 32));
    put32((uint32_t)value);
}

static void put_bytes(const void *bytes, uint32_t length)
{
    memcpy(blob + at, bytes, length);
    at += (length + 3) / 4 * 4;
}

static void node(const char *name)
{
    put32(1);
    put_bytes(name, (uint32_t)strlen(name) + 1);
}

static void node_end(void)
{
    put32(2);
}

static void property(const char *name, uint32_t length)
{
    put32(3);
    put32(length);
    put32(strings_used);
    memcpy(strings + strings_used, name, strlen(name) + 1);
    strings_used += (uint32_t)strlen(name) + 1;
}

static void text(const char *name, const char *value, uint32_t length)
{
    property(name, length);
    put_bytes(value, length);
}

static void cells(uint32_t address, uint32_t size)
{
    property("#address-cells", 4);
    put32(address);
    property("#size-cells", 4);
    put32(size);
}

static void reg(uint64_t start, uint64_t size)
{
    property("reg", 16);
    put64(start);
    put64(size);
}

static void tree_begin(void)
{
    memset(blob, 0, sizeof(blob));
    strings_used = 0;
    at = RESERVATIONS;
    put64(0x90000000);
    put64(0x1000);
    at = STRUCTURE;
    node("");
    cells(2, 2);
}

static void tree_end(void)
{
    node_end();
    put32(9);
    put32_at(0, 0xd00dfeed);
    put32_at(8, STRUCTURE);
    put32_at(12, at);
    put32_at(16, RESERVATIONS);
    put32_at(20, 17);
    put32_at(24, 16);
    put32_at(32, strings_used);
    put32_at(36, at - STRUCTURE);
    memcpy(blob + at, strings, strings_used);
    at += strings_used;
    put32_at(4, at);
}

static void sample(void)
{
    tree_begin();
    node("memory@80000000");
    text("device_type", "memory", 7);
    reg(0x80000000, 0x40000000);
    node_end();
    node("cpus");
    cells(1, 0);
    property("timebase-frequency", 4);
    put32(10000000);
    node("cpu@0");
    text("device_type", "cpu", 4);
    property("reg", 4);
    put32(0);
    node_end();
    node_end();
    node("reserved-memory");
    cells(2, 2);
    node("firmware@80000000");
    reg(0x80000000, 0x40000);
    node_end();
    node("pool");
    node_end();
    node_end();
    put32(4); /* no operation */
    node("soc");
    cells(2, 2);
    node("plic@c000000");
    reg(0xc000000, 0x600000);
    text("compatible", "sifive,plic-1.0.0\0riscv,plic0", 30);
    node_end();
    node("clint@2000000");
    text("compatible", "other,clint\0riscv,clint0", 25);
    reg(0x2000000, 0x10000);
    node_end();
    node_end();
    tree_end();
}

static bool find(void)
{
    struct phys_window window = {blob, at};

    return fdt_platform_find(window, &platform, &error);
}

static bool region_is(struct region region, uint64_t start, uint64_t end)
{
    return region.start == start && region.end == end;
}

static void good_test(void)
{
    sample();
    CHECK(find());
    CHECK(platform.memory.count == 1 && region_is(platform.memory.at[0], 0x80000000, 0xc0000000));
    CHECK(platform.reserved.count == 2 && region_is(platform.reserved.at[0], 0x80000000, 0x80040000));
    CHECK(region_is(platform.reserved.at[1], 0x90000000, 0x90001000));
    CHECK(region_is(platform.plic, 0xc000000, 0xc600000) && region_is(platform.clint, 0x2000000, 0x2010000));
    CHECK(platform.clock_hz == 10000000);
    case_end("fdt/memory and devices of a sample");
}

static void arm_controller(const char *compatible, uint32_t bytes, uint64_t second, uint64_t third)
{
    node("intc@8000000");
    text("compatible", compatible, bytes);
    property("reg", third == 0 ? 32 : 48);
    put64(0x8000000);
    put64(0x10000);
    put64(second);
    put64(0x20000);
    if (third != 0) {
        put64(third);
        put64(0x1000);
    }
    node_end();
}

static void arm_test(void)
{
    tree_begin();
    node("memory@40000000");
    text("device_type", "memory", 7);
    reg(0x40000000, 0x40000000);
    node_end();
    arm_controller("arm,cortex-a15-gic", 19, 0x8010000, 0x8030000);
    arm_controller("arm,gic-v3", 11, 0x80a0000, 0);
    node("uart@9000000");
    text("compatible", "arm,pl011\0arm,primecell", 24);
    reg(0x9000000, 0x1000);
    node_end();
    node("uart@9040000");
    text("compatible", "arm,pl011", 10);
    reg(0x9040000, 0x1000);
    node_end();
    tree_end();
    CHECK(find() && platform.gic_version == 2 && region_is(platform.gic[0], 0x8000000, 0x8010000));
    CHECK(region_is(platform.gic[1], 0x8010000, 0x8030000) && region_is(platform.gic[2], 0x8030000, 0x8031000));
    CHECK(region_is(platform.uart, 0x9000000, 0x9001000));

    tree_begin();
    node("memory@40000000");
    text("device_type", "memory", 7);
    reg(0x40000000, 0x40000000);
    node_end();
    arm_controller("arm,gic-v3", 11, 0x80a0000, 0);
    tree_end();
    CHECK(find() && platform.gic_version == 3 && region_is(platform.gic[1], 0x80a0000, 0x80c0000));
    CHECK(region_is_empty(platform.gic[2]) && region_is_empty(platform.uart));
    case_end("fdt/interrupt controllers and console of Arm: the first of each");
}

static void cells_test(void)
{
    tree_begin();
    node("memory@0");
    text("device_type", "memory", 7);
    property("reg", 48);
    put64(0x1000);
    put64(0x1000);
    put64(UINT64_MAX); /* wraps: the list ends here */
    put64(2);
    put64(0x8000);
    put64(0x1000);
    node_end();
    node("bus");
    cells(1, 1);
    node("interrupt-controller");
    text("compatible", "riscv,plic0", 12);
    property("reg", 8);
    put32(0xfff0000);
    put32(0x10000);
    node_end();
    node_end();
    node("wide");
    cells(3, 2);
    node("clint");
    text("compatible", "riscv,clint0", 13);
    reg(0, 0);
    node_end();
    node_end();
    tree_end();
    CHECK(find() && platform.memory.count == 1 && region_is(platform.memory.at[0], 0x1000, 0x2000));
    CHECK(region_is(platform.plic, 0xfff0000, 0x10000000) && region_is_empty(platform.clint));
    CHECK(platform.clock_hz == 0);
    case_end("fdt/cells of parents count, odd ones name nothing");
}

static void bootargs_test(void)
{
    tree_begin();
    node("memory@0");
    text("device_type", "memory", 7);
    reg(0, 0x1000);
    node_end();
    node("chosen");
    text("stdout-path", "/soc", 5);
    text("bootargs", "cnode_bits=14", 14);
    node("bootargs");
    text("bootargs", "cnode_bits=15", 14);
    node_end();
    node_end();
    node("other");
    text("bootargs", "cnode_bits=16", 14);
    node("chosen");
    text("bootargs", "cnode_bits=17", 14);
    node_end();
    node_end();
    tree_end();
    CHECK(find() && platform.bootargs.size == 14 && memcmp(platform.bootargs.base, "cnode_bits=14", 14) == 0);
    sample();
    CHECK(find() && platform.bootargs.size == 0);
    case_end("fdt/bootargs of the node chosen");
}

static void hart_node(uint32_t hart, uint32_t phandle)
{
    char name[8];

    snprintf(name, sizeof(name), "cpu@%u", (unsigned)hart % 100);
    node(name);
    property("reg", 4);
    put32(hart);
    node("interrupt-controller");
    text("compatible", "riscv,cpu-intc", 15);
    property("phandle", 4);
    put32(phandle);
    node_end();
    node("cache");
    property("phandle", 4);
    put32(phandle + 100);
    node_end();
    node_end();
}

static void plic_node(const uint32_t *pairs, uint32_t count)
{
    node("plic@c000000");
    property("interrupts-extended", 8 * count);
    for (uint32_t i = 0; i < 2 * count; i++) {
        put32(pairs[i]);
    }
    text("compatible", "sifive,plic-1.0.0", 18);
    node_end();
}

/* Does supervisor mode of the hart have this context? UINT32_MAX: none. */
static bool context_is(uint64_t hart, uint32_t wanted)
{
    uint32_t context = UINT32_MAX;
    struct fdt fdt;

    return fdt_open((struct phys_window){blob, at}, &fdt, &error) &&
           fdt_plic_context(&fdt, hart, &context) == (wanted != UINT32_MAX) && context == wanted;
}

/* Harts 0 (no supervisor mode), 7 and 2; the first PLIC counts, wherever the CPUs stand. */
static void plic_test(void)
{
    static const uint32_t first[] = {5, 11, 9, 11, 9, 9, 6, 9, 6, 11, 106, 9}, second[] = {6, 9, 9, 9};

    for (unsigned round = 0; round < 2; round++) {
        struct fdt fdt;

        tree_begin();
        if (round == 0) {
            plic_node(first, 6);
            plic_node(second, 2);
        }
        node("cpus");
        cells(1, 0);
        hart_node(0, 5);
        hart_node(7, 6);
        hart_node(2, 9);
        node_end();
        node("other");
        cells(1, 0);
        hart_node(3, 9);
        node_end();
        if (round == 1) {
            plic_node(first, 6);
            plic_node(second, 2);
        }
        tree_end();
        put32_at(28, 7);
        CHECK(fdt_open((struct phys_window){blob, at}, &fdt, &error) && fdt_boot_hart(&fdt) == 7);
        CHECK(context_is(7, 3) && context_is(2, 2));
        CHECK(context_is(0, UINT32_MAX) && context_is(1, UINT32_MAX) && context_is(3, UINT32_MAX));
        put32_at(STRUCTURE, 7);
        CHECK(context_is(7, UINT32_MAX));
    }
    sample();
    CHECK(context_is(0, UINT32_MAX));
    case_end("fdt/context of the PLIC by hart");
}

static void header_test(void)
{
    sample();
    put32_at(0, 0xd00dfeee);
    CHECK(!find() && error.kind == BOOT_FDT_HEADER && error.a == 0xd00dfeee);
    sample();
    put32_at(4, at + 1);
    CHECK(!find() && error_is(error, BOOT_FDT_HEADER, 0xd00dfeed, at + 1));
    sample();
    put32_at(20, 16);
    CHECK(!find() && error_is(error, BOOT_FDT_VERSION, 16, 17));
    sample();
    put32_at(24, 18);
    CHECK(!find() && error.kind == BOOT_FDT_VERSION);
    sample();
    put32_at(36, at);
    CHECK(!find() && error_is(error, BOOT_FDT_STRUCTURE, STRUCTURE, at));
    sample();
    put32_at(8, STRUCTURE + 2);
    CHECK(!find() && error.kind == BOOT_FDT_STRUCTURE);
    sample();
    put32_at(12, at);
    CHECK(!find() && error.kind == BOOT_FDT_STRUCTURE);
    at = 0;
    CHECK(!find() && error_is(error, BOOT_FDT_HEADER, 0, 0));
    case_end("fdt/wrong headers are refused");
}

static void structure_test(void)
{
    tree_begin();
    tree_end();
    CHECK(!find() && error_is(error, BOOT_FDT_NO_MEMORY, 0, 0));
    tree_begin();
    for (unsigned i = 1; i < FDT_DEPTH_MAX; i++) {
        node("n");
    }
    for (unsigned i = 1; i < FDT_DEPTH_MAX; i++) {
        node_end();
    }
    tree_end();
    CHECK(!find() && error.kind == BOOT_FDT_NO_MEMORY);
    tree_begin();
    for (unsigned i = 0; i < FDT_DEPTH_MAX; i++) {
        node("n");
    }
    tree_end();
    CHECK(!find() && error.kind == BOOT_FDT_STRUCTURE);
    tree_begin();
    node_end();
    tree_end();
    CHECK(!find() && error.kind == BOOT_FDT_STRUCTURE);
    tree_begin();
    put32(5);
    tree_end();
    CHECK(!find() && error.kind == BOOT_FDT_STRUCTURE);
    tree_begin();
    node("open");
    tree_end();
    CHECK(!find() && error.kind == BOOT_FDT_STRUCTURE);
    case_end("fdt/structures without sense are refused");
}

static void regions_test(void)
{
    tree_begin();
    node("reserved-memory");
    cells(1, 1);
    node("many");
    property("reg", 8 * (REGIONS_MAX + 1));
    for (uint32_t i = 0; i <= REGIONS_MAX; i++) {
        put32(i * 0x2000);
        put32(0x1000);
    }
    node_end();
    node_end();
    tree_end();
    CHECK(!find() && error_is(error, BOOT_PLACE_REGIONS, REGIONS_MAX, 0));
    case_end("fdt/more regions than fit are refused");
}

static void damage_test(void)
{
    uint64_t random = 88172645463325252u;
    unsigned accepted = 0;

    for (unsigned round = 0; round < DAMAGE_ROUNDS; round++) {
        sample();
        for (unsigned i = 0; i < 1 + round % 4; i++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            blob[random % at] = (unsigned char)(random >> 32);
        }
        if (find()) {
            CHECK(region_list_is_valid(&platform.memory) && region_list_is_valid(&platform.reserved));
            accepted++;
        } else {
            CHECK(error.kind >= BOOT_FDT_HEADER && error.kind <= BOOT_PLACE_REGIONS);
        }
    }
    CHECK(accepted > 0 && accepted < DAMAGE_ROUNDS);
    case_end("fdt/random damage");
}

int main(void)
{
    good_test();
    arm_test();
    cells_test();
    bootargs_test();
    plic_test();
    header_test();
    structure_test();
    regions_test();
    damage_test();
    return test_end();
}
