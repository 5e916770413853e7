// A secret's life through the TypeScript client that NSwag generated from the document of the service at URL, with the key KEY.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  CustomSecretModel,
  CustomSecretWithoutValueModel,
  DetailResponse,
  ErrorResponse,
  HTTPValidationError,
  MessageResponse,
  SecretsClient,
  SetSecretValueRequest,
} from "./SecretsClient.js";

const value = '-----BEGIN KEY-----\nä "秘密" 🔑\\n\n-----END KEY-----\n';
const name = `nswag/typescript 100%2F? ${randomUUID()}`;
const renamed = `${name} renamed`;

const clientWith = (key = "") =>
  new SecretsClient(process.env.URL, {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, "X-Session-API-Key": key } }),
  });
const client = clientWith(process.env.KEY);

async function listed(wanted: string) {
  const { custom_secrets } = await client.load_custom_secrets_names_api_secrets_get();
  return custom_secrets?.find(secret => secret.name === wanted);
}

/** What a call is refused with: the generated client throws the answer itself. */
async function thrown<T>(answer: new () => T, call: () => Promise<unknown>): Promise<T> {
  const error = await call().then(() => assert.fail("the call was not refused"), (reason: unknown) => reason);
  assert.ok(error instanceof answer, String(error));
  return error;
}

async function life() {
  const secret = new CustomSecretModel({ name, value, description: "made by a generated client" });
  const created = await client.create_custom_secret_api_secrets_post(secret);
  assert.equal(created.message, "Secret created successfully");
  assert.equal((await listed(name))?.description, "made by a generated client");
  assert.equal(await client.reveal_secret(name), value);

  const change = new CustomSecretWithoutValueModel({ name: renamed, description: "renamed" });
  const updated = await client.update_custom_secret_api_secrets__secret_id__put(name, change);
  assert.equal(updated.message, "Secret updated successfully");
  assert.equal(await listed(name), undefined);
  assert.equal((await listed(renamed))?.description, "renamed");
  assert.equal(await client.reveal_secret(renamed), value);

  const deleted = await client.delete_custom_secret_api_secrets__secret_id__delete(renamed);
  assert.deepEqual(deleted, { message: "Secret deleted successfully" });
  assert.equal(await listed(renamed), undefined);
}

async function versions() {
  await client.create_custom_secret_api_secrets_post(new CustomSecretModel({ name, value: "first" }));
  await client.put_secret_value(name, new SetSecretValueRequest({ value }));
  assert.equal((await client.get_secret(name)).version, 2);
  const { versions } = await client.list_secret_versions(name);
  assert.deepEqual(versions.map(({ number, current }) => ({ number, current })), [{ number: 2, current: true }, { number: 1, current: false }]);
  assert.equal(await client.reveal_secret(name, 1), "first");
  assert.equal(await client.reveal_secret(name), value);

  await client.restore_secret_version(name, 1);
  assert.equal(await client.reveal_secret(name), "first");
  await client.delete_custom_secret_api_secrets__secret_id__delete(name);
}

async function refusals() {
  const change = new CustomSecretWithoutValueModel({ name });
  for (const call of [
    () => client.reveal_secret(name),
    () => client.delete_custom_secret_api_secrets__secret_id__delete(name),
    () => client.update_custom_secret_api_secrets__secret_id__put(name, change),
  ]) {
    assert.equal((await thrown(ErrorResponse, call)).error, `Secret with ID ${name} not found`);
  }

  const nameless = new CustomSecretModel({ name: "", value });
  const invalid = await thrown(HTTPValidationError, () => client.create_custom_secret_api_secrets_post(nameless));
  assert.deepEqual(invalid.detail?.map(({ loc, type }) => ({ loc, type })), [{ loc: ["body", "name"], type: "string_too_short" }]);

  const bare = new CustomSecretModel({ name, value });
  await client.create_custom_secret_api_secrets_post(bare);
  assert.equal((await listed(name))?.description, "");
  const taken = await thrown(MessageResponse, () => client.create_custom_secret_api_secrets_post(bare));
  assert.equal(taken.message, `Secret ${name} already exists`);

  const refused = await thrown(DetailResponse, () => clientWith("csk_this-is-no-key-of-the-service").reveal_secret(name));
  assert.equal(refused.detail, "Unauthorized");
}

try {
  await life();
  await versions();
  await refusals();
  console.log("the generated TypeScript client holds");
} finally {
  for (const left of [name, renamed]) {
    await client.delete_custom_secret_api_secrets__secret_id__delete(left).catch(() => {}); // gone already
  }
}
