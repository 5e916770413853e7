#!/usr/bin/env python3
"""Writes to a running service and records the acknowledged values.

usage: load.py write URL KEY FILE    until SIGTERM: four writers; FILE gets a line for each value that got 200
       load.py unbroken URL KEY FILE until SIGTERM: like write, with two clients whose bodies take a second; exits with 1 unless
                                     all requests get 200
       load.py check URL KEY FILE    reveals every value of FILE; exits with 1 if one is lost or differs
Only `write` tolerates failures, for use while the service is disturbed. A value that was not acknowledged may be there or not.
"""
import http.client, itertools, json, os, signal, sys, threading, time
from urllib.parse import urlsplit

command, url, key, path = sys.argv[1:]
address = urlsplit(url)
HEADERS = {"X-Session-API-Key": key, "Content-Type": "application/json"}


def connect():
    return http.client.HTTPConnection(address.hostname, address.port, timeout=20)


def send(connection, method, target, body=None):
    connection.request(method, target, None if body is None else json.dumps(body), HEADERS)
    response = connection.getresponse()
    return response.status, response.read().decode()


def write(file, lock, stop):
    connection, run = connect(), os.urandom(4).hex()
    for i in itertools.count():
        name = f"W{run}_{i}"
        try:
            for version, method, target in ((1, "POST", "/api/secrets"), (2, "PUT", f"/api/secrets/{name}/value")):
                value = f"{name} {version} {os.urandom(8).hex()}"
                if stop.is_set():
                    break
                status = send(connection, method, target, {"name": name, "value": value} if version == 1 else {"value": value})[0]
                if status != 200:
                    broken.append(status)
                    break
                with lock:
                    file.write(f"{name} {version} {value}\n")
                    file.flush()
        except (OSError, http.client.HTTPException) as e:
            broken.append(repr(e))
            connection.close()
            connection = connect()
            time.sleep(0.05)
        if stop.is_set():
            return


def write_slowly(stop):
    """Sends requests slowly, so that their bodies are incomplete when a replica stops."""
    for i in itertools.count():
        if stop.is_set():
            return
        body = json.dumps({"name": f"SLOW{os.urandom(8).hex()}", "value": f"v{i}"}).encode()
        connection = connect()
        try:
            connection.putrequest("POST", "/api/secrets")
            for name, value in (HEADERS | {"Content-Length": str(len(body)), "Connection": "close"}).items():
                connection.putheader(name, value)
            connection.endheaders(body[:5])
            time.sleep(1)
            connection.send(body[5:])
            if (status := connection.getresponse().status) != 200:
                broken.append(status)
        except (OSError, http.client.HTTPException) as e:
            broken.append(repr(e))
        connection.close()


broken = []
if command in ("write", "unbroken"):
    stop, lock = threading.Event(), threading.Lock()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with open(path, "a") as file:
        writers = [threading.Thread(target=write, args=(file, lock, stop)) for _ in range(4)]
        writers += [threading.Thread(target=write_slowly, args=(stop,)) for _ in range(2 if command == "unbroken" else 0)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
    if command == "unbroken" and broken:
        print(f"{len(broken)} requests were cut or refused: {broken[:5]}")
        sys.exit(1)
else:
    connection, wrong = connect(), 0
    lines = open(path).read().splitlines()
    for line in lines:
        name, version, value = line.split(" ", 2)
        response = send(connection, "GET", f"/api/secrets/{name}/value?version={version}")
        if response != (200, value):
            wrong += 1
            print(f"{name} version {version}: {response[0]}, not the acknowledged value")
    print(f"{len(lines)} values were acknowledged, {wrong} of them are lost")
    sys.exit(1 if wrong or not lines else 0)
