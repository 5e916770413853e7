"""The acknowledgements that clients of a service received, and the check that all acknowledged changes are there."""

import collections, concurrent.futures, time

KEPT = 10  # versions that a secret keeps
ACTIONS = ("secret.create", "secret.update", "secret.value", "secret.delete")
State = collections.namedtuple("State", "name description values", defaults=("", ()))  # without values the secret does not exist


class Ledger:
    def __init__(self):
        self.secrets = []       # the possible states of each; the last one is of a change with unknown outcome
        self.changed = []       # secrets that were changed since the last check
        self.shared = {f"SHARED_{i}": {} for i in range(4)}  # changed by all writers: {value that was sent: entity tag or None}
        self.acknowledged = []  # (request id, action, when it was sent)
        self.responses = collections.Counter()
        self.last_refusal = 0.0  # when a request last got no 200
        self.wrong = collections.Counter()
        self.failures = []

    def record(self, action, sent, response):
        """Records the response to a change that was sent at a time, or None without one; returns True if the change is acknowledged."""
        self.responses[response.status if response else "none"] += 1
        if response and response.status == 200:
            self.acknowledged.append((response.headers["X-Request-ID"], action, sent))
            return True
        self.last_refusal = time.monotonic()
        if response and (response.status != 503 or "Retry-After" not in response.headers):
            self.fail("responses", f"{action} got {response.status}: {response.headers} {response.body[:200]}")
        return False

    def fail(self, kind, text):
        self.wrong[kind] += 1
        self.failures.append(f"{kind}: {text}")

    def check(self, service, everything=False):
        """Compares the secrets of the service with the changes acknowledged since the last check, or ever."""
        secrets, self.changed = self.secrets if everything else list({id(secret): secret for secret in self.changed}.values()), []
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda part: self.check_some(service, part), [secrets[i::4] for i in range(4)]))
        with service.client() as client:
            for name, sent in self.shared.items():
                self.check_shared(client, name, sent)

    def check_some(self, service, secrets):
        with service.client() as client:
            for secret in secrets:
                found = [self.find(client, state) for state in secret]
                true = [i for i, differences in enumerate(found) if not differences]
                if not true:
                    known = {value for state in secret for value in state.values}
                    is_torn = any(value is not None and value not in known for differences in found for value in differences)
                    self.fail("torn" if is_torn else "lost",
                              f"{secret[-1].name}: {len(secret)} states are possible, and it has none of them")
                elif true[-1] == len(secret) - 1:
                    del secret[:-1]

    def read(self, client, path):
        response = client.send("GET", path)
        if response.status not in (200, 404):
            self.fail("responses",
                      f"GET got {response.status} after the fault had ended: {response.headers['X-Request-ID']} {response.body[:200]}")
        return response

    def find(self, client, state):
        """Returns the values found instead of those of a state, with None for a missing one."""
        path = f"/api/secrets/{state.name}"
        response = self.read(client, path)
        if not state.values:
            return [] if response.status == 404 else [None]
        if response.status != 200 or (response.json["version"], response.json["description"]) != (len(state.values), state.description):
            return [None]
        found = [(value, self.read(client, f"{path}/value?version={i + 1}")) for i, value in enumerate(state.values)]
        return [response.body.decode() if response.status == 200 else None for value,
                response in found if (response.status, response.body.decode()) != (200, value)]

    def check_shared(self, client, name, sent):
        response = self.read(client, f"/api/secrets/{name}")
        last = response.json["version"] if response.status == 200 else 0
        acknowledged = {value for value, tag in sent.items() if tag}
        if len(acknowledged) >= max(last, 1):
            self.fail("lost", f"{name} has version {last}, and {len(acknowledged)} values after the first were acknowledged")

        # Entity tags do not help, because a new owner key changes the tag of every value.
        first = max(2, last - KEPT + 1)
        found = [self.read(client, f"/api/secrets/{name}/value?version={version}").body.decode() for version in range(first, last + 1)]
        for version, value in enumerate(found, first):
            if value not in sent:
                self.fail("torn", f"version {version} of {name} was never sent")
        if len(set(found)) < len(found):
            self.fail("torn", f"two versions of {name} have one value")
        if len(acknowledged - set(found)) > first - 2:
            self.fail("lost",
                      f"{len(acknowledged - set(found))} acknowledged values of {name} are gone, and {first - 2} are no longer kept")

    def check_audit(self, service):
        """Checks that every acknowledged change has one event."""
        events = collections.Counter()
        with service.client() as client:
            for action in ACTIONS:
                path = f"/api/audit?action={action}&limit=1000"
                while path:
                    response = client.send("GET", path)
                    events.update((event["request_id"], action) for event in response.json["events"] if event["result"] == "done")
                    path = response.headers.get("Link", "").partition(">")[0].lstrip("<")
        for *change, _ in self.acknowledged:
            if events[tuple(change)] != 1:
                self.fail("audit gaps", f"{change} has {events[tuple(change)]} events")

    def acknowledged_since(self, begun):
        """Returns the number of acknowledged changes that were sent after a time."""
        return sum(sent > begun for *_, sent in self.acknowledged)

    def figures(self):
        unknown = sum(count for status, count in self.responses.items() if status != 200)
        return (f"{len(self.acknowledged)} changes acknowledged, {unknown} not; "
                + ", ".join(f"{kind} {self.wrong[kind]}" for kind in ("lost", "torn", "audit gaps")))
