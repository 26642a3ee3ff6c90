import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeLrs } from "./fake-lrs.ts";
import { opened } from "./lrs-outbox.ts";
import { browser, idsOf, silent, statements, turn } from "./lrs-world.ts";

test("statements arrive in the order in which they were made, in one request", async () => {
  const lrs = fakeLrs();
  const { outbox, heard } = await opened(browser(lrs.fetching));
  const made = statements(3);
  outbox.add(made);
  await turn();
  assert.deepEqual(lrs.ids(), idsOf(made));
  assert.equal(lrs.asked.filter(({ method }) => method === "POST" || method === "PUT").length, 1);
  assert.deepEqual(heard.map(({ state }) => state), ["saving", "saved"]);
});

test("more than fifty go in several requests, one after the other", async () => {
  const lrs = fakeLrs();
  const { outbox } = await opened(browser(lrs.fetching));
  const made = statements(120);
  outbox.add(made);
  await turn();
  assert.deepEqual(lrs.ids(), idsOf(made));
  assert.deepEqual(lrs.asked.map(({ body }) => (JSON.parse(body) as unknown[]).length), [50, 50, 20]);
});

test("big statements make small batches", async () => {
  const lrs = fakeLrs();
  const { outbox } = await opened(browser(lrs.fetching));
  outbox.add(statements(3, "x".repeat(120_000)));
  await turn();
  assert.deepEqual(lrs.asked.map(({ method }) => method), ["POST", "PUT"]);
  assert.equal(lrs.stored.length, 3);
});

test("an answer that was lost makes no second statement: what is sent again is the same, byte for byte", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  const { outbox, heard } = await opened(own);
  lrs.fault = () => "unanswered";
  const made = statements(2);
  outbox.add(made);
  await turn();
  assert.equal(heard.at(-1)?.state, "unsaved");
  lrs.fault = () => undefined;
  await own.pass();
  assert.deepEqual(lrs.ids(), idsOf(made));
  assert.equal(lrs.asked.length, 2);
  assert.equal(lrs.asked[1]?.body, lrs.asked[0]?.body);
  assert.equal(heard.at(-1)?.state, "saved");
});

test("while a request is under way no other is sent, and what comes meanwhile goes with the next", async () => {
  const lrs = fakeLrs();
  let hangs = true;
  const own = browser(silent(lrs.fetching, () => hangs));
  const { outbox } = await opened(own);
  const made = statements(4);
  for (const one of made) {
    outbox.add([one]);
    await turn(2);
  }
  hangs = false;
  await own.pass(); // thirty seconds: the first is given up
  await own.pass(); // the pause after it
  assert.deepEqual(lrs.ids(), idsOf(made));
  assert.equal(lrs.asked.length, 1);
});

test("an LRS that answers again is asked at the old pace: the pause starts over", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching, { random: () => 0.999 });
  const { outbox } = await opened(own);
  lrs.fault = () => 503;
  outbox.add(statements(1));
  await turn();
  await own.pass();
  assert.deepEqual(own.waits(), [1998]);
  lrs.fault = () => undefined;
  await own.pass();
  lrs.fault = () => 503;
  outbox.add(statements(1));
  await turn();
  assert.deepEqual(own.waits(), [999]);
});

test("the pause grows, is drawn by lot, and never passes a minute", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching, { random: () => 0.999 });
  const { outbox } = await opened(own);
  lrs.fault = () => "unreached";
  outbox.add(statements(1));
  await turn();
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    waits.push(own.waits()[0] ?? 0);
    await own.pass();
  }
  // 0.999 of 1, 2, 4, 8, 16, 32, 60, 60 seconds.
  assert.deepEqual(waits, [999, 1998, 3996, 7992, 15984, 31968, 59940, 59940]);
});

test("Retry-After is waited for, and five minutes at most", async () => {
  for (const [header, least, most] of [["7", 7000, 7250], ["86400", 300_000, 300_000]] as const) {
    const lrs = fakeLrs();
    const own = browser(lrs.fetching);
    lrs.fault = () => ({ status: 429, headers: { "Retry-After": header } });
    const { outbox } = await opened(own);
    outbox.add(statements(1));
    await turn();
    const [wait = 0] = own.waits();
    assert.ok(wait >= least && wait <= most, `${wait}`);
  }
});

test("a browser that is online again does not wait", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  const { outbox } = await opened(own);
  lrs.fault = () => "unreached";
  outbox.add(statements(1));
  await turn();
  lrs.fault = () => undefined;
  own.goOnline();
  await turn();
  assert.equal(lrs.stored.length, 1);
});

test("on leaving, what waits goes in a request that outlives the page, within its 64 KiB", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  const { outbox } = await opened(own);
  lrs.fault = () => "unreached";
  const made = statements(40, "x".repeat(3000)); // about 130 KB
  outbox.add(made);
  await turn();
  lrs.fault = () => undefined;
  outbox.leave();
  await turn();
  const farewell = lrs.asked.filter(({ keepalive }) => keepalive);
  assert.equal(farewell.length, 1);
  assert.ok((farewell[0]?.body.length ?? 0) <= 64 * 1024);
  assert.ok(lrs.stored.length >= 15);
  // A second farewell carries what the first had no room for, once that has arrived.
  outbox.leave();
  await turn();
  const bodies = lrs.asked.filter(({ keepalive }) => keepalive).map(({ body }) => idsOf(JSON.parse(body) as typeof made));
  assert.equal(new Set(bodies.flat()).size, bodies.flat().length);
  // The rest goes when the learner is back.
  own.kill();
  await opened(browser(lrs.fetching, { share: own }));
  await turn(40);
  assert.deepEqual(lrs.ids(), idsOf(made));
});

test("a farewell that arrived ends the trouble before it, also for a page that stays", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  const { outbox, heard } = await opened(own);
  lrs.fault = () => 503;
  outbox.add(statements(2));
  await turn();
  lrs.fault = () => undefined;
  outbox.leave();
  await turn();
  assert.deepEqual([outbox.status(), heard.at(-1)], [{ state: "saved" }, { state: "saved" }]);
});

test("what an earlier farewell carries goes once more with the next, so that nothing overtakes it", async () => {
  const lrs = fakeLrs();
  const { outbox } = await opened(browser(lrs.fetching));
  const [first, second] = [statements(1), statements(1)];
  let count = 0;
  lrs.fault = () => (++count <= 2 ? "unreached" : undefined); // what goes at once, and the first farewell
  outbox.add(first);
  outbox.leave();
  outbox.add(second);
  outbox.leave();
  await turn();
  assert.deepEqual(lrs.ids(), [...idsOf(first), ...idsOf(second)]);
});

test("a page that stays after all goes on", async () => {
  const lrs = fakeLrs();
  const { outbox } = await opened(browser(lrs.fetching));
  const [first, second] = [statements(1), statements(1)];
  outbox.add(first);
  outbox.leave();
  outbox.add(second);
  await turn(40);
  assert.deepEqual(lrs.ids(), [...idsOf(first), ...idsOf(second)]);
});

test("idle settles when all is there, and when nothing can be done", async () => {
  const lrs = fakeLrs();
  const { outbox } = await opened(browser(lrs.fetching));
  outbox.add(statements(1));
  await outbox.idle();
  assert.equal(lrs.stored.length, 1);
  lrs.fault = () => "unreached";
  outbox.add(statements(1));
  await outbox.idle();
  assert.equal(outbox.status().state, "unsaved");
});
