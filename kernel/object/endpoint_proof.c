/* SPDX-License-Identifier: BSD-2-Clause */
/* Endpoints: state and queue agree, whatever comes and goes. */
#include <arch_kinds_proof.h>
#include <object/ipc_objects_proof.h>

/* of endpoint.c */
void endpoint_enqueue(endpoint_t *endpoint, tcb_t *tcb, word_t state);
void endpoint_dequeue(endpoint_t *endpoint, tcb_t *tcb);
tcb_t *scan_cursor(const endpoint_t *endpoint);
void scan_cursor_set(endpoint_t *endpoint, tcb_t *tcb, word_t badge);

/* ---- the scan cursor ---- */
THEOREM_BITS(endpoint_cursor, "the physical address of a thread comes back from the bits a status word keeps of it")
    (word_t physical)
{
    word_t kept = endpoint_status_cursor(physical);

    v_assume(op_take(physical, 0, 11) == 0 && physical < 0x800000000000);
    v_assert(endpoint_status_cursor_set(0, kept) == physical && (kept == 0) == (physical == 0));
}

THEOREM_BITS(window_address, "the physical address of what lies in the kernel window is its distance from the start")
    (word_t address)
{
    v_assume(address > WINDOW_BASE && address - WINDOW_BASE < WINDOW_LIMIT);
    v_assert(arch_physical_of(address) == address - WINDOW_BASE);
    v_assert(op_take(arch_physical_of(address), 0, 11) == op_take(address - WINDOW_BASE, 0, 11));
}

CONTRACT(scan_cursor, "the thread to be examined next by CancelBadgedSends, or 0", tcb_t *)(const endpoint_t *endpoint)
{
    tcb_t *result = 0;

    v_inv_only("inv_scan_");
    v_inv_requires();
    v_requires(is_endpoint(endpoint));
    result = scan_cursor(endpoint);
    v_ensures(result == ghost_get_scan(endpoint));
    return result;
}

static word_t physical_or_0(const tcb_t *tcb)
{
    return tcb == 0 ? 0 : physical_of(tcb);
}

CONTRACT(scan_cursor_set, "a thread, or none, is the next to be examined; what waiters do stays as it is", void)
    (endpoint_t *endpoint, tcb_t *tcb, word_t badge)
{
    word_t state = endpoint_status_state(endpoint->status);

    v_inv_only("inv_scan_");
    v_inv_requires();
    v_requires(is_endpoint(endpoint) && (tcb == 0 || is_tcb(tcb)));
    v_changes(&endpoint->status, sizeof(word_t));
    v_changes(&tcb->scan_badge, sizeof(word_t));
    bits_window_address((word_t)tcb);
    bits_endpoint_cursor(physical_or_0(tcb));
    ghost_set_scan(endpoint, tcb);
    scan_cursor_set(endpoint, tcb, badge);
    v_ensures(endpoint_status_state(endpoint->status) == state && (tcb == 0 || tcb->scan_badge == badge));
    v_inv_ensures();
}

/* ---- the queue ---- */
static void assume_ipc(void)
{
    v_inv_only("inv_wait_");
    v_inv_only("inv_ipc_");
    v_inv_only("inv_scan_");
    v_inv_assume();
}

static bool may_enqueue(const endpoint_t *endpoint, const tcb_t *tcb, word_t state)
{
    return is_endpoint(endpoint) && is_tcb(tcb) && !is_waiting(tcb) && tcb->priority < PRIORITY_COUNT &&
           (state == ENDPOINT_SEND || state == ENDPOINT_RECEIVE) &&
           (endpoint->head == 0 || endpoint_status_state(endpoint->status) == state);
}

static bool has_arrived(const endpoint_t *endpoint, const tcb_t *tcb, word_t state)
{
    return waits_on(tcb, endpoint) && endpoint_status_state(endpoint->status) == state;
}

static bool same_order(const tcb_t *x, const tcb_t *y, const tcb_t *but, bool before)
{
    return x == but || y == but || waits_before(x, y) == before;
}

/* Behind all of its level. */
static bool is_youngest(const tcb_t *tcb, const tcb_t *x)
{
    return !waits_before(tcb, x) || ghost_get_wait_level(x) < tcb->priority;
}

THEOREM(endpoint_enqueue, "a thread that waits for nothing begins to wait at an endpoint where others do the same, or "
        "nobody waits; state word, queue and threads agree as before")
    (endpoint_t *endpoint, tcb_t *tcb, word_t state)
{
    assume_ipc();
    v_assume(may_enqueue(endpoint, tcb, state));
    endpoint_enqueue(endpoint, tcb, state);
    v_assert(has_arrived(endpoint, tcb, state));
    v_inv_check();
}

THEOREM(endpoint_enqueue_order, "a thread that begins to wait is served behind all of its level; the others stay in "
        "their order")
    (endpoint_t *endpoint, tcb_t *tcb, word_t state, const tcb_t *x, const tcb_t *y)
{
    bool before = false;

    assume_ipc();
    v_assume(may_enqueue(endpoint, tcb, state));
    before = waits_before(x, y);
    endpoint_enqueue(endpoint, tcb, state);
    v_use2(x, y);
    v_assert(same_order(x, y, tcb, before));
    v_assert(is_youngest(tcb, x));
}

static bool has_left(const tcb_t *tcb)
{
    return !is_waiting(tcb) && tcb->wait_object == 0;
}

static bool may_dequeue(const endpoint_t *endpoint, const tcb_t *tcb)
{
    return is_endpoint(endpoint) && waits_on(tcb, endpoint);
}

THEOREM(endpoint_dequeue, "a thread stops to wait at an endpoint, which is as new when it was the last; state word, "
        "queue, threads and the scan's cursor agree as before")
    (endpoint_t *endpoint, tcb_t *tcb)
{
    assume_ipc();
    v_assume(may_dequeue(endpoint, tcb));
    endpoint_dequeue(endpoint, tcb);
    v_assert(has_left(tcb));
    v_inv_check();
}

THEOREM(endpoint_reorder, "a waiting thread gets another priority, and waits on; state word, queue and threads agree "
        "as before")
    (endpoint_t *endpoint, tcb_t *tcb, word_t priority)
{
    assume_ipc();
    v_assume(may_dequeue(endpoint, tcb));
    v_assume(priority < PRIORITY_COUNT);
    endpoint_reorder(endpoint, tcb, priority);
    v_assert(waits_on(tcb, endpoint));
    v_inv_check();
}
