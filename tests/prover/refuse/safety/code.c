/* SPDX-License-Identifier: BSD-2-Clause */
#include "code.h"
#include <proof/verify.h>

static struct list list;

/* --- what others call */
static void node_cut(struct node *node)
{
    for (word_t i = 0; i < 2; i++)
        node->next = 0;
}

static void node_paint(struct node *node)
{
    for (word_t i = 0; i < 2; i++)
        node->number = i;
}

static word_t table_at(const struct node *node, word_t i)
{
    return node->table[i];
}

static word_t less_than_table(word_t i)
{
    return i < TABLE_ENTRIES ? i : 0;
}

static void node_count(struct node *node)
{
    node->number++;
}

static word_t request_run(const struct request *request)
{
    for (word_t i = 0; i < 2; i++)
        request->node->number = i;
    return request->node->table[request->colour];
}

static void request_fill(struct request *request, struct node *node)
{
    for (word_t i = 0; i < 2; i++)
        request->node = node;
    request->colour = 1;
}

/* --- looking back */
word_t good_gives_count(struct node *node)
{
    node->number = 0;
    node_count(node);
    return node->table[node->number];
}

word_t bad_bounds_count(struct node *node)
{
    node->number = TABLE_ENTRIES - 1;
    node_count(node);
    return node->table[node->number];
}

void bad_gives_count(struct node *node)
{
    node->number += 2;
}

/* --- pointers */
word_t good_read(const struct node *node)
{
    return node->number;
}

word_t good_null(const struct node *node)
{
    return node == 0 ? 0 : node->number;
}

word_t bad_type_null(const struct node *node)
{
    return node == 0 ? node->number : 0;
}

/* May be called with 0, as what it passes the pointer on to may be. */
word_t good_passed_on(const struct node *node)
{
    return good_null(node);
}

word_t good_next_passed_on(const struct node *node)
{
    return good_passed_on(node->next);
}

static word_t number_of(const struct node *node)
{
    return node->number;
}

word_t bad_type_passed_on(const struct node *node)
{
    return number_of(node->next);
}

word_t good_next(const struct node *node)
{
    return node->next != 0 ? node->next->number : 0;
}

word_t bad_type_next(const struct node *node)
{
    return node->next->number;
}

word_t good_list(const struct list *l)
{
    return l->first != 0 && l == &list ? l->first->number : 0;
}

struct node *good_result(const struct node *node)
{
    return node->next;
}

struct node *bad_result_cast(word_t address)
{
    return (struct node *)address;
}

/* --- fields */
word_t good_index(const struct node *node)
{
    return node->table[node->colour];
}

word_t bad_bounds_index(const struct node *node)
{
    return node->table[node->number];
}

void good_store(struct node *node, word_t colour)
{
    if (colour < TABLE_ENTRIES)
        node->colour = colour;
}

void bad_always_store(struct node *node, word_t colour)
{
    node->colour = colour;
}

void bad_always_link(struct node *node, word_t address)
{
    node->next = (struct node *)address;
}

/* --- calls */
void good_argument(struct node *node)
{
    if (node->next != 0)
        node_cut(node->next);
}

void bad_argument_null(struct node *node)
{
    node_cut(node->next);
}

word_t good_kept(struct node *node)
{
    if (node->next == 0)
        return 0;
    node_paint(node);
    return node->next->number;
}

word_t bad_type_forgotten(struct node *node)
{
    if (node->next == 0)
        return 0;
    node_cut(node);
    return node->next->number;
}

word_t good_needs(const struct node *node, word_t i)
{
    return i < TABLE_ENTRIES ? table_at(node, i) : 0;
}

word_t bad_needs_nothing(const struct node *node, word_t i)
{
    return table_at(node, i);
}

/* --- words and loops */
word_t good_wrap(word_t a, word_t b)
{
    return a * b + a - b;
}

word_t bad_undefined_shift(word_t n)
{
    return (word_t)1 << n;
}

word_t bad_undefined_division(word_t a, word_t b)
{
    return a / b;
}

word_t bad_bounds_wrap(const struct node *node, word_t i)
{
    return i + 1 < TABLE_ENTRIES ? node->table[i] : 0;
}

word_t good_loop(const struct node *node)
{
    word_t sum = 0;

    for (word_t i = 0; i < TABLE_ENTRIES; i++)
        sum += node->table[i];
    return sum;
}

word_t bad_loop_endless(const struct node *node)
{
    word_t length = 0;

    for (; node != 0; node = node->next)
        length++;
    return length;
}

word_t good_gives(const struct node *node, word_t i)
{
    return node->table[less_than_table(i)];
}

word_t bad_gives_more(word_t i)
{
    return i + 1;
}

/* REQUIRES means nothing here: callers do not owe it. */
word_t bad_bounds_requires(const struct node *node, word_t i)
{
    REQUIRES(i < TABLE_ENTRIES);
    return node->table[i];
}

/* --- what relates the fields of an object */
word_t good_relation(const struct node *node)
{
    return node->low <= node->high ? 0 : node->table[TABLE_ENTRIES + node->high];
}

void good_relation_kept(struct node *node, word_t low)
{
    if (low <= node->high)
        node->low = low;
}

void bad_object_relation(struct node *node, word_t low)
{
    node->low = low;
}

void good_relation_both(struct node *node, word_t low)
{
    node->low = low;
    node->high = low;
}

void bad_object_between(struct node *node, word_t low)
{
    node->low = low;
    node->high = node->number;
    node->high = low;
}

/* --- for each word */
word_t good_each(const struct row *row, word_t i)
{
    return i < TABLE_ENTRIES ? ((struct node *)row->base)[i].number : 0;
}

word_t bad_type_each(const struct row *row, word_t i)
{
    return i <= TABLE_ENTRIES ? ((struct node *)row->base)[i].number : 0;
}

void bad_each_store(struct row *row, word_t base)
{
    row->base = base;
}

/* --- for each word, of the object that holds the content */
word_t good_shelf(const struct shelf *shelf, word_t i)
{
    return shelf->is_marked != 0 && i < TABLE_ENTRIES ?
           ((struct node *)((word_t)shelf + SHELF_BYTES))[i].number : 0;
}

word_t bad_type_shelf(const struct shelf *shelf, word_t i)
{
    return i < TABLE_ENTRIES ? ((struct node *)((word_t)shelf + SHELF_BYTES))[i].number : 0;
}

void bad_each_shelf(struct shelf *shelf, const struct shelf *other)
{
    shelf->is_marked = other->is_marked;
}

/* --- structures that are copied as a whole */
void good_copied(struct span *to, const struct span *from)
{
    *to = *from;
}

void good_copied_local(struct span *to, word_t low)
{
    struct span span = {low, low};

    *to = span;
}

void bad_object_copied(struct span *to, word_t low)
{
    struct span span = {low, 1};

    *to = span;
}

void bad_object_parts(struct span *to, word_t low)
{
    to->low = low;
    if (low > to->high)
        to->high = low;
}

void bad_object_parts_call(struct span *to, struct span *other, word_t low)
{
    to->low = low;
    good_copied_local(other, low);
    to->high = low;
}

void bad_object_parts_other(struct span *to, struct span *other, word_t low)
{
    to->low = low;
    other->high = ~(word_t)0;
    to->high = low;
}

void bad_object_after_copy(struct span *to, const struct span *from, word_t low)
{
    *to = *from;
    to->low = low;
}

static struct spans all_spans;

void good_copied_both(word_t low)
{
    struct spans spans = {{low, low}, {low, low}};

    all_spans = spans;
}

void bad_object_copied_first(word_t low)
{
    struct spans spans = {{low, 1}, {low, low}};

    all_spans = spans;
}

/* --- both words of capabilities */
word_t capability_entry(const struct node *node, cap_t cap)
{
    return node->table[cap.w1];
}

cap_t capability_of(word_t i)
{
    return (cap_t){1, i % TABLE_ENTRIES};
}

word_t good_capability(const struct node *node, word_t i)
{
    return capability_entry(node, capability_of(i));
}

word_t bad_always_capability(const struct node *node, word_t i)
{
    return capability_entry(node, (cap_t){1, i});
}

cap_t bad_always_capability_returned(word_t i)
{
    return (cap_t){1, i};
}

/* --- structures on the stack */
word_t good_request(struct node *node)
{
    struct request request = {node, 1};

    return request_run(&request);
}

word_t bad_always_request(struct node *node)
{
    struct request request = {node, TABLE_ENTRIES};

    return request_run(&request);
}

word_t good_request_filled(struct node *node)
{
    struct request request = {node, 0};

    request_fill(&request, node);
    return node->table[request.colour];
}

word_t bad_undefined_request_forgotten(struct node *node, word_t x)
{
    struct request request = {node, 0};

    request_fill(&request, node);
    return x / request.colour;
}

static struct request *kept;

void bad_escape_request(struct request *request)
{
    kept = request;
}

/* --- joined paths */
word_t good_joined(struct node *node, word_t i)
{
    word_t colour = 0;

    if (i != 0)
        node_cut(node);
    else
        colour = node->colour;
    return node->next == 0 ? node->table[colour] : node->next->number;
}

word_t bad_type_joined(struct node *node, word_t i)
{
    if (node->next == 0)
        return 0;
    if (i != 0)
        node_cut(node);
    return node->next->number;
}

word_t good_joined_guard(struct node *node, word_t i)
{
    if (node->next == 0)
        return 0;
    if (i != 0)
        node_cut(node);
    return i == 0 ? node->next->number : 0;
}

/* --- constant tables of addresses */
const char *good_names(word_t i)
{
    static const char *const names[] = {"none", "one", "two"};

    return i < ARRAY_SIZE(names) ? names[i] : 0;
}

/* --- arrays at the end of an object: what a call writes there is forgotten */
static void bag_fill(struct bag *bag)
{
    for (word_t i = 0; i < 2; i++)
        bag->entry[i] = 100;
}

static void bag_count(struct bag *bag)
{
    for (word_t i = 0; i < 2; i++)
        bag->number = i;
}

word_t good_bag(struct bag *bag)
{
    if (bag->entry[1] >= WORD_BITS)
        return 0;
    bag_count(bag);
    return (word_t)1 << bag->entry[1];
}

word_t bad_undefined_bag(struct bag *bag)
{
    if (bag->entry[1] >= WORD_BITS)
        return 0;
    bag_fill(bag);
    return (word_t)1 << bag->entry[1];
}

word_t bad_bounds_bag(const struct bag *bag)
{
    return bag->entry[2];
}

/* --- pointers that may be 0: where the function compares them, there is no object that it might be called with */
static word_t node_number_or(const struct node *node, word_t other)
{
    word_t number = other;

    for (word_t i = 0; i < 2 && node != 0; i++)
        number = node->number;
    return number;
}

word_t good_null_argument(const struct node *node)
{
    return node == 0 ? node_number_or(0, 1) : node_number_or(node, 1);
}

word_t bad_type_null_once(const struct node *node, word_t i)
{
    if (node == 0 && i == 0)
        return 0;
    return node->number;
}

/* --- loops: what their invariants for safety say, and nothing else, is known of what they write */
word_t good_safety_invariant(const struct node *node, word_t n)
{
    word_t last = 0;

    for (word_t i = 0; i < n; i++) {
        INVARIANT(node->number == 7); /* of no matter here */
        GHOST(v_safety_invariant(i <= n));
        GHOST(v_safety_invariant(last < TABLE_ENTRIES));
        VARIANT(n - i);
        if (i < TABLE_ENTRIES)
            last = i;
    }
    return node->table[last];
}

word_t bad_bounds_safety_invariant(const struct node *node, word_t n)
{
    word_t last = 0;

    for (word_t i = 0; i < n; i++) {
        INVARIANT(last < TABLE_ENTRIES);
        GHOST(v_safety_invariant(i <= n));
        VARIANT(n - i);
        if (i < TABLE_ENTRIES)
            last = i;
    }
    return node->table[last];
}

word_t bad_invariant_safety_first(word_t n, word_t m)
{
    for (word_t i = m; i < n; i++) {
        GHOST(v_safety_invariant(i >= 3));
        VARIANT(n - i);
    }
    return n;
}

word_t bad_invariant_safety_kept(const struct node *node, word_t n)
{
    word_t last = 0;

    for (word_t i = 0; i < n; i++) {
        GHOST(v_safety_invariant(i <= n));
        GHOST(v_safety_invariant(last < TABLE_ENTRIES));
        VARIANT(n - i);
        last = i;
    }
    return node->table[last];
}
