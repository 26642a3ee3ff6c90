import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, callLrs, type Caller, type LrsAnswer } from "../src/lrs/connection.ts";
import { judge } from "../src/lrs/delivery.ts";
import { callOnLeaving } from "../src/lrs/keepalive.ts";
import { browserSurroundings } from "../src/lrs/surroundings.ts";
import { fakeLrs } from "./fake-lrs.ts";
import { browser, silent, turn } from "./lrs-world.ts";

const LRS = { endpoint: "https://lrs.example.org/xapi/", authorization: "Basic a2V5" };

const answering = (response: () => Response | Promise<Response>): Caller => ({ fetching: async () => response(), later: () => () => undefined });
const about = { method: "GET", path: "about" } as const;

test("each request says the version of the standard and who asks (Communication, 3.3 and 4)", async () => {
  const lrs = fakeLrs();
  await callLrs(LRS, { method: "POST", path: "statements", body: "[]" }, { ...browserSurroundings(), fetching: lrs.fetching });
  assert.equal(lrs.asked[0]?.headers.get("X-Experience-API-Version"), "1.0.3");
  assert.equal(lrs.asked[0]?.headers.get("Authorization"), "Basic a2V5");
  assert.equal(lrs.asked[0]?.headers.get("Content-Type"), "application/json");
});

test("without a secret there is no Authorization header", async () => {
  const lrs = fakeLrs();
  await callLrs({ ...LRS, authorization: "" }, about, { ...browserSurroundings(), fetching: lrs.fetching });
  assert.equal(lrs.asked[0]?.headers.has("Authorization"), false);
});

test("an endpoint keeps a query of its own, and gets the slash that it lacks", () => {
  const query = { stateId: "a&b", registration: null };
  assert.equal(addressOf({ ...LRS, endpoint: "https://l.example.org/x?token=7" }, "activities/state", query), "https://l.example.org/x/activities/state?token=7&stateId=a%26b");
  assert.equal(addressOf(LRS, "statements"), "https://lrs.example.org/xapi/statements");
});

test("Retry-After is read as seconds and as a date (RFC 9110, 10.2.3)", async () => {
  const waitOf = async (header: string): Promise<number | null> => {
    const answer = await callLrs(LRS, about, answering(() => new Response("", { status: 503, headers: { "Retry-After": header } })));
    return answer.kind === "answer" ? answer.retryAfterSeconds : null;
  };
  assert.equal(await waitOf("120"), 120);
  const wait = (await waitOf(new Date(Date.now() + 90_000).toUTCString())) ?? 0;
  assert.ok(wait > 85 && wait <= 90, `${wait}`);
  assert.equal(await waitOf("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
  assert.equal(await waitOf("soon"), null);
});

test("a request that nobody answers is given up after thirty seconds", async () => {
  const lrs = fakeLrs();
  const own = browser(silent(lrs.fetching, () => true));
  const call = callLrs(LRS, about, { ...browserSurroundings(), ...own.surroundings });
  assert.deepEqual(own.waits(), [30_000]);
  await own.pass();
  assert.deepEqual(await call, { kind: "unreachable" });
});

test("an answer that breaks off is none", async () => {
  const body = new ReadableStream({ start: (control) => control.error(new TypeError("network error")) });
  assert.deepEqual(await callLrs(LRS, about, answering(() => new Response(body))), { kind: "unreachable" });
});

test("an address that is none is unreachable, not an exception", async () => {
  const caller: Caller = { fetching: fetch, later: () => () => undefined };
  assert.deepEqual(await callLrs({ ...LRS, endpoint: "nowhere" }, about, caller), { kind: "unreachable" });
});

test("what leaves with the page has 64 KiB in all, and gets back what has arrived (Fetch, 4.6)", async () => {
  const lrs = fakeLrs();
  const surroundings = { ...browserSurroundings(), ...browser(lrs.fetching).surroundings };
  const body = JSON.stringify(["x".repeat(35_000)]);
  const leaving = { method: "PUT", path: "activities/state", body } as const;
  const first = callOnLeaving(LRS, leaving, surroundings);
  assert.notEqual(first, null);
  assert.equal(callOnLeaving(LRS, leaving, surroundings), null);
  await first;
  assert.notEqual(callOnLeaving(LRS, leaving, surroundings), null);
  await turn();
  assert.deepEqual(lrs.asked.map(({ keepalive }) => keepalive), [true, true]);
});

const answer = (status: number, text = ""): LrsAnswer => ({ kind: "answer", status, etag: null, text, retryAfterSeconds: null });
for (const [status, text, verdict] of [
  [204, "", "stored"],
  [200, '["00000000-0000-4000-8000-000000000001"]', "stored"],
  [200, "<!doctype html>", "busy"],
  [400, "", "faulty"],
  [401, "", "denied"],
  [403, "", "forbidden"],
  [404, "", "busy"],
  [409, "", "conflict"],
  [413, "", "faulty"],
  [429, "", "busy"],
  [500, "", "busy"],
  [503, "", "busy"],
] as const) {
  test(`an answer of ${status} ${text.slice(0, 6)} to statements means: ${verdict}`, () => assert.equal(judge(answer(status, text)), verdict));
}
