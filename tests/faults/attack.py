"""Holds connections that cost a server resources: attack.py PORT KEY headers|bodies|idle=COUNT...

`headers` send a byte of their head each second, `bodies` a byte of their body, evenly spread, and both reconnect when they are
closed. Every other of the `idle` connections has sent a request before. Prints `ready` when all are open; at the end of standard
input, how many connections the server closed, and after which response.
"""
import collections, json, resource, select, socket, sys, time

PORT, KEY = int(sys.argv[1]), sys.argv[2]
HEAD = f"POST /api/secrets HTTP/1.1\r\nHost: s\r\nX-Session-API-Key: {KEY}\r\n".encode()
STARTS = {"headers": HEAD + b"X-Slow: ", "bodies": HEAD + b'Content-Length: 60000\r\n\r\n{"name":"', "idle": b""}
WHOLE = b"GET /alive HTTP/1.1\r\nHost: s\r\n\r\n"
TICKS = 100  # each second
LIFETIME = 15  # seconds that the server tolerates a slow connection


def open_one(kind, i):
    one = socket.create_connection(("127.0.0.1", PORT), 30)
    one.sendall(STARTS[kind])
    if kind == "idle" and i % 2:
        one.sendall(WHOLE)
        response = b""
        while not response.endswith(b"\r\n0\r\n\r\n"):
            response += one.recv(4096)
    one.setblocking(False)
    poll.register(one, select.EPOLLIN)
    connections[one.fileno()] = kind, one
    if kind != "idle":
        slow[one.fileno() % TICKS][one.fileno()] = one


def close_one(file):
    kind, one = connections.pop(file)
    slow[file % TICKS].pop(file, None)
    poll.unregister(file)
    try:
        response = one.recv(4096)
    except OSError:
        response = b""
    one.close()
    closed[f"{kind} {response[9:12].decode() or 'without a response'}"] += 1
    if kind != "idle":
        open_one(kind, 0)


resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
poll, connections, slow, closed = select.epoll(), {}, [{} for _ in range(TICKS)], collections.Counter()
counts = {kind: int(count) for kind, count in (part.split("=") for part in sys.argv[3:])}
for i in range(counts.pop("idle", 0)):
    open_one("idle", i)
for i in range(max(counts.values(), default=0)):
    for kind in counts:
        open_one(kind, 0)
    time.sleep(LIFETIME / max(counts.values()))  # what is opened together is closed together
print("ready", flush=True)
poll.register(sys.stdin, select.EPOLLIN)
tick, begun = 0, time.monotonic()
while True:
    events = [file for file, _ in poll.poll(max(0, begun + tick / TICKS - time.monotonic()))]
    if sys.stdin.fileno() in events:
        break
    for file in events:
        close_one(file)
    if time.monotonic() >= begun + tick / TICKS:
        for one in slow[tick % TICKS].values():
            try:
                one.send(b"x")
            except OSError:
                pass  # it is closed, as the next look shows
        tick += 1
print(json.dumps(closed))
