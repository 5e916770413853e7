"""Clients that create, change, rename and delete secrets concurrently, and record the responses in a ledger."""

import os, random, threading, time
from ledger import KEPT, State
from rig import NO_RESPONSE


class Writers:
    """Threads that write until `stop`, with a pause after each change. They reconnect if a connection breaks."""

    def __init__(self, ledger, service, count=6, pause=0.0):
        self.ledger, self.service, self.pause, self.stopping = ledger, service, pause, threading.Event()
        self.threads = [threading.Thread(target=self.write, daemon=True) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)

    def write(self):
        client, own = self.service.client(), []
        while not self.stopping.wait(self.pause):
            if random.random() < 0.1:
                self.write_shared(client)
                continue
            if not own or random.random() < 0.3:
                own.append([State("W" + os.urandom(6).hex())])
                self.ledger.secrets.append(own[-1])
            secret = random.choice(own[-20:])
            if not self.change(client, secret):
                own.remove(secret)  # its outcome is unknown, so it stays unchanged until the next check

    def change(self, client, secret):
        old, value = secret[0], new_value()
        path, choice = f"/api/secrets/{old.name}", random.random()
        if not old.values:
            new, request = old._replace(values=(value,)), ("secret.create", "POST", "/api/secrets", {"name": old.name, "value": value})
        elif choice < 0.2 or len(old.values) == KEPT:
            new, request = State(old.name), ("secret.delete", "DELETE", path)
        elif choice < 0.4:
            name = old.name[:-1] if old.name.endswith("_") else old.name + "_"
            new = old._replace(name=name, description=value[:20])
            request = ("secret.update", "PUT", path, {"name": name, "description": value[:20]})
        else:
            new, request = old._replace(values=(*old.values, value)), ("secret.value", "PUT", f"{path}/value", {"value": value})
        secret.append(new)
        self.ledger.changed.append(secret)
        if self.send(client, *request):
            del secret[0]
            return True
        return False

    def write_shared(self, client):
        (name, sent), value = random.choice(list(self.ledger.shared.items())), new_value()
        sent[value] = None
        if response := self.send(client, "secret.value", "PUT", f"/api/secrets/{name}/value", {"value": value}):
            sent[value] = response.headers["ETag"]

    def send(self, client, action, *request):
        """Sends a change; returns the response if it acknowledges the change."""
        sent = time.monotonic()
        try:
            response = client.send(*request)
        except NO_RESPONSE:
            response = None
        if self.ledger.record(action, sent, response):
            return response
        time.sleep(0.05)
        return None


def new_value():
    """Returns a unique value of varying length."""
    return os.urandom(8).hex() * random.choice((1, 1, 1, 8, 64, 512))


def create_shared(ledger, service):
    with service.client() as client:
        for name in ledger.shared:
            ledger.record("secret.create", time.monotonic(), client.send("POST", "/api/secrets", {"name": name, "value": "the first"}))
