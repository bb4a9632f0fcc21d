/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults: messages word by word, who waits how, and what replies do. ipc.md section 8. */
#include <arch_test_isa.h>
#include <object/ipc_world.h>

#define OLD_WORD 0x0ddull

struct fault_world {
    tcb_t *faulter, *handler;
    struct ipc_buffer *buffer; /* the handler's */
    endpoint_t *endpoint;
    reply_t *reply;
};

/* The handler, with a writable buffer (or not), waits for faults; the faulter's registers have known values. */
static struct fault_world fault_new(word_t rights, bool with_buffer)
{
    struct fault_world w = {.faulter = world_runner(10), .handler = world_runner(20)};

    w.endpoint = world_endpoint();
    w.reply = world_reply();
    w.buffer = with_buffer ? world_buffer(w.handler, RIGHT_READ | RIGHT_WRITE) : 0;
    for (word_t i = 0; with_buffer && i < seL4_MsgMaxLength; i++)
        w.buffer->msg[i] = OLD_WORD;
    for (word_t i = 0; i < R_COUNT; i++)
        w.faulter->context.r[i] = 0x4000 + i;
    world_handler(w.faulter, TCB_SLOT_FAULT_HANDLER, w.endpoint, 0xf0, rights);
    world_handler(w.faulter, TCB_SLOT_TIMEOUT_HANDLER, w.endpoint, 0xf1, rights);
    world_enter(w.handler);
    endpoint_receive(w.endpoint, w.handler, true, w.reply);
    world_enter(w.faulter);
    return w;
}

static word_t message_word(const struct fault_world *w, word_t i)
{
    return i < MR_REGISTERS ? world_mr(w->handler, i) : w->buffer->msg[i];
}

static void check_message(const struct fault_world *w, word_t kind, word_t badge, const word_t *words, word_t count)
{
    word_t length = w->buffer == 0 && count > MR_REGISTERS ? MR_REGISTERS : count;

    CHECK(world_badge(w->handler) == badge && world_info(w->handler) == info_new(kind, 0, 0, length));
    for (word_t i = 0; i < length; i++)
        CHECK(message_word(w, i) == words[i]);
    for (word_t i = MR_REGISTERS; w->buffer != 0 && i < seL4_MsgMaxLength; i++)
        CHECK(w->buffer->msg[i] == (i < count ? words[i] : OLD_WORD));
}

/* The handler answers: label, and words in registers and buffer. */
static void answer(const struct fault_world *w, word_t label, const word_t *words, word_t count)
{
    world_enter(w->handler);
    w->handler->context.r[REG_INFO] = info_new(label, 0, 0, count);
    for (word_t i = 0; i < count; i++)
        ipc_set_mr(w->handler, w->buffer, i, words[i]);
    reply_transfer(w->handler, w->reply, true);
}

static bool went_on(const struct fault_world *w)
{
    return w->faulter->state == THREAD_RESTART && w->faulter->fault.kind == 0 && w->faulter->reply == 0 &&
           world_reply_is_free(w->reply);
}

static bool stopped(const struct fault_world *w)
{
    return w->faulter->state == THREAD_INACTIVE && w->faulter->fault.kind == 0 && w->faulter->reply == 0 &&
           world_reply_is_free(w->reply);
}

/* ---- messages ---- */

static void cap_fault_messages(void)
{
    static const struct lookup_failure failures[] = {
        {.kind = seL4_InvalidRoot},
        {.kind = seL4_MissingCapability, .bits_left = 7},
        {.kind = seL4_DepthMismatch, .bits_left = 8, .bits_found = 9},
        {.kind = seL4_GuardMismatch, .bits_left = 10, .bits_found = 12, .guard_found = 11},
    };
    static const word_t words[][4] = {
        {seL4_InvalidRoot}, {seL4_MissingCapability, 7}, {seL4_DepthMismatch, 8, 9}, {seL4_GuardMismatch, 10, 11, 12},
    };

    for (word_t i = 0; i < ARRAY_SIZE(failures); i++) {
        for (unsigned with_buffer = 0; with_buffer < 2; with_buffer++) {
            struct fault_world w = fault_new(RIGHTS_ALL, with_buffer != 0);
            word_t expected[7] = {0x4000 + R_FAULT_IP, 0xc0ffee, i % 2};

            memcpy(expected + 3, words[i], sizeof(words[i]));
            fault_cap(0xc0ffee, i % 2 == 1, &failures[i]);
            check_message(&w, seL4_Fault_CapFault, 0xf0, expected, 4 + i);
            CHECK(w.faulter->state == THREAD_BLOCKED_ON_REPLY && core0.candidate == w.handler);
        }
    }
}

static void unknown_syscall_message(void)
{
    static const word_t order[] = {TEST_UNKNOWN_ORDER};

    for (unsigned with_buffer = 0; with_buffer < 2; with_buffer++) {
        struct fault_world w = fault_new(RIGHTS_ALL, with_buffer != 0);
        word_t expected[seL4_UnknownSyscall_Length] = {0};

        for (word_t i = 0; i < ARRAY_SIZE(order); i++)
            expected[i] = w.faulter->context.r[order[i]];
        expected[seL4_UnknownSyscall_Syscall] = 0xc1;
        fault_unknown_syscall(0xc1);
        check_message(&w, seL4_Fault_UnknownSyscall, 0xf0, expected, seL4_UnknownSyscall_Length);
    }
}

static void exception_and_arch_messages(void)
{
    static const word_t order[] = {TEST_EXCEPTION_ORDER};
    struct fault_world w = fault_new(RIGHTS_ALL, true);
    word_t expected[seL4_UserException_Length] = {0};

    for (word_t i = 0; i < ARRAY_SIZE(order); i++)
        expected[i] = 0x4000 + order[i];
    expected[seL4_UserException_Number] = 6;
    fault_arch(seL4_Fault_UserException, 6, 0, 0);
    check_message(&w, seL4_Fault_UserException, 0xf0, expected, seL4_UserException_Length);
    w = fault_new(RIGHTS_ALL, true);
    fault_arch(seL4_Fault_VMFault, 0xdead000, 1, 5);
    check_message(&w, seL4_Fault_VMFault, 0xf0, (word_t[]){0x4000 + R_FAULT_IP, 0xdead000, 1, 5}, 4);
}

static void timeout_messages(void)
{
    struct fault_world w = fault_new(RIGHTS_ALL, true);

    w.faulter->sc->badge = 0xda7a;
    w.faulter->sc->consumed = 123;
    fault_timeout(w.faulter);
    check_message(&w, seL4_Fault_Timeout, 0xf1, (word_t[]){0xda7a, 123}, 2);
    CHECK(w.faulter->sc != 0 && w.faulter->sc->consumed == 0 && w.faulter->state == THREAD_BLOCKED_ON_REPLY);

    /* No context any more when the message is composed. */
    w = fault_new(RIGHTS_ALL, true);
    tcb_suspend(w.handler);
    w.faulter->sc->badge = 0xda7a;
    fault_timeout(w.faulter);
    CHECK(w.faulter->state == THREAD_BLOCKED_ON_SEND);
    w.faulter->sc = 0;
    world_enter(w.handler);
    w.handler->state = THREAD_RUNNING;
    endpoint_receive(w.endpoint, w.handler, true, w.reply);
    check_message(&w, seL4_Fault_Timeout, 0xf1, (word_t[]){0xda7a}, 1);
}

/* ---- delivery ---- */

/* A passive handler gets the faulter's context, but never that of a thread that is out of time. */
static void fault_donates_to_a_passive_handler(void)
{
    for (unsigned timeout = 0; timeout < 2; timeout++) {
        for (unsigned queued = 0; queued < 2; queued++) {
            struct fault_world w = fault_new(RIGHT_WRITE | RIGHT_GRANT_REPLY, true);
            sched_context_t *sc = w.faulter->sc;

            if (queued)
                tcb_suspend(w.handler);
            w.handler->sc->tcb = 0;
            w.handler->sc = 0;
            if (timeout)
                fault_timeout(w.faulter);
            else
                fault_arch(seL4_Fault_UserException, 6, 0, 0);
            if (queued) {
                CHECK(w.faulter->state == THREAD_BLOCKED_ON_SEND);
                core0.current = w.handler;
                w.handler->state = THREAD_RUNNING;
                endpoint_receive(w.endpoint, w.handler, true, w.reply);
            }
            CHECK(w.faulter->state == THREAD_BLOCKED_ON_REPLY && w.faulter->reply == w.reply);
            CHECK((w.handler->sc == sc) == (timeout == 0) && (w.faulter->sc == sc) == (timeout == 1));
            CHECK(world_stack_is(sc, &w.reply, timeout == 0));
        }
    }
}

static void fault_without_handler(void)
{
    tcb_t *a = world_runner(10);

    world_enter(a);
    fault_arch(seL4_Fault_UserException, 13, 0, 0);
    CHECK(a->state == THREAD_INACTIVE && core0.decision == DECISION_FULL);
}

/* Read by a receive without reply object: the message arrives, the faulter stops with its fault. */
static void fault_without_reply_object(void)
{
    struct fault_world w = fault_new(RIGHTS_ALL, true);

    tcb_suspend(w.handler);
    fault_arch(seL4_Fault_UserException, 6, 0, 0);
    CHECK(w.faulter->state == THREAD_BLOCKED_ON_SEND && w.faulter->wait_badge == 0xf0);
    world_enter(w.handler);
    w.handler->state = THREAD_RUNNING;
    endpoint_receive(w.endpoint, w.handler, true, 0);
    CHECK(world_info(w.handler) == info_new(seL4_Fault_UserException, 0, 0, seL4_UserException_Length));
    CHECK(w.faulter->state == THREAD_INACTIVE && w.faulter->fault.kind == seL4_Fault_UserException);
    tcb_resume(w.faulter);
    CHECK(w.faulter->state == THREAD_RESTART && w.faulter->fault.kind == 0);
}

static void handlers_that_can_be_installed(void)
{
    endpoint_t *endpoint = world_endpoint();

    CHECK(fault_handler_is_valid(cap_null()));
    for (word_t rights = 0; rights <= RIGHTS_ALL; rights++) {
        bool valid = (rights & RIGHT_WRITE) != 0 && (rights & (RIGHT_GRANT | RIGHT_GRANT_REPLY)) != 0;

        CHECK(fault_handler_is_valid(world_endpoint_cap(endpoint, 1, rights)) == valid);
    }
    CHECK(!fault_handler_is_valid(cap_new(CAP_NOTIFICATION, 0, RIGHTS_ALL, physical_of(endpoint), 0)));
}

/* ---- replies ---- */

/* The label means nothing, words are ignored. */
static void reply_to_cap_and_vm_faults(void)
{
    static const word_t words[] = {1, 2, 3, 4, 5};

    for (word_t label = 0; label < 7; label += 6) {
        struct fault_world w = fault_new(RIGHTS_ALL, true);
        struct arch_context before = {.r = {0}};
        struct lookup_failure failure = {.kind = seL4_InvalidRoot};

        before = w.faulter->context;
        fault_cap(3, true, &failure);
        answer(&w, label, words, 5);
        CHECK(went_on(&w) && memcmp(&before, &w.faulter->context, sizeof(before)) == 0);
        w = fault_new(RIGHTS_ALL, true);
        fault_arch(seL4_Fault_VMFault, 1, 2, 3);
        answer(&w, label, words, 5);
        CHECK(went_on(&w) && core0.candidate == w.faulter);
    }
}

/* n words set the first n of the registers, no more than limit; label other than 0 stops the thread. */
static void check_register_reply(word_t kind, const word_t *order, word_t limit)
{
    for (word_t n = 0; n <= limit + 3; n++) {
        word_t words[40] = {0};

        world_start();
        struct fault_world w = fault_new(RIGHTS_ALL, true);
        for (word_t i = 0; i < n; i++)
            words[i] = 0x9000 + i;
        if (kind == seL4_Fault_Timeout)
            fault_timeout(w.faulter);
        else if (kind == seL4_Fault_UserException)
            fault_arch(seL4_Fault_UserException, 6, 0, 0);
        else
            fault_unknown_syscall(1);
        answer(&w, n % 2, words, n);
        CHECK(n % 2 == 0 ? went_on(&w) : stopped(&w));
        for (word_t i = 0; i < limit; i++) {
            word_t value = w.faulter->context.r[order[i]];
            /* Where it continues follows the instruction pointer, two words before, if it has no word itself. */
            word_t word = ((order[i] == REG_NEXT_IP) & (i >= n) & (i < n + 2)) != 0 ? i - 2 : i;

            if (order[i] != TEST_STATUS_REGISTER)
                CHECK(value == (word < n ? 0x9000 + word : 0x4000 + order[i]));
            else if (i < n)
                CHECK(test_status_is_sane(value));
        }
    }
}

static void reply_to_unknown_syscall(void)
{
    static const word_t order[] = {TEST_UNKNOWN_ORDER};

    check_register_reply(seL4_Fault_UnknownSyscall, order, ARRAY_SIZE(order));
}

static void reply_to_user_exception(void)
{
    static const word_t order[] = {TEST_EXCEPTION_ORDER};

    check_register_reply(seL4_Fault_UserException, order, ARRAY_SIZE(order));
}

static void reply_to_timeout(void)
{
    static const word_t order[] = {TEST_TIMEOUT_ORDER};

    check_register_reply(seL4_Fault_Timeout, order, ARRAY_SIZE(order));
}

static void reply_without_buffer(void)
{
    static const word_t words[] = {1, 2, 3, 4};
    static const word_t order[] = {TEST_UNKNOWN_ORDER};
    struct fault_world w = fault_new(RIGHTS_ALL, false);

    fault_unknown_syscall(1);
    world_enter(w.handler);
    for (word_t i = 0; i < MR_REGISTERS; i++)
        ipc_set_mr(w.handler, 0, i, words[i]);
    w.handler->context.r[REG_INFO] = info_new(0, 0, 0, ARRAY_SIZE(order));
    reply_transfer(w.handler, w.reply, true);
    CHECK(went_on(&w) && w.faulter->context.r[order[3]] == 4 && w.faulter->context.r[order[4]] == 0x4000 + order[4]);
}

int main(void)
{
    RUN(cap_fault_messages);
    RUN(unknown_syscall_message);
    RUN(exception_and_arch_messages);
    RUN(timeout_messages);
    RUN(fault_donates_to_a_passive_handler);
    RUN(fault_without_handler);
    RUN(fault_without_reply_object);
    RUN(handlers_that_can_be_installed);
    RUN(reply_to_cap_and_vm_faults);
    RUN(reply_to_unknown_syscall);
    RUN(reply_to_user_exception);
    RUN(reply_to_timeout);
    RUN(reply_without_buffer);
    return test_end();
}
