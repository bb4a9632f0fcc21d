/* SPDX-License-Identifier: BSD-2-Clause */
#include "remote.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PACKET_MAX 16384
#define CONNECT_TRIES 100
#define CONNECT_PAUSE_US 100000
#define MEMORY_MAX 512

/* Single steps with interrupts and timers as they are: the stub masks both unless told otherwise. */
#define STEP_PLAIN "Qqemu.sstep=0x5"

static int stub = -1;
static char packet[PACKET_MAX];
static size_t packet_length;

void fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("trace: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

/* ---- packets: '$' text '#' two digits of checksum; '}' escapes one character, '*' repeats the last one ---- */

static int next_byte(void)
{
    static unsigned char buffer[PACKET_MAX];
    static ssize_t filled, taken;

    if (taken == filled) {
        filled = read(stub, buffer, sizeof buffer);
        taken = 0;
        if (filled <= 0) {
            filled = 0;
            return -1;
        }
    }
    return buffer[taken++];
}

static void put(int byte)
{
    if (packet_length + 1 >= PACKET_MAX)
        fail("a packet is too long");
    packet[packet_length++] = (char)byte;
}

/* One packet into `packet`; false at the end of the connection. */
static bool receive(void)
{
    int byte = next_byte();

    while (byte != '$') {
        if (byte < 0)
            return false;
        byte = next_byte();
    }
    packet_length = 0;
    for (byte = next_byte(); byte != '#'; byte = next_byte()) {
        if (byte < 0)
            return false;
        if (byte == '}') {
            put(next_byte() ^ 0x20);
        } else if (byte == '*' && packet_length > 0) {
            for (int times = next_byte() - 29; times > 0; times--)
                put(packet[packet_length - 1]);
        } else {
            put(byte);
        }
    }
    (void)next_byte();
    (void)next_byte();
    packet[packet_length] = 0;
    return true;
}

static void transmit(const char *text)
{
    char frame[600];
    unsigned char sum = 0;
    int length = 0;

    for (const char *c = text; *c != 0; c++)
        sum = (unsigned char)(sum + (unsigned char)*c);
    length = snprintf(frame, sizeof frame, "$%s#%02x", text, sum);
    if (length < 0 || (size_t)length >= sizeof frame || write(stub, frame, (size_t)length) != length)
        fail("cannot send '%s'", text);
}

static void ask(const char *text)
{
    transmit(text);
    if (!receive())
        fail("the machine ended in '%s'", text);
}

static void ask_ok(const char *text)
{
    ask(text);
    if (strcmp(packet, "OK") != 0)
        fail("'%s' was answered '%s'", text, packet);
}

static unsigned digit(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    fail("'%c' is no digit in '%.40s'", c, packet);
}

static unsigned byte_at(size_t index)
{
    if (2 * index + 1 >= packet_length)
        fail("'%.40s' is too short", packet);
    return digit(packet[2 * index]) << 4 | digit(packet[2 * index + 1]);
}

static uint64_t number_at(size_t index, size_t bytes)
{
    uint64_t value = 0;

    for (size_t i = bytes; i > 0; i--)
        value = value << 8 | byte_at(index + i - 1);
    return value;
}

/* ---- requests ---- */

void remote_connect(const char *socket_path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (strlen(socket_path) >= sizeof address.sun_path)
        fail("'%s' is too long a name", socket_path);
    strcpy(address.sun_path, socket_path);
    stub = socket(AF_UNIX, SOCK_STREAM, 0);
    for (int tries = 0; connect(stub, (struct sockaddr *)&address, sizeof address) != 0; tries++) {
        if (tries == CONNECT_TRIES)
            fail("nobody listens at '%s'", socket_path);
        usleep(CONNECT_PAUSE_US);
    }
    ask("?");
    ask_ok(STEP_PLAIN);
}

void remote_breakpoint(uint64_t address)
{
    char text[64];

    snprintf(text, sizeof text, "Z0,%llx,1", (unsigned long long)address);
    ask_ok(text);
}

/* Until the machine stops again. A second of the stub's acknowledgements may come first: receive skips them. */
static bool resume(const char *text)
{
    transmit(text);
    if (!receive() || packet[0] == 'W' || packet[0] == 'X')
        return false;
    if (packet[0] != 'T' && packet[0] != 'S')
        fail("'%s' was answered '%s'", text, packet);
    return true;
}

bool remote_continue(void)
{
    return resume("c");
}

bool remote_step(void)
{
    return resume("s");
}

void remote_registers_get(void)
{
    ask("g");
}

uint64_t remote_registers_at(size_t index, size_t bytes)
{
    return number_at(index, bytes);
}

void remote_memory(uint64_t address, void *buffer, size_t bytes)
{
    unsigned char *to = buffer;
    char text[64];

    if (bytes > MEMORY_MAX)
        fail("%zu bytes are too many at once", bytes);
    snprintf(text, sizeof text, "m%llx,%zx", (unsigned long long)address, bytes);
    ask(text);
    if (packet[0] == 'E')
        fail("no memory at %#llx", (unsigned long long)address);
    for (size_t i = 0; i < bytes; i++)
        to[i] = (unsigned char)byte_at(i);
}

uint64_t remote_word(uint64_t address)
{
    uint64_t word = 0;

    remote_memory(address, &word, sizeof word);
    return word;
}

/* A command of QEMU's monitor; its output comes in packets that begin with 'O', before the answer "OK". */
static void monitor(const char *command, char *output, size_t output_max)
{
    char text[200];
    size_t length = 0;
    int at = snprintf(text, sizeof text, "qRcmd,");

    for (const char *c = command; *c != 0; c++)
        at += snprintf(text + at, sizeof text - (size_t)at, "%02x", (unsigned char)*c);
    ask(text);
    while (strcmp(packet, "OK") != 0) {
        if (packet[0] != 'O')
            fail("'%s' was answered '%s'", command, packet);
        for (size_t i = 1; i + 1 < packet_length; i += 2) {
            if (length + 1 >= output_max)
                fail("'%s' says too much", command);
            output[length++] = (char)(digit(packet[i]) << 4 | digit(packet[i + 1]));
        }
        if (!receive())
            fail("the machine ended in '%s'", command);
    }
    output[length] = 0;
}

uint64_t remote_physical(uint64_t address)
{
    char output[200], command[64];
    unsigned long long physical = 0;

    snprintf(command, sizeof command, "gva2gpa 0x%llx", (unsigned long long)address);
    monitor(command, output, sizeof output);
    if (sscanf(output, "gpa: 0x%llx", &physical) != 1)
        fail("%#llx is not mapped: %s", (unsigned long long)address, output);
    return physical;
}

/* "IDT=     <base> <limit>", "TR =<selector> <base> ..." */
uint64_t remote_table_base(const char *name)
{
    static char output[PACKET_MAX];
    const char *at = NULL;
    unsigned long long base = 0;

    monitor("info registers", output, sizeof output);
    at = strstr(output, name);
    if (at == NULL || (at = strchr(at, '=')) == NULL || sscanf(at + 6, "%llx", &base) != 1)
        fail("the monitor does not show '%s'", name);
    return base;
}
