/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * platform BASE [TREE]: memory and devices of a board, as JSON, with the kernel's own rules. BASE is where the kernel's
 * image begins, TREE a file with a device tree; without one the board is that of a kernel that gets none.
 */
#include <addresses.h>
#include <boot/boot_fail.h>
#include <boot/handover.h>
#include <boot/untyped_list.h>
#include <boot_platform.h>
#include <stdio.h>
#include <stdlib.h>

#define TREE_MAX (1u << 20)

_Noreturn void boot_fail_text(const char *text)
{
    fprintf(stderr, "platform: %s\n", text);
    exit(1);
}

_Noreturn void boot_fail(struct boot_error error)
{
    char text[BOOT_ERROR_TEXT_MAX];

    boot_error_text(error, text);
    boot_fail_text(text);
}

static void tree_read(const char *name, struct fdt_platform *platform)
{
    static unsigned char tree[TREE_MAX];
    struct boot_error error = {BOOT_OK, 0, 0};
    FILE *file = fopen(name, "rb");
    size_t bytes = file != NULL ? fread(tree, 1, sizeof(tree), file) : 0;

    if (bytes == 0)
        boot_fail_text("the device tree cannot be read");
    boot_check(fdt_platform_find((struct phys_window){tree, bytes}, platform, &error), &error);
    fclose(file);
}

static void list_print(const char *name, const struct region_list *list, const char *end)
{
    printf("    \"%s\": [", name);
    for (uint32_t i = 0; i < list->count; i++)
        printf("%s\n        {\"start\": %lu, \"end\": %lu}", i == 0 ? "" : ",", list->at[i].start, list->at[i].end);
    printf("\n    ]%s\n", end);
}

int main(int argc, char **argv)
{
    static struct fdt_platform platform;
    static struct region_list usable, kernel_devices, free_memory, devices;
    struct boot_error error = {BOOT_OK, 0, 0};
    struct region kernel = {0, 0};

    if (argc < 2) {
        fprintf(stderr, "platform BASE [TREE]\n");
        return 1;
    }
    kernel = region_make(strtoul(argv[1], NULL, 0), strtoul(argv[1], NULL, 0) + 1);
    if (argc > 2)
        tree_read(argv[2], &platform);
    else
        boot_platform_default(&platform);
    usable = handover_usable(&platform.memory, &platform.reserved, kernel, WINDOW_LIMIT);
    if (!boot_platform_devices(&platform, &kernel_devices))
        boot_fail((struct boot_error){BOOT_PLACE_REGIONS, REGIONS_MAX, 0});
    boot_check(memory_free_find(&usable, region_make(0, 0), &kernel_devices, &free_memory, &error), &error);
    boot_check(memory_devices_find(&free_memory, region_make(0, 0), &kernel_devices, CONFIG_PADDR_USER_DEVICE_TOP,
                                   &devices, &error),
               &error);
    printf("{\n");
    list_print("devices", &devices, ",");
    list_print("memory", &free_memory, "");
    printf("}\n");
    return 0;
}
