"""PostgreSQL servers that a fault script stops, starts and promotes: one of tests/postgres.sh, and standbys of it."""

import os, pathlib, pwd, shutil, time
from rig import run


class Node:
    """A server on 127.0.0.1. Under root its programs run as the owner of its files."""

    def __init__(self, server):
        self.server = server
        self.data = pathlib.Path(server.sql("postgres", "SHOW data_directory"))
        self.port = int(server.at.rpartition(":")[2])
        self.user = pwd.getpwuid(self.data.stat().st_uid)

    def copy(self, port):
        """Returns another server in the same folder. It runs once it follows a primary."""
        other = object.__new__(Node)
        other.server, other.port, other.user, other.data = self.server, port, self.user, self.data.with_name(f"data.{port}")
        return other

    def tool(self, name, *arguments):
        done = run(str(pathlib.Path(self.server.psql).parent / name) if "/" in self.server.psql else name, *arguments, cwd="/",
                   **({"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}))
        return done.strip()

    def sql(self, statement):
        return self.tool("psql", "-AtqX", f"postgresql://postgres@127.0.0.1:{self.port}/postgres", "-c", statement)

    def control(self, *arguments):
        self.tool("pg_ctl", "-D", self.data, "-s", "-w", "-l", self.data / "server.log", *arguments)

    def start(self):
        self.control("start", "-o", f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=1000")

    def stop(self, mode="immediate"):
        self.control("stop", "-m", mode)

    def follow(self, primary):
        """Becomes a standby of another server, with a fresh copy of its data."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(0o700)
        os.chown(self.data, self.user.pw_uid, self.user.pw_gid)
        source = f"postgresql://postgres@127.0.0.1:{primary.port}/postgres"
        self.tool("pg_basebackup", "-d", source, "-D", self.data, "-R", "-c", "fast", "--no-sync")
        self.start()

    def require(self, standby):
        """Makes every commit wait for a standby, or no longer."""
        self.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{'*' if standby else ''}'")
        self.sql("SELECT pg_reload_conf()")
        while standby and self.sql("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") != "1":
            time.sleep(0.05)

    def promote(self):
        self.control("promote")
