"""Whether what clients were told of a register is what one could have told that does one thing at a time.

The search is that of Wing and Gong with Lowe's memory: take an operation that began before any other one that is left ended, apply
it, and go on with the rest; go back where that leads nowhere, and never try the same rest in the same state twice.
"""
import collections, math

# A call and its answer, and when they were. `apply(state)` is the state afterwards, or None where it is not answered so in that
# state. With `end` = NEVER it is not known what became of it: it may take effect at any time after its begin, or not at all.
Operation = collections.namedtuple("Operation", "begin end apply what", defaults=("",))
NEVER = math.inf


class NotLinearizable(Exception):
    def __init__(self, operations):
        super().__init__(f"no order explains {'; '.join(f'{one.what} ({one.begin:.4f} to {one.end:.4f})' for one in operations)}")


def check(operations, state):
    """Raises NotLinearizable, with those that are left where most are explained, unless some order of the operations explains all answers."""
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
    """Those that can be the next: they began before any that is left ended. Those that ended first come first."""
    found, first_end = [], NEVER
    for i in sorted(left):
        if operations[i].begin > first_end:
            break
        first_end = min(first_end, operations[i].end)
        found.append(i)
    return iter(sorted(found, key=lambda i: operations[i].end))
