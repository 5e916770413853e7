"""Measures the rates and latencies of one operation: of the service with wrk, Postgres with pgbench, SQLite with a bare loop."""

import glob, math, os, pathlib, re, sqlite3, subprocess, tempfile, time

SQL = pathlib.Path(__file__).parent / "pgbench"
WRONG_KEY = "csk_" + "0" * 49  # its checksum is wrong

# The request of each operation, and whether it is always refused.
OPERATIONS = {
    "create": ('"POST", "/api/secrets", {name = prefix .. at}', False),
    "describe": ('"PUT", "/api/secrets/" .. seeded, {name = seeded, description = "d" .. at}', False),
    "reveal": ('"GET", "/api/secrets/" .. seeded .. "/value"', False),
    "list": ('"GET", "/api/secrets?limit=100"', False),
    "create existing": ('"POST", "/api/secrets", {name = seeded}', True),
    "wrong key": ('"GET", "/api/secrets"', True),
}

SCRIPT = """
local threads = 0
function setup(thread) threads = threads + 1 thread:set("number", threads) end
function init()
  at, tokens = 0, {}
  for line in io.lines("%(tokens)s") do table.insert(tokens, line) end
  prefix = "%(prefix)s-" .. number .. "-"
  math.randomseed(number)
  wrk.headers["Content-Type"] = "application/json"
end
local function send(method, path, body)
  wrk.headers["X-Session-API-Key"] = %(key)s
  if body == nil then return wrk.format(method, path) end
  local description = body.description or "d"
  return wrk.format(method, path, nil,
    '{"name":"' .. body.name .. '","value":"ghp_0123456789abcdef0123456789abcdef","description":"' .. description .. '"}')
end
function request()
  at = at + 1
  seeded = "seed-" .. math.random(0, %(seeded)d - 1)
  return send(%(request)s)
end
function done(summary, latency)
  print(string.format("RESULT %%d %%f %%d %%d %%f %%f %%f", summary.requests, summary.duration / 1e6,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout, summary.errors.status,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency:percentile(99.9) / 1000))
end
"""


def wrk(service, operation, connections, seconds, prefix):
    """Sends one operation over a number of connections; returns its figures, latencies in milliseconds."""
    request, refused = OPERATIONS[operation]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT % {
            "tokens": service.dataset.tokens, "prefix": prefix, "request": request,
            "seeded": max(1, service.dataset.secrets // service.dataset.owners),
            "key": f'"{WRONG_KEY}"' if operation == "wrong key"
            else f"tokens[math.random(1, {min(service.dataset.owners, service.dataset.secrets)})]"})
        script.flush()
        service.reset_peak()
        before = service.cpu_seconds()
        output = subprocess.run(["wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s", "-s", script.name,
                                 f"http://127.0.0.1:{service.port}"],
                                capture_output=True, text=True, check=True).stdout
        cpu = service.cpu_seconds() - before
    requests, duration, unanswered, refusals, p50, p99, p999 = map(float, output.split("RESULT ")[1].split())
    if unanswered or refusals != (requests if refused else 0) or not requests:
        raise SystemExit(f"{operation}: {refusals:.0f} of {requests:.0f} refused, {unanswered:.0f} unanswered\n{output}")
    return {"rate": requests / duration, "p50": p50, "p99": p99, "p99.9": p999, "cpu_us": cpu / requests * 1e6,
            "peak_mb": service.peak_mb()}


def pgbench(program, url, owner, transaction, connections, seconds, seeded):
    """Runs bench/pgbench/TRANSACTION.sql, prepared, over a number of connections."""
    with tempfile.TemporaryDirectory(prefix="secrets-bench.") as folder:
        output = subprocess.run(
            [program, url, "-n", "-M", "prepared", "-f", SQL / f"{transaction}.sql", f"-c{connections}", f"-j{min(2, connections)}",
             f"-T{seconds}", "-D", "n=0",
             "-D", f"start={time.time_ns() // 1000}", "-D", f"seeded={seeded}", "-D", f"owner={owner}", "-l",
             f"--log-prefix={folder}/log"], capture_output=True, text=True)
        if output.returncode != 0:
            raise SystemExit(output.stderr)
        times = [int(line.split()[2]) / 1000 for name in glob.glob(f"{folder}/log*") for line in open(name)]
    return {"rate": float(re.search(r"tps = ([0-9.]+)", output.stdout)[1]), **percentiles(times)}


def bare_loop(folder, seconds):
    """Inserts rows like those of secrets into a WAL database with synchronous=FULL, each in its own transaction."""
    path = os.path.join(folder, "bare.db")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS secrets (owner_id BLOB, id BLOB, name TEXT, envelope BLOB, "
                       "PRIMARY KEY (owner_id, id), UNIQUE (owner_id, name))")
    times, start = [], time.perf_counter()
    while (begun := time.perf_counter()) - start < seconds:
        row = (b"o" * 16, begun.hex().encode(), begun.hex(), b"e" * 140)
        connection.execute("INSERT INTO secrets VALUES (?, ?, ?, ?)", row)
        times.append((time.perf_counter() - begun) * 1000)
    connection.close()
    return {"rate": len(times) / seconds, **percentiles(times)}


def percentiles(times):
    times.sort()
    return {name: times[min(len(times) - 1, math.ceil(len(times) * q) - 1)] for name, q in (("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999))}
