"""What clients of a service were told, and the check that all of it is there."""

import collections, concurrent.futures, time

KEPT = 10  # versions that a secret keeps
ACTIONS = ("secret.create", "secret.update", "secret.value", "secret.delete")
State = collections.namedtuple("State", "name description values", defaults=("", ()))  # without values there is no such secret


class Ledger:
    def __init__(self):
        self.secrets = []       # the possible states of each: the last one is that of a change whose outcome is not known
        self.changed = []       # secrets that were changed since the last check
        self.shared = {f"SHARED_{i}": {} for i in range(4)}  # changed by all writers: {value that was sent: entity tag or None}
        self.acknowledged = []  # (request id, action, when it was sent)
        self.answers = collections.Counter()
        self.last_refusal = 0.0  # when something was last answered with anything but 200, or not
        self.wrong = collections.Counter()
        self.failures = []

    def told(self, action, sent, answer):
        """Notes the answer to what was sent at a time, or None where none came; returns whether the change is acknowledged."""
        self.answers[answer.status if answer else "none"] += 1
        if answer and answer.status == 200:
            self.acknowledged.append((answer.headers["X-Request-ID"], action, sent))
            return True
        self.last_refusal = time.monotonic()
        if answer and (answer.status != 503 or "Retry-After" not in answer.headers):
            self.fail("answers", f"{action} was answered with {answer.status}: {answer.headers} {answer.body[:200]}")
        return False

    def fail(self, kind, text):
        self.wrong[kind] += 1
        self.failures.append(f"{kind}: {text}")

    def check(self, service, everything=False):
        """Compares what the service has with what was acknowledged since the last check, or ever."""
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
                    self.fail("torn" if is_torn else "lost", f"{secret[-1].name}: {len(secret)} states are possible, and it is in none of them")
                elif true[-1] == len(secret) - 1:
                    del secret[:-1]

    def read(self, client, path):
        answer = client.send("GET", path)
        if answer.status not in (200, 404):
            self.fail("answers", f"GET was answered with {answer.status} when nothing was wrong any more: {answer.headers['X-Request-ID']} {answer.body[:200]}")
        return answer

    def find(self, client, state):
        """The values that were found instead of those of a state, None for what has none."""
        path = f"/api/secrets/{state.name}"
        answer = self.read(client, path)
        if not state.values:
            return [] if answer.status == 404 else [None]
        if answer.status != 200 or (answer.json["version"], answer.json["description"]) != (len(state.values), state.description):
            return [None]
        found = [(value, self.read(client, f"{path}/value?version={i + 1}")) for i, value in enumerate(state.values)]
        return [answer.body.decode() if answer.status == 200 else None for value, answer in found if (answer.status, answer.body.decode()) != (200, value)]

    def check_shared(self, client, name, sent):
        answer = self.read(client, f"/api/secrets/{name}")
        last = answer.json["version"] if answer.status == 200 else 0
        acknowledged = {value for value, tag in sent.items() if tag}
        if len(acknowledged) >= max(last, 1):
            self.fail("lost", f"{name} has version {last}, and {len(acknowledged)} values after the first were acknowledged")

        # Not by entity tags: a new owner key gives every value a new one.
        first = max(2, last - KEPT + 1)
        found = [self.read(client, f"/api/secrets/{name}/value?version={version}").body.decode() for version in range(first, last + 1)]
        for version, value in enumerate(found, first):
            if value not in sent:
                self.fail("torn", f"version {version} of {name} was never sent")
        if len(set(found)) < len(found):
            self.fail("torn", f"two versions of {name} have one value")
        if len(acknowledged - set(found)) > first - 2:
            self.fail("lost", f"{len(acknowledged - set(found))} acknowledged values of {name} are gone, and {first - 2} are no longer kept")

    def check_audit(self, service):
        """Every change that was acknowledged has one event."""
        events = collections.Counter()
        with service.client() as client:
            for action in ACTIONS:
                path = f"/api/audit?action={action}&limit=1000"
                while path:
                    answer = client.send("GET", path)
                    events.update((event["request_id"], action) for event in answer.json["events"] if event["result"] == "done")
                    path = answer.headers.get("Link", "").partition(">")[0].lstrip("<")
        for *change, _ in self.acknowledged:
            if events[tuple(change)] != 1:
                self.fail("audit gaps", f"{change} has {events[tuple(change)]} events")

    def acknowledged_since(self, begun):
        """How many changes are acknowledged that were sent after a time."""
        return sum(sent > begun for *_, sent in self.acknowledged)

    def figures(self):
        unknown = sum(count for status, count in self.answers.items() if status != 200)
        return (f"{len(self.acknowledged)} changes acknowledged, {unknown} not; "
                + ", ".join(f"{kind} {self.wrong[kind]}" for kind in ("lost", "torn", "audit gaps")))
