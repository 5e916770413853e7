// OpenHands' own client of the agent server, unchanged, against the service at URL with the key KEY.
import assert from "node:assert/strict";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { test } from "node:test";
import { HttpError } from "@openhands/typescript-client/client/http-client";
import { SettingsClient } from "@openhands/typescript-client/clients";

const { URL: host, KEY: apiKey } = process.env;
const client = new SettingsClient({ host, apiKey });

/** A name that no other test has, of a secret that goes when the test ends. */
function own(t, name = "") {
  const unique = `clients-${randomUUID()}${name}`;
  t.after(() => client.deleteSecret(unique).catch(() => {}));
  return unique;
}

const listed = async name => (await client.listSecrets()).secrets.filter(secret => secret.name === name);

/** The custom-secrets routes, for which the client has no methods. */
const request = (method, path, body) =>
  fetch(`${host}/api/secrets${path}`, {
    method,
    headers: { "X-Session-API-Key": apiKey, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
const path = name => `/${encodeURIComponent(name)}`;

const fails = (status, response) => error => {
  assert.ok(error instanceof HttpError, String(error));
  assert.deepEqual({ status: error.status, response: error.response }, { status, response });
  return true;
};

test("a secret is created, listed, read and deleted", async t => {
  const name = own(t);

  assert.deepEqual(await client.upsertSecret({ name, value: "hunter2", description: "a password" }), { name, description: "a password" });

  assert.deepEqual(await listed(name), [{ name, description: "a password" }]);
  assert.equal(await client.getSecret(name), "hunter2");
  assert.deepEqual(await client.deleteSecret(name), { deleted: true });
  assert.deepEqual(await listed(name), []);
});

test("a secret without a description has null", async t => {
  const [absent, given] = [own(t, "absent"), own(t, "null")];

  assert.deepEqual(await client.upsertSecret({ name: absent, value: "x" }), { name: absent, description: null });
  assert.deepEqual(await client.upsertSecret({ name: given, value: "x", description: null }), { name: given, description: null });

  assert.deepEqual(await listed(absent), [{ name: absent, description: null }]);
  assert.deepEqual(await listed(given), [{ name: given, description: null }]);
});

test("a second upsert replaces value and description", async t => {
  const name = own(t);
  await client.upsertSecret({ name, value: "old", description: "before" });

  assert.deepEqual(await client.upsertSecret({ name, value: "new", description: "after" }), { name, description: "after" });

  assert.deepEqual(await listed(name), [{ name, description: "after" }]);
  assert.equal(await client.getSecret(name), "new");
});

const pem = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" });
const values = {
  "a PEM key": pem,
  "a PEM key with CRLF": pem.replaceAll("\n", "\r\n"),
  "unicode": "pässwörd – 秘密 🔑 e\u0301 \u2028",
  "an empty value": "",
  "a trailing newline": "token\n",
  "white space alone": " \t\r\n ",
  "a value that looks like JSON": '{"value": ["\\u0041", null]}',
  "a value that is a JSON string": '"quoted"',
  "a NUL and other controls": "a\0b\u0001\u001b[0m\u007f",
  "64 KiB": "0123456789abcdef".repeat(4096),
  "64 KiB of unicode": "🔑".repeat(16384),
};
for (const [kind, value] of Object.entries(values)) {
  test(`${kind} is read byte for byte`, async t => {
    const name = own(t);
    await client.upsertSecret({ name, value });

    assert.ok((await client.getSecret(name)) === value, "another value was read");

    const answer = await request("GET", `${path(name)}/value`);
    assert.equal(answer.headers.get("Content-Type"), "text/plain; charset=utf-8");
    assert.ok(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(value)), "other bytes were returned");
  });
}

const names = [
  "with  spaces ", "a/b", "//", "a/../b", "/value", "100%", "%2F", "%25", "%00", "a+b", "?#&=;", "\\\"'<>{}", "ünïcødé 秘密 🔑", "e\u0301",
];
for (const suffix of names) {
  test(`a secret may be named ${suffix}`, async t => {
    const name = own(t, suffix);

    assert.deepEqual(await client.upsertSecret({ name, value: suffix, description: suffix }), { name, description: suffix });

    assert.deepEqual(await listed(name), [{ name, description: suffix }]);
    assert.equal(await client.getSecret(name), suffix);
    assert.deepEqual(await client.deleteSecret(name), { deleted: true });
    await assert.rejects(client.getSecret(name), fails(404, { detail: "Secret not found" }));
  });
}

test("a name and its encodings are different secrets", async t => {
  const plain = own(t, "/%2F");
  const all = [plain, encodeURIComponent(plain), encodeURIComponent(encodeURIComponent(plain))];
  t.after(() => Promise.allSettled(all.map(name => client.deleteSecret(name))));
  for (const name of all) await client.upsertSecret({ name, value: name });

  for (const name of all) assert.equal(await client.getSecret(name), name);
  await client.deleteSecret(all[1]);

  assert.deepEqual((await Promise.all(all.map(listed))).map(found => found.length), [1, 0, 1]);
});

test("a wrong key is refused by every method", async t => {
  const name = own(t);
  await client.upsertSecret({ name, value: "kept" });
  const stranger = new SettingsClient({ host, apiKey: "csk_this-is-no-key-of-the-service" });
  const refused = fails(401, { detail: "Unauthorized" });

  await assert.rejects(stranger.listSecrets(), refused);
  await assert.rejects(stranger.upsertSecret({ name, value: "taken" }), refused);
  await assert.rejects(stranger.getSecret(name), refused);
  await assert.rejects(stranger.deleteSecret(name), refused);
  await assert.rejects(new SettingsClient({ host }).listSecrets(), refused);

  assert.equal(await client.getSecret(name), "kept");
});

test("a secret that is not there is 404", async t => {
  const name = own(t);

  await assert.rejects(client.getSecret(name), fails(404, { detail: "Secret not found" }));
  await assert.rejects(client.deleteSecret(name), fails(404, { detail: "Secret not found" }));
});

test("what the client stored is what the custom-secrets routes have", async t => {
  const [described, bare, renamed] = [own(t, "/1"), own(t, "/2"), own(t, "/3")];
  await client.upsertSecret({ name: described, value: "one", description: "first" });
  await client.upsertSecret({ name: bare, value: "two" });

  const { custom_secrets } = await (await request("GET", "")).json();
  assert.deepEqual(custom_secrets.filter(({ name }) => name === described), [{ name: described, description: "first" }]);
  assert.deepEqual(custom_secrets.filter(({ name }) => name === bare), [{ name: bare, description: "" }]);

  assert.equal((await request("POST", "", { name: bare, value: "other" })).status, 400);
  assert.equal((await request("PUT", path(described), { name: renamed, description: "moved" })).status, 200);
  assert.deepEqual(await listed(described), []);
  assert.deepEqual(await listed(renamed), [{ name: renamed, description: "moved" }]);
  assert.equal(await client.getSecret(renamed), "one");

  assert.equal((await request("DELETE", path(bare))).status, 200);
  await assert.rejects(client.getSecret(bare), fails(404, { detail: "Secret not found" }));
});

test("what the custom-secrets routes stored is what the client has", async t => {
  const name = own(t, "/");
  assert.equal((await request("POST", "", { name, value: pem, description: "a key" })).status, 200);

  assert.deepEqual(await listed(name), [{ name, description: "a key" }]);
  assert.equal(await client.getSecret(name), pem);
  assert.deepEqual(await client.upsertSecret({ name, value: "replaced", description: "the same" }), { name, description: "the same" });
  assert.equal(await (await request("GET", `${path(name)}/value`)).text(), "replaced");
  assert.deepEqual(await client.deleteSecret(name), { deleted: true });
  assert.equal((await request("GET", `${path(name)}/value`)).status, 404);
});
