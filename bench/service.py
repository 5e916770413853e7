"""What the benchmarks share: the Release build of the service on a new database, and a lean HTTP/1.1 client."""

import contextlib, json, os, pathlib, socket, subprocess, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "src/Secrets.Api/bin/Release/net10.0/Secrets.Api.dll"
KEY = "benchmark-" + os.urandom(16).hex()  # the key of the owner `default`
DATABASES = ("Sqlite", "Postgres")


def build(root=ROOT):
    done = subprocess.run(["dotnet", "build", "-c", "Release", "src/Secrets.Api"], cwd=root, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(done.stdout + done.stderr)


@contextlib.contextmanager
def postgres():
    """A throw-away server that waits for its disk as a real one does; yields its connection string."""
    server = subprocess.Popen([ROOT / "tests/postgres.sh"], env=os.environ | {"SECRETS_TEST_POSTGRES_OPTIONS": "-c max_connections=1000"},
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        line = server.stdout.readline().strip()
        if not line:
            raise SystemExit("Postgres did not start.")
        yield line
    finally:
        server.stdin.close()  # it stops when its standard input ends
        server.wait(60)


@contextlib.contextmanager
def service(database, program=PROGRAM, **settings):
    """Runs the service, or an earlier build of it, on a new database in a temporary folder; yields its port."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="secrets-bench."))
        if database == "Postgres":
            settings["ConnectionStrings__Secrets"] = stack.enter_context(postgres())
        port = next(port for port in range(9400, 9500) if is_free(port))
        settings |= {"Storage__Provider": database, "ASPNETCORE_URLS": f"http://127.0.0.1:{port}", "SESSION_API_KEY": KEY}
        log = stack.enter_context(open(f"{folder}/log", "w+"))
        process = subprocess.Popen(["dotnet", program], cwd=folder, env=os.environ | settings, stdout=log, stderr=log)
        try:
            for _ in range(300):
                if process.poll() is not None:
                    log.seek(0)
                    raise SystemExit(log.read())
                if not is_free(port):
                    break
                time.sleep(0.1)
            yield port
        finally:
            process.terminate()
            process.wait(60)


def is_free(port):
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) != 0


def request(method, path, key, body=None):
    """The bytes of a request."""
    content = b"" if body is None else json.dumps(body).encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-Session-API-Key: {key}\r\n"
    if body is not None:
        head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    return head.encode() + b"\r\n" + content


class Connection:
    """One keep-alive connection. Leaner than http.client, so that less of what is measured is Python."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, message):
        """Sends a request; returns the head and the body of its answer, as they came."""
        self.socket.sendall(message)
        received = b""
        while True:
            part = self.socket.recv(65536)
            if not part:
                raise ConnectionError("The service closed the connection.")
            received += part
            head, end, body = received.partition(b"\r\n\r\n")
            if not end:
                continue
            if b"Transfer-Encoding: chunked" in head:
                if body.endswith(b"\r\n0\r\n\r\n"):
                    return head, body
            elif len(body) >= int(head.partition(b"Content-Length: ")[2].split(b"\r\n")[0]):
                return head, body

    def expect(self, status, message):
        head, body = self.send(message)
        if not head.startswith(b"HTTP/1.1 %d " % status):
            raise SystemExit(f"Not {status}: {head.decode()}\n\n{body.decode()}")
        return body
