"""What the benchmarks run on: published builds of the service on databases that are filled once, and PostgreSQL with its own durability."""

import contextlib, os, pathlib, shutil, subprocess, tempfile, time, urllib.request
from service import ROOT, is_free, postgres

SEED = ROOT / "bench/Secrets.Bench/bin/Release/net10.0/Secrets.Bench.dll"


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


def publish(folder, given=None):
    """Builds what fills databases and, unless one is given, the service as the image has it; returns the service's program."""
    run("dotnet", "build", "-c", "Release", "bench/Secrets.Bench", cwd=ROOT)
    if given:
        return pathlib.Path(given).resolve()
    run("dotnet", "publish", "src/Secrets.Api", "--use-current-runtime", "--no-self-contained", "-p:PublishReadyToRun=true", "-o", folder,
        cwd=ROOT)
    return pathlib.Path(folder, "Secrets.Api.dll")


class Server:
    """A PostgreSQL server of this run."""

    def __init__(self, stack):
        self.connection_string = stack.enter_context(postgres())
        values = dict(part.split("=") for part in self.connection_string.split(";"))
        self.at = f"{values['Username']}@{values['Host']}:{values['Port']}"
        bins = [run("pg_config", "--bindir").strip()] if shutil.which("pg_config") else []
        bins += sorted((str(path) for path in pathlib.Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
        self.pgbench = next((f"{path}/pgbench" for path in bins if os.path.exists(f"{path}/pgbench")), "pgbench")
        self.psql = str(pathlib.Path(self.pgbench).parent / "psql") if "/" in self.pgbench else "psql"

    def url(self, database):
        return f"postgresql://{self.at}/{database}"

    def sql(self, database, statement):
        return run(self.psql, "-AtqX", self.url(database), "-c", statement).strip()

    def connection_string_of(self, database):
        return self.connection_string.replace("Database=postgres", f"Database={database}")


class Dataset:
    """A database with secrets of so many owners, and the settings of a service on it."""

    def __init__(self, folder, provider, secrets, owners, server=None):
        self.folder, self.provider, self.secrets, self.owners, self.server = folder, provider, secrets, owners, server
        self.name = f"{provider.lower()}_{secrets}_{owners}"
        self.tokens = f"{folder}/tokens"
        self.settings = {"Storage__Provider": provider, "Limits__FailedAuthentications": "1000000",
                         "Limits__RequestsPerSecondPerKey": "1000000", "Limits__SecretsPerOwner": "100000000"}
        os.makedirs(folder)
        if server:
            server.sql("postgres", f"CREATE DATABASE {self.name}")
            self.settings["ConnectionStrings__Secrets"] = server.connection_string_of(self.name)
        run("dotnet", SEED, "seed", str(secrets), str(owners), self.tokens, cwd=folder, env=os.environ | self.settings)
        if server:
            server.sql(self.name, "VACUUM ANALYZE")
            server.sql(self.name, "CHECKPOINT")

    def __str__(self):
        return f"{self.provider}, {self.secrets:,} secrets of {self.owners:,} owner{'s' * (self.owners > 1)}"


class Service:
    """A running service on a dataset."""

    def __init__(self, program, dataset):
        self.dataset = dataset
        self.port = next(port for port in range(9400, 9500) if is_free(port))
        self.log = tempfile.TemporaryFile("w+")
        begun = time.perf_counter()
        self.process = subprocess.Popen(["dotnet", program], cwd=dataset.folder, stdout=self.log, stderr=self.log,
                                        env=os.environ | dataset.settings | {"ASPNETCORE_URLS": f"http://127.0.0.1:{self.port}"})
        self.request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/secrets?limit=1",
                                              headers={"X-Session-API-Key": open(dataset.tokens).readline().strip()})
        while not self.answers():
            if self.process.poll() is not None or time.perf_counter() - begun > 60:
                self.log.seek(0)
                raise SystemExit(self.log.read())
            time.sleep(0.005)
        self.first_answer = time.perf_counter() - begun

    def answers(self):
        try:
            with urllib.request.urlopen(self.request, timeout=30) as answer:
                return answer.status == 200
        except OSError:
            return False

    def cpu_seconds(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def reset_peak(self):
        with contextlib.suppress(PermissionError):
            open(f"/proc/{self.process.pid}/clear_refs", "w").write("5")

    def memory_mb(self, field):
        return int(next(line for line in open(f"/proc/{self.process.pid}/status") if line.startswith(field)).split()[1]) / 1024

    def peak_mb(self):
        return self.memory_mb("VmHWM")

    def resident_mb(self):
        return self.memory_mb("VmRSS")

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        self.log.close()
