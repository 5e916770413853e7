// How OpenHands' own client asks whether a server is there, against the service at URL.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ServerClient } from "@openhands/typescript-client/clients";

const { URL: host, KEY: apiKey } = process.env;

for (const [kind, options] of Object.entries({ "with a key": { host, apiKey }, "without a key": { host } })) {
  test(`the server is found alive, well and ready ${kind}`, async () => {
    const client = new ServerClient(options);

    assert.deepEqual(await client.getAlive(), { status: "ok" });
    assert.deepEqual(await client.getHealth(), { status: "ok" });
    assert.deepEqual(await client.getReady(), { status: "ready" });
  });
}
