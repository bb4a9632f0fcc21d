/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The derivation order as a sequence of entries. Which entry is a child of which is not stored anywhere: it follows
 * from the contents (kernel/object/cap_spec.c).
 */
#include <string.h>
#include "state.h"

struct acap as_cap_null(void)
{
    return (struct acap){.type = AC_NULL};
}

/* Position of a slot's entry; entry_count when the slot is empty. */
static unsigned entry_index(const struct astate *s, word slot)
{
    for (unsigned i = 0; i < s->entry_count; i++) {
        if (s->entry[i].slot == slot) {
            return i;
        }
    }
    return s->entry_count;
}

struct aentry *as_entry_at(struct astate *s, word slot)
{
    unsigned i = entry_index(s, slot);
    return i < s->entry_count ? &s->entry[i] : NULL;
}

struct acap as_cap_in(const struct astate *s, word slot)
{
    unsigned i = entry_index(s, slot);
    return i < s->entry_count ? s->entry[i].cap : as_cap_null();
}

bool as_slot_is_empty(const struct astate *s, word slot)
{
    return entry_index(s, slot) == s->entry_count;
}

/* Replaces the capability in a full slot; place and flags stay. */
void as_cap_set(struct astate *s, word slot, struct acap cap)
{
    struct aentry *e = as_entry_at(s, slot);

    spec_require(e != NULL && cap.type != AC_NULL, "cap_set needs a full slot and a capability");
    e->cap = cap;
}

/* The next slot in the same list, or 0. */
word as_entry_next(const struct astate *s, word slot)
{
    unsigned i = entry_index(s, slot) + 1;
    return i < s->entry_count && !s->entry[i].starts_list ? s->entry[i].slot : 0;
}

word as_entry_previous(const struct astate *s, word slot)
{
    unsigned i = entry_index(s, slot);
    return i > 0 && i < s->entry_count && !s->entry[i].starts_list ? s->entry[i - 1].slot : 0;
}

static void entry_insert_at(struct astate *s, unsigned place, struct aentry e)
{
    spec_require(e.cap.type != AC_NULL && as_slot_is_empty(s, e.slot), "insertion is into an empty slot");
    if (s->entry_count == AS_ENTRIES) {
        s->full = true;
        return;
    }
    memmove(&s->entry[place + 1], &s->entry[place], (s->entry_count - place) * sizeof(e));
    s->entry[place] = e;
    s->entry_count++;
}

/* A capability made at boot: alone in a list of its own. */
void as_entry_start_list(struct astate *s, word slot, struct acap cap)
{
    struct aentry e = {.slot = slot, .cap = cap, .revocable = true, .first_badged = true, .starts_list = true};
    entry_insert_at(s, s->entry_count, e);
}

void as_entry_insert_after(struct astate *s, word source, word slot, struct acap cap, bool revocable, bool first_badged)
{
    struct aentry e = {.slot = slot, .cap = cap, .revocable = revocable, .first_badged = first_badged};
    unsigned place = entry_index(s, source);

    spec_require(place < s->entry_count, "insertion is after a full slot");
    entry_insert_at(s, place + 1, e);
}

/* Takes the entry out. A first-badged one hands that mark to its successor. */
void as_entry_remove(struct astate *s, word slot)
{
    unsigned i = entry_index(s, slot);

    spec_require(i < s->entry_count, "only a full slot is emptied");
    if (i + 1 < s->entry_count && !s->entry[i + 1].starts_list) {
        s->entry[i + 1].first_badged |= s->entry[i].first_badged;
        s->entry[i + 1].starts_list = s->entry[i].starts_list;
    }
    memmove(&s->entry[i], &s->entry[i + 1], (s->entry_count - i - 1) * sizeof(s->entry[0]));
    s->entry_count--;
}

void as_entry_move(struct astate *s, word from, word to)
{
    struct aentry *e = as_entry_at(s, from);

    spec_require(e != NULL && as_slot_is_empty(s, to), "a move is from a full to an empty slot");
    e->slot = to;
}

void as_entry_swap(struct astate *s, word a, word b)
{
    struct aentry *x = as_entry_at(s, a);
    struct aentry *y = as_entry_at(s, b);

    if (x != NULL) {
        x->slot = b;
    }
    if (y != NULL) {
        y->slot = a;
    }
}

/* ---- Canonical order of the lists ---- */

static unsigned list_end(const struct astate *s, unsigned start)
{
    unsigned end = start + 1;
    while (end < s->entry_count && !s->entry[end].starts_list) {
        end++;
    }
    return end;
}

/* Where a list begins, and how long it is. */
struct list {
    word slot;
    unsigned start;
    unsigned length;
};

void as_canonicalize(struct astate *s)
{
    static struct aentry sorted[AS_ENTRIES];
    static struct list lists[AS_ENTRIES];
    unsigned count = 0;
    unsigned done = 0;

    for (unsigned start = 0; start < s->entry_count; start = list_end(s, start)) {
        struct list list = {s->entry[start].slot, start, list_end(s, start) - start};
        unsigned place = count;
        for (; place > 0 && lists[place - 1].slot > list.slot; place--) {
            lists[place] = lists[place - 1];
        }
        spec_require(place == 0 || lists[place - 1].slot < list.slot, "list heads have different slots");
        lists[place] = list;
        count++;
    }
    for (unsigned i = 0; i < count; i++) {
        memcpy(&sorted[done], &s->entry[lists[i].start], lists[i].length * sizeof(sorted[0]));
        done += lists[i].length;
    }
    memcpy(s->entry, sorted, done * sizeof(sorted[0]));
}
