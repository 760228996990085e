// What the tests in JavaScript share: cases that run one after the other, and what came of them.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";

export const { URL: url, ROOT: root, OUT: out, CHROMIUM: chromium } = process.env; // set by node_clients.py
export const load = createRequire(path.join(process.env.MODULES, "here.js"));
export { assert };

const counts = { passed: 0, failed: 0 };

export async function check(sentence, action) {
  try {
    await action();
    counts.passed++;
    console.log(`pass ${sentence}`);
  } catch (error) {
    counts.failed++;
    console.log(`FAIL ${sentence}: ${String(error.stack ?? error).slice(0, 1500)}`);
  }
}

export function finish() {
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed ? 1 : 0;
}
