"""Checks that the responses of a register are linearizable.

The search is that of Wing and Gong with Lowe's cache: take an operation that began before every remaining one ended, apply it, and
continue with the rest. Backtrack if that fails, and never try the same rest in the same state twice.
"""
import collections, math

# A call and its response with their times. `apply(state)` returns the next state, or None if the response is impossible in that
# state. With `end` = NEVER the outcome is unknown: it may take effect at any time after its begin, or not at all.
Operation = collections.namedtuple("Operation", "begin end apply what", defaults=("",))
NEVER = math.inf


class NotLinearizable(Exception):
    def __init__(self, operations):
        super().__init__(f"no order explains {'; '.join(f'{one.what} ({one.begin:.4f} to {one.end:.4f})' for one in operations)}")


def check(operations, state):
    """Raises NotLinearizable, with the operations that remain unexplained, unless some order explains all responses."""
    operations = sorted(operations, key=lambda one: one.begin)
    left, tried, steps, most = set(range(len(operations))), set(), [], (0, operations[:5])
    choices = first_of(operations, left)
    while any(operations[i].end < NEVER for i in left):
        for i in choices:
            after = operations[i].apply(state)
            if after is not None and (key := (frozenset(left - {i}), after)) not in tried:
                break
        else:
            if not steps:
                raise NotLinearizable(most[1])
            i, state, choices = steps.pop()
            left.add(i)
            continue
        tried.add(key)
        steps.append((i, state, choices))
        left.discard(i)
        state, choices = after, first_of(operations, left)
        if len(steps) > most[0]:
            most = len(steps), [operations[j] for j in sorted(left)[:5]]


def first_of(operations, left):
    """Returns the operations that can be next: they began before every remaining one ended. The earliest end comes first."""
    found, first_end = [], NEVER
    for i in sorted(left):
        if operations[i].begin > first_end:
            break
        first_end = min(first_end, operations[i].end)
        found.append(i)
    return iter(sorted(found, key=lambda i: operations[i].end))
