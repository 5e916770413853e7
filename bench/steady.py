"""A client that asks at fixed points in time."""

import gc, statistics, threading, time

RATE = 200  # requests each second


def measure(connections, seconds, message):
    """
    The p50 and p99 in milliseconds of a request that must be answered with 200. They count from the point at which it was
    to be sent, so that waiting for an earlier answer counts as well.
    """
    latencies, failures = [], []
    begin = time.perf_counter() + 0.01

    def send(first):
        try:
            for i in range(first, RATE * seconds, len(connections)):
                due = begin + i / RATE
                time.sleep(max(0.0, due - time.perf_counter()))
                connections[first].expect(200, message)
                latencies.append((time.perf_counter() - due) * 1000)
        except (SystemExit, OSError) as e:
            failures.append(e)

    gc.disable()
    threads = [threading.Thread(target=send, args=[first]) for first in range(len(connections))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gc.enable()
    if failures:
        raise SystemExit(f"The client was not served: {failures[0]}")
    return statistics.median(latencies), statistics.quantiles(latencies, n=100)[98]
