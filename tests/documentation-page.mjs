#!/usr/bin/env node
// Uses the documentation page of a running service in Chromium: documentation-page.mjs URL KEY [SCREENSHOT]
// Tries an operation out without a key and then with KEY, which needs the scope secrets:list. Fails on any violation of the
// content security policy, any error of the page's scripts, and any request to another host.
// Needs Node 20 or newer and Chromium; CHROMIUM is its path, unless it is called chromium. With SCREENSHOT, the page at the end
// is written to that PNG file.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [url, key, screenshot] = process.argv.slice(2);
if (!key) {
  console.error('usage: documentation-page.mjs URL KEY [SCREENSHOT]');
  process.exit(2);
}

const profile = mkdtempSync(join(tmpdir(), 'documentation-page.'));
const browser = spawn(process.env.CHROMIUM ?? 'chromium', [
  '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--window-size=1200,1400',
  `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank',
], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
browser.on('error', error => fail(`Chromium does not start: ${error.message}`));
const [, , , commands, messages] = browser.stdio;
commands.on('error', error => fail(`Chromium has ended: ${error.message}`));

const pending = new Map();
const problems = [];
let unread = '';
let session;
messages.setEncoding('utf8').on('data', chunk => {
  const parts = (unread + chunk).split('\0');
  unread = parts.pop();
  parts.map(part => JSON.parse(part)).forEach(receive);
});

function receive({ id, method, params, result, error }) {
  if (id) {
    const { resolve, reject } = pending.get(id);
    pending.delete(id);
    error ? reject(new Error(error.message)) : resolve(result);
  } else if (method === 'Log.entryAdded' && params.entry.source === 'security') {
    problems.push(params.entry.text);
  } else if (method === 'Runtime.exceptionThrown') {
    problems.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
  } else if (method === 'Network.requestWillBeSent' && !/^(data|about):/.test(params.request.url)
      && new URL(params.request.url).origin !== new URL(url).origin) {
    problems.push(`request to ${params.request.url}`);
  }
}

let lastId = 0;
function send(method, params = {}) {
  const id = ++lastId;
  commands.write(`${JSON.stringify({ id, method, params, sessionId: session })}\0`);
  return new Promise((resolve, reject) => pending.set(id, { resolve, reject }));
}

async function evaluate(expression) {
  const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, returnByValue: true });
  if (exceptionDetails) {
    throw new Error(`${expression}: ${exceptionDetails.exception?.description}`);
  }
  return result.value;
}

async function until(expression) {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    const value = await evaluate(expression);
    if (value) {
      return value;
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`not seen within 20 seconds: ${expression}`);
}

async function click(selector) {
  await until(`document.querySelector(${JSON.stringify(selector)}) !== null`);
  await evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`);
}

async function tryOut(status) {
  const shown = `${operation} .live-responses-table .response .response-col_status`;
  await click(`${operation} .execute`);
  await until(`document.querySelector(${JSON.stringify(shown)})?.textContent.trim().startsWith('${status}')`);
}

function fail(problem) {
  console.error(`FAILED: ${problem}`);
  process.exitCode = 1;
}

const operation = '#operations-Secrets-load_custom_secrets_names_api_secrets_get';
try {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  session = (await send('Target.attachToTarget', { targetId, flatten: true })).sessionId;
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) {
    await send(`${domain}.enable`);
  }

  await send('Page.navigate', { url: `${url}/docs` });
  await click(`${operation} .opblock-summary-control`);
  await click(`${operation} .try-out__btn`);
  await tryOut(401);

  await click('.auth-wrapper .authorize');
  await until(`document.querySelector('.auth-container input') !== null`);
  await evaluate(`document.querySelector('.auth-container input').focus()`);
  await send('Input.insertText', { text: key });
  await click('.auth-btn-wrapper .authorize');
  await click('.auth-btn-wrapper .btn-done');
  await tryOut(200);

  if (screenshot) {
    writeFileSync(screenshot, (await send('Page.captureScreenshot')).data, 'base64');
  }
  if (problems.length > 0) {
    throw new Error(problems.join('\n'));
  }
  console.log('the documentation page works');
} catch (error) {
  fail(error.message);
} finally {
  session = undefined;
  send('Browser.close').catch(() => {});
  setTimeout(() => browser.kill('SIGKILL'), 5000).unref();
  browser.on('exit', () => {
    try {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    } catch {
      // A process of Chromium's still writes to it. The page was seen all the same.
    }
  });
}
