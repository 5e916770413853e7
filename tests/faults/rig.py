"""Shared by the fault scripts: the published service as real processes, PostgreSQL that waits for its disk, and an HTTP client."""

import argparse, contextlib, http.client, json, os, pathlib, random, signal, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))
from service import is_free  # noqa: E402
from stack import Server, run  # noqa: E402

KEY = "faults-" + os.urandom(16).hex()  # the key of the owner `default`
DATABASES = ("Sqlite", "Postgres")
NO_RESPONSE = (OSError, http.client.HTTPException)


def options(doc, *more):
    """Reads --quick, --program and further flags, and publishes the service unless it is given. `doc` is the script's docstring."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--program", help="Secrets.Api.dll of a published build; else one is published")
    for flag in more:
        parser.add_argument(flag, action="store_true")
    given = parser.parse_args()
    given.program = pathlib.Path(given.program).resolve() if given.program else publish()
    return given


def publish():
    """Publishes the service into a temporary folder, which is removed with this process; returns its program."""
    folder = tempfile.TemporaryDirectory(prefix="secrets-published.")
    publish.kept = folder  # keeps the folder until this process ends
    os.chmod(folder.name, 0o755)  # some services run as another user
    run("dotnet", "publish", "src/Secrets.Api", "--use-current-runtime", "--no-self-contained", "-o", folder.name, cwd=ROOT)
    return pathlib.Path(folder.name, "Secrets.Api.dll")


def free_port():
    """Returns a port below those that clients get: a client that retries must not connect to itself."""
    return next(port for port in iter(lambda: random.randrange(10000, 20000), None) if is_free(port))


@contextlib.contextmanager
def place(database):
    """Creates a temporary folder and a new database; yields (folder, settings of a service, server or None)."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="secrets-faults."))
        server = Server(stack) if database == "Postgres" else None
        yield folder, {"ConnectionStrings__Secrets": server.connection_string} if server else {}, server


class Service:
    """A process of the service, which keeps its port across restarts. Settings are environment variables; None removes one."""

    def __init__(self, program, folder, settings, port=None, command=()):
        self.program, self.folder, self.port, self.command = program, folder, port or free_port(), command
        self.log, self.process = f"{folder}/log.{self.port}", None
        provider = "Postgres" if "Host=" in settings.get("ConnectionStrings__Secrets", "") else "Sqlite"
        settings = os.environ | {
            "Storage__Provider": provider, "ASPNETCORE_URLS": f"http://127.0.0.1:{self.port}", "SESSION_API_KEY": KEY,
            "Limits__FailedAuthentications": "1000000", "Limits__RequestsPerSecondPerKey": "1000000",
            "Limits__SecretsPerOwner": "100000000", "Logging__LogLevel__Requests": "Warning"} | settings
        self.key = settings["SESSION_API_KEY"]
        self.settings = {name: value for name, value in settings.items() if value is not None}

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill()

    def start(self, wait=True):
        """Starts it, behind `command` if there is one, and waits until it is ready."""
        with open(self.log, "a") as log:
            self.process = subprocess.Popen([*self.command, "dotnet", self.program], cwd=self.folder, env=self.settings, stdout=log,
                                            stderr=log)
        if wait:
            self.await_ready()
        return self

    def await_ready(self, seconds=60):
        """Waits until /ready is 200 and returns the seconds; ends the script if it takes longer or the process ends."""
        begun = time.monotonic()
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() - begun > seconds:
                raise SystemExit(f"The service is not ready:\n{self.logged()[-4000:]}")
            time.sleep(0.02)
        return time.monotonic() - begun

    def is_ready(self):
        with self.client(timeout=5) as client, contextlib.suppress(*NO_RESPONSE):
            return client.send("GET", "/ready").status == 200
        return False

    def kill(self, how=signal.SIGKILL):
        """Kills it at once; with SIGTERM it stops as for an operator."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)

    def run_command(self, *arguments):
        """Runs a command of the program on the same database, such as ("doctor",); returns (exit status, output)."""
        done = subprocess.run(["dotnet", self.program, *arguments], cwd=self.folder, env=self.settings, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def examine(self):
        """Returns the faults that `doctor` and `audit verify` find, as a list of texts."""
        results = [(command, *self.run_command(*command)) for command in (("doctor",), ("audit", "verify"))]
        return [f"{' '.join(command)}: {output}" for command, status, output in results if status != 0]

    def client(self, key=None, timeout=30):
        return Client(self.port, key or self.key, timeout)

    def logged(self):
        return pathlib.Path(self.log).read_text(errors="replace")


@contextlib.contextmanager
def failing(service, calls, error):
    """Makes these system calls of a running service fail."""
    strace = subprocess.Popen(["strace", "-f", "-q", "-o", "/dev/null", "-e", f"trace={calls}", "-e", f"inject={calls}:error={error}",
                               "-p", str(service.process.pid)], stderr=subprocess.DEVNULL)
    try:
        while any("TracerPid:\t0\n" in status.read_text() for status in pathlib.Path(f"/proc/{service.process.pid}/task").glob("*/status")):
            time.sleep(0.01)
        yield
    finally:
        strace.send_signal(signal.SIGINT)
        strace.wait(30)


class Response:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


class Client:
    """One keep-alive connection, which never repeats a request: if `send` raises one of NO_RESPONSE, its outcome is unknown."""

    def __init__(self, port, key=KEY, timeout=30):
        self.key, self.connection = key, http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def send(self, method, path, body=None, **headers):
        """Sends a request; `body` is sent as JSON, or unchanged if it is bytes."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key:
            headers.setdefault("X-Session-API-Key", self.key)
        if body is not None:
            headers.setdefault("Content-Type", "text/plain" if path.startswith("/api/import") else "application/json")
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            return Response(response.status, response.headers, response.read())
        except BaseException:
            self.connection.close()
            raise


def finish(failures, figures):
    """Prints the failures and one line of figures, and ends the script with 0 or 1."""
    for failure in failures[:20]:
        print(f"FAILED: {failure}")
    print(figures + (f"; {len(failures)} FAILURES" if failures else ""))
    sys.exit(1 if failures else 0)
