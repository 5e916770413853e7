"""Prints what was measured, and whether it is what the service is to reach."""

import statistics


def show(result):
    """The tables on standard output; returns the exit status."""
    figures = {(row["of"], row["operation"], row["connections"]): row for row in result["figures"]}
    print(f"{'':28}{'operation':17}{'conns':>6}{'rate/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'p99.9':>9}{'CPU us':>8}{'MB':>6}")
    for (of, operation, connections), row in figures.items():
        rest = f"{row['cpu_us']:8.0f}{row['peak_mb']:6.0f}" if "cpu_us" in row else ""
        print(f"{of:28}{operation:17}{connections:6}{row['rate']:10,.0f}{row['p50']:9.2f}{row['p99']:9.2f}{row['p99.9']:9.2f}{rest}")
    for name, seconds in result["first_answer_s"].items():
        print(f"{name:28}first answer after {seconds:.2f} s, idle {result['idle_mb'][name]:.0f} MB")
    for name, megabytes in result["soak_mb"].items():
        print(f"{name:28}resident in MB while under load: {', '.join(f'{mb:.0f}' for mb in megabytes)}")
    print()
    missed = 0
    for what, value, bound, is_met in targets(result, figures):
        missed += not is_met
        print(f"{'met   ' if is_met else 'MISSED'}  {what:86}{value:8.2f}  {bound}")
    return 1 if missed else 0


def targets(result, figures):
    """(what, value, bound, whether it is met), as far as its figures were measured."""
    names = list(result["datasets"])

    def rate(of, operation, connections=32):
        row = figures.get((of, operation, connections))
        return row and row["rate"]

    def ratio(what, over, under, least):
        if over and under:
            yield what, over / under, f">= {least}", over / under >= least

    def at_most(what, value, most):
        yield what, value, f"<= {most}", value <= most

    for name in names:
        provider, secrets, owners = name.split("_")
        is_smallest = name == next(other for other in names if other.startswith(provider))
        if provider == "postgres" and is_smallest:
            yield from ratio(f"{name}: create, of pgbench's", rate(name, "create"), rate("pgbench", "create"), 0.6)
            yield from ratio(f"{name}: reveal with its event, of pgbench's select", rate(name, "reveal"), rate("pgbench", "reveal"), 0.3)
        if provider == "sqlite" and is_smallest:
            yield from ratio(f"{name}: create over 32 connections, of the bare loop's", rate(name, "create"),
                             rate("bare loop", "create", 1), 3)
            yield from ratio(f"{name}: create over 1 connection, of the bare loop's", rate(name, "create", 1),
                             rate("bare loop", "create", 1), 0.6)
        for operation in ("create", "reveal"):
            if secrets != "1000":
                under = rate(f"{provider}_1000_{owners}", operation) or rate(f"{provider}_1000_1", operation)
                yield from ratio(f"{name}: {operation}, of that with 1,000 stored", rate(name, operation), under, 0.9)
            if owners == "10000":
                yield from ratio(f"{name}: {operation}, of that of 1 owner", rate(name, operation),
                                 rate(f"{provider}_{secrets}_1", operation), 0.8)
        yield from ratio(f"{name}: wrong key, of create", rate(name, "wrong key"), rate(name, "create"), 3)
        for operation in dict.fromkeys(operation for of, operation, _ in figures if of == name):
            row = figures[name, operation, 32]
            yield from at_most(f"{name}: {operation}, p99 over 32 connections, of p50", row["p99"] / row["p50"], 4)
            yield from ratio(f"{name}: {operation} over 256 connections, of 32", rate(name, operation, 256), rate(name, operation), 0.85)
        yield from at_most(f"{name}: first answer after the start, s", result["first_answer_s"][name], 0.7)
        yield from at_most(f"{name}: resident when idle, MB", result["idle_mb"][name], 120)
        yield from at_most(f"{name}: resident under load, MB",
                           max(row.get("peak_mb", 0) for (of, _, _), row in figures.items() if of == name), 250)
    for name, megabytes in result["soak_mb"].items():
        yield from at_most(f"{name}: resident at the end of the soak, of its middle",
                           statistics.median(megabytes[-3:]) / statistics.median(megabytes[3:6]), 1.1)
