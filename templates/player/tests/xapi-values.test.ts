import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { isoDuration } from "../src/xapi/duration.ts";
import { idOf, randomId, sha1 } from "../src/xapi/ids.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("SHA-1 gives what FIPS 180-4 gives", () => {
  assert.equal(hex(sha1(bytes("abc"))), "a9993e364706816aba3e25717850c26c9cd0d89d");
  assert.equal(hex(sha1(bytes(""))), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  for (let length = 50; length < 140; length++) {
    const text = "x".repeat(length);
    assert.equal(hex(sha1(bytes(text))), createHash("sha1").update(text).digest("hex"));
  }
});

test("an id of names is the UUID version 5 of RFC 4122, by another implementation's hand", () => {
  assert.equal(idOf("a", "b", "c"), "f32cfaa2-f3f3-5566-ab09-c4bf6bab2105");
  assert.equal(idOf("ä".repeat(60)), "c1adc629-7ac9-56ff-b6ab-18f6e2b74f97");
});

test("a random id is a UUID version 4, and another one each time", () => {
  const ids = Array.from({ length: 100 }, randomId);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(ids).size, 100);
});

for (const [seconds, text] of [
  [0, "PT0S"],
  [0.004, "PT0S"],
  [0.05, "PT0.05S"],
  [12.345, "PT12.35S"],
  [59.999, "PT1M"],
  [60, "PT1M"],
  [3600, "PT1H"],
  [3725.5, "PT1H2M5.5S"],
  [1e7, "PT2777H46M40S"],
  [-5, "PT0S"],
  [Number.NaN, "PT0S"],
  [1e-9, "PT0S"],
] as const) {
  test(`${seconds} seconds are ${text} (ISO 8601)`, () => assert.equal(isoDuration(seconds), text));
}
