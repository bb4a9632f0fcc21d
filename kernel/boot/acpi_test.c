/* SPDX-License-Identifier: BSD-2-Clause */
/* ACPI tables: a well-formed sample, each refusal, and random damage under the sanitizers. */
#include "boot/acpi.h"

#include "boot/boot_samples.h"
#include "boot/boot_test.h"

#define DAMAGE_ROUNDS 20000
#define SIGNATURE_APIC 0x43495041u
#define SIGNATURE_RSDT 0x54445352u
#define SIGNATURE_XSDT 0x54445358u

static struct boot_info info;
static struct boot_error error;
static struct acpi_platform platform;

static bool obtain(void)
{
    memset(&info, 0, sizeof(info));
    return acpi_rsdp_obtain(sample_window(), &info, &error);
}

static bool find(uint32_t cpus_max, uint32_t ioapics_max)
{
    return obtain() && acpi_platform_find(sample_window(), info.rsdp, cpus_max, ioapics_max, &platform, &error);
}

static void sample(void)
{
    memset(sample_memory, 0, SAMPLE_MEMORY);
    sample_acpi();
}

static void good_test(void)
{
    struct acpi_table table;

    sample();
    CHECK(obtain() && info.rsdp_bytes == 36);
    CHECK(memcmp(info.rsdp, sample_memory + SAMPLE_RSDP, 36) == 0);
    CHECK(find(8, 8));
    CHECK(platform.lapic_address == 0xfee00000 && platform.has_legacy_pic);
    CHECK(platform.cpu_count == 2 && platform.cpu_apic_id[0] == 0 && platform.cpu_apic_id[1] == 0x1234);
    CHECK(platform.ioapic_count == 2);
    CHECK(platform.ioapic[0].id == 3 && platform.ioapic[0].address == 0xfec00000 && platform.ioapic[0].gsi_base == 0);
    CHECK(platform.ioapic[1].id == 4 && platform.ioapic[1].address == 0xfec01000 && platform.ioapic[1].gsi_base == 24);
    CHECK(find(1, 1) && platform.cpu_count == 1 && platform.ioapic_count == 1);
    CHECK(find(1000, 1000) && platform.cpu_count == 2 && platform.ioapic_count == 2);
    CHECK(acpi_table_find(sample_window(), info.rsdp, "HPET", &table, &error));
    CHECK(table.address == SAMPLE_HPET && table.length == 56);
    CHECK(acpi_table_find(sample_window(), info.rsdp, "FACP", &table, &error) && table.length == 0);
    case_end("acpi/CPUs and I/O APICs of a sample");
}

static void rsdp_test(void)
{
    /* ACPI 1.0: the 36-byte sum does not count. */
    sample();
    sample_rsdp_put(SAMPLE_RSDP, 0, SAMPLE_RSDT, 0);
    put8(SAMPLE_RSDP + 35, 0x5a);
    CHECK(find(1, 1));

    /* Found at both ends of the searched area; one with a wrong sum is passed over. */
    sample();
    memset(sample_memory + SAMPLE_RSDP, 0, 36);
    sample_rsdp_put(0xe0000, 2, SAMPLE_RSDT, 0);
    CHECK(find(1, 1));
    put8(0xe0000 + 9, 0x99);
    CHECK(!obtain() && error.kind == BOOT_ACPI_NO_RSDP);
    sample_rsdp_put(0xffff0, 0, SAMPLE_RSDT, 0);
    CHECK(find(1, 1));
    sample_rsdp_put(0xdfff0, 2, SAMPLE_RSDT, 0);
    put8(0xffff0, 0);
    CHECK(!obtain() && error.kind == BOOT_ACPI_NO_RSDP);
    sample_rsdp_put(0xe0008, 2, SAMPLE_RSDT, 0);
    CHECK(!obtain());

    /* One that the loader passed is used as it is. */
    sample();
    memset(&info, 0, sizeof(info));
    memcpy(info.rsdp, sample_memory + SAMPLE_RSDP, 20);
    memset(sample_memory + SAMPLE_RSDP, 0, 36);
    info.rsdp_bytes = 20;
    CHECK(acpi_rsdp_obtain(sample_window(), &info, &error));
    info.rsdp_bytes = 36;
    info.rsdp[30] = 1;
    CHECK(!acpi_rsdp_obtain(sample_window(), &info, &error) && error.kind == BOOT_ACPI_RSDP_SUM && error.a == 36);
    info.rsdp[10]++;
    CHECK(!acpi_rsdp_obtain(sample_window(), &info, &error) && error_is(error, BOOT_ACPI_RSDP_SUM, 20, 1));
    info.rsdp[0] = 0;
    CHECK(!acpi_rsdp_obtain(sample_window(), &info, &error) && error.kind == BOOT_ACPI_NO_RSDP);

    /* A window that ends below or inside the area. */
    memset(&info, 0, sizeof(info));
    CHECK(!acpi_rsdp_obtain(window_part(sample_window(), 0, 0xf0000), &info, &error));
    case_end("acpi/search and check of the RSDP");
}

static void xsdt_test(void)
{
    sample();
    sample_rsdp_put(SAMPLE_RSDP, 2, 0, SAMPLE_RSDT);
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_TABLE_OUT, SIGNATURE_XSDT, SAMPLE_RSDT));
    sample_table_open(SAMPLE_RSDT, "XSDT", 36 + 2 * 8);
    put64(SAMPLE_RSDT + 36, SAMPLE_HPET);
    put64(SAMPLE_RSDT + 44, SAMPLE_MADT);
    sample_table_seal(SAMPLE_RSDT);
    CHECK(find(1, 1) && platform.cpu_count == 1);
    case_end("acpi/64-bit list where there is no other");
}

static void table_refusals_test(void)
{
    sample();
    put8(SAMPLE_RSDT + 20, 1);
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_TABLE_SUM, SIGNATURE_RSDT, SAMPLE_RSDT));
    put32(SAMPLE_RSDT + 4, 35);
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_TABLE_OUT, SIGNATURE_RSDT, SAMPLE_RSDT));
    put32(SAMPLE_RSDT + 4, SAMPLE_MEMORY);
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_TABLE_OUT, SIGNATURE_RSDT, SAMPLE_RSDT));
    put8(SAMPLE_RSDT, 'X');
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_TABLE_OUT, SIGNATURE_RSDT, SAMPLE_RSDT));
    sample();
    sample_rsdp_put(SAMPLE_RSDP, 2, SAMPLE_MEMORY - 35, 0);
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_TABLE_OUT, SIGNATURE_RSDT, SAMPLE_MEMORY - 35));

    sample();
    put8(SAMPLE_MADT + 20, 1);
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_TABLE_SUM, SIGNATURE_APIC, SAMPLE_MADT));
    put32(SAMPLE_MADT + 4, 0xffffffff);
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_TABLE_OUT, SIGNATURE_APIC, SAMPLE_MADT));
    put8(SAMPLE_MADT, 'B');
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_TABLE_MISSING, SIGNATURE_APIC, 0));
    sample();
    put32(SAMPLE_MADT + 4, 43);
    sample_table_seal(SAMPLE_MADT);
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_TABLE_OUT, SIGNATURE_APIC, SAMPLE_MADT));
    case_end("acpi/damaged lists and tables are refused");
}

static void madt_refusals_test(void)
{
    static const unsigned char empty_entry[] = {0, 8, 0, 0, 1, 0, 0, 0, 1, 0};
    static const unsigned char short_entry[] = {0, 8, 0, 0, 1, 0, 0, 0, 9, 1};
    static const unsigned char long_entry[] = {0, 8, 0, 0, 1, 0, 0, 0, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    static const unsigned char half_entry[] = {0, 8, 0, 0, 1, 0, 0, 0, 1};
    static const unsigned char only_cpu[] = {0, 8, 0, 0, 1, 0, 0, 0};
    static const unsigned char only_ioapic[] = {1, 12, 3, 0, 0, 0, 0xc0, 0xfe, 0, 0, 0, 0};
    static const unsigned char moved[] = {5, 12, 0, 0, 0, 0x10, 0x20, 0x30, 0x40, 0, 0, 0, 0, 8, 0, 0, 1, 0, 0, 0,
                                          1, 12, 3, 0, 0, 0, 0xc0, 0xfe, 0, 0, 0, 0};

    sample();
    sample_madt_put(empty_entry, sizeof(empty_entry));
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_MADT_ENTRY, SAMPLE_MADT + 52, 0));
    sample_madt_put(short_entry, sizeof(short_entry));
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_MADT_ENTRY, SAMPLE_MADT + 52, 1));
    sample_madt_put(long_entry, sizeof(long_entry));
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_MADT_ENTRY, SAMPLE_MADT + 52, 12));
    sample_madt_put(half_entry, sizeof(half_entry));
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_MADT_ENTRY, SAMPLE_MADT + 52, 0));
    sample_madt_put(only_cpu, sizeof(only_cpu));
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_NO_IOAPIC, 0, 0));
    sample_madt_put(only_ioapic, sizeof(only_ioapic));
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_NO_CPU, 0, 0));
    sample_madt_put(NULL, 0);
    CHECK(!find(1, 1) && error_is(error, BOOT_ACPI_NO_CPU, 0, 0));
    sample_madt_put(moved, sizeof(moved));
    CHECK(find(1, 1) && platform.lapic_address == 0x4030201000);
    case_end("acpi/MADT entries: each refusal, moved local APIC");
}

static void kernel_devices_test(void)
{
    static struct region_list devices;

    sample();
    CHECK(find(1, 2) && acpi_kernel_devices(&platform, &devices, &error) && devices.count == 4);
    CHECK(devices.at[0].start == 0xfec00000 && devices.at[0].end == 0xfec01000);
    CHECK(devices.at[1].start == 0xfec01000 && devices.at[1].end == 0xfec02000);
    CHECK(devices.at[2].start == 0xfee00000 && devices.at[2].end == 0xfee01000);
    CHECK(devices.at[3].start == 0xfffffff8 && devices.at[3].end == 0x100000000);
    platform.lapic_address = UINT64_MAX;
    platform.ioapic[0].address = 0xfee00123;
    CHECK(acpi_kernel_devices(&platform, &devices, &error) && region_list_is_valid(&devices));
    CHECK(devices.at[1].start == 0xfee00000 && devices.at[1].end == 0xfee01000);
    case_end("acpi/pages the kernel keeps");
}

static void damage_test(void)
{
    static const uint64_t places[] = {SAMPLE_RSDP, SAMPLE_RSDT, SAMPLE_MADT, SAMPLE_MADT + 36};
    static struct region_list devices;
    unsigned good = 0;

    for (unsigned round = 0; round < DAMAGE_ROUNDS; round++) {
        if (round % 8 == 0) {
            sample_acpi();
        }
        put8(places[random_below(4)] + random_below(48), random_word());
        /* Sums are mended most of the time, else little would come past them. */
        if (random_below(8) != 0) {
            uint64_t length = window_u32(sample_window(), SAMPLE_MADT + 4);

            sample_seal(SAMPLE_RSDP, 20, SAMPLE_RSDP + 8);
            sample_seal(SAMPLE_RSDP, 36, SAMPLE_RSDP + 32);
            sample_seal(SAMPLE_RSDT, 48, SAMPLE_RSDT + 9);
            sample_seal(SAMPLE_MADT, length, SAMPLE_MADT + 9);
        }
        if (find((uint32_t)random_below(3), (uint32_t)random_below(3))) {
            CHECK(platform.cpu_count > 0 && platform.ioapic_count > 0);
            CHECK(acpi_kernel_devices(&platform, &devices, &error) && region_list_is_valid(&devices));
            good++;
        } else {
            CHECK(error.kind >= BOOT_ACPI_NO_RSDP && error.kind <= BOOT_ACPI_NO_IOAPIC);
        }
    }
    CHECK(good > 100 && good < DAMAGE_ROUNDS);
    case_end("acpi/random damage");
}

int main(void)
{
    good_test();
    rsdp_test();
    xsdt_test();
    table_refusals_test();
    madt_refusals_test();
    kernel_devices_test();
    damage_test();
    return test_end();
}
