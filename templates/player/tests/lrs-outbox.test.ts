import assert from "node:assert/strict";
import { test } from "node:test";
import { openOutbox, type Outbox } from "../src/lrs/outbox.ts";
import type { SaveStatus } from "../src/transport.ts";
import { fakeLrs } from "./fake-lrs.ts";
import { browser, idsOf, statements, turn, type Browser } from "./lrs-world.ts";

const LRS = { endpoint: "https://lrs.example.org/xapi/", authorization: "Basic a2V5" };

async function opened(own: Browser, owner = "ada"): Promise<{ outbox: Outbox; heard: SaveStatus[] }> {
  const heard: SaveStatus[] = [];
  const outbox = await openOutbox({ lrs: LRS, owner, heard: (status) => heard.push(status), surroundings: own.surroundings });
  return { outbox, heard };
}

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

test("each request says the version of the standard and who asks (Communication, 3.3)", async () => {
  const lrs = fakeLrs();
  const { outbox } = await opened(browser(lrs.fetching));
  outbox.add(statements(1));
  await turn();
  assert.equal(lrs.asked[0]?.headers.get("X-Experience-API-Version"), "1.0.3");
  assert.equal(lrs.asked[0]?.headers.get("Authorization"), "Basic a2V5");
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

test("an answer that was lost makes no second statement", async () => {
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
  assert.equal(heard.at(-1)?.state, "saved");
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
  // 0.999 of 2, 4, 8, 16, 32, 60, 60, 60 seconds.
  assert.deepEqual(waits, [1998, 3996, 7992, 15984, 31968, 59940, 59940, 59940]);
});

test("Retry-After is waited for, and five minutes at most", async () => {
  for (const [header, least, most] of [["7", 7000, 8000], ["86400", 300_000, 301_000]] as const) {
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

test("401 is shown and not tried again in this visit; the next visit sends it", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  lrs.fault = () => 401;
  const { outbox, heard } = await opened(own);
  const made = statements(2);
  outbox.add(made);
  await turn();
  own.goOnline();
  await own.pass();
  assert.equal(lrs.asked.length, 1);
  assert.deepEqual(heard.at(-1), { state: "unsaved", trouble: "denied", code: "401", detail: "2 statements wait" });
  lrs.fault = () => undefined;
  own.kill();
  await opened(browser(lrs.fetching, { share: own }));
  await turn();
  assert.deepEqual(lrs.ids(), idsOf(made));
});

test("403 for what this visit made is shown too", async () => {
  const lrs = fakeLrs();
  lrs.fault = () => 403;
  const { outbox, heard } = await opened(browser(lrs.fetching));
  outbox.add(statements(1));
  await turn();
  const last = heard.at(-1);
  assert.equal(last?.state === "unsaved" && last.trouble, "denied");
});

test("what an older session left and the LRS will not have is no obstacle to the new one", async () => {
  const lrs = fakeLrs();
  const first = browser(lrs.fetching);
  lrs.fault = () => "unreached";
  const old = statements(2);
  (await opened(first)).outbox.add(old);
  await turn();
  first.kill();
  const closed = new Set(idsOf(old));
  lrs.fault = ({ body }) => ([...closed].some((id) => body.includes(id)) ? 403 : undefined);
  const second = browser(lrs.fetching, { share: first });
  const { outbox, heard } = await opened(second);
  const made = statements(2);
  outbox.add(made);
  await turn(40);
  assert.deepEqual(lrs.ids(), idsOf(made));
  const last = heard.at(-1);
  assert.equal(last?.state === "unsaved" && last.trouble, "refused");
  // And it is not thrown away: an LRS that changes its mind gets it at the next visit.
  lrs.fault = () => undefined;
  second.kill();
  await opened(browser(lrs.fetching, { share: first }));
  await turn(40);
  assert.deepEqual(new Set(lrs.ids()), new Set([...idsOf(made), ...idsOf(old)]));
});

test("one statement that the LRS finds faulty does not hold up the others", async () => {
  const lrs = fakeLrs();
  const made = statements(20);
  const culprit = made[13]?.id ?? "";
  lrs.fault = ({ body }) => (body.includes(culprit) ? 400 : undefined);
  const { outbox, heard } = await opened(browser(lrs.fetching));
  outbox.add(made);
  await turn(60);
  assert.deepEqual(lrs.ids(), idsOf(made).filter((id) => id !== culprit));
  const last = heard.at(-1);
  assert.equal(last?.state === "unsaved" && last.trouble, "refused");
});

test("a conflict over an id that the LRS has already is an arrival", async () => {
  const lrs = fakeLrs();
  const made = statements(3);
  lrs.stored.push({ ...made[1], timestamp: "2026-03-01T09:05:08.000Z" });
  const { outbox, heard } = await opened(browser(lrs.fetching));
  outbox.add(made);
  await turn(40);
  assert.deepEqual([...lrs.ids()].sort(), idsOf(made));
  assert.equal(heard.at(-1)?.state, "saved");
});

test("a login page is not taken for an LRS", async () => {
  const lrs = fakeLrs();
  lrs.fault = () => ({ status: 200, text: "<!doctype html><title>Sign in</title>" });
  const own = browser(lrs.fetching);
  const { outbox, heard } = await opened(own);
  outbox.add(statements(1));
  await turn();
  assert.equal(heard.at(-1)?.state, "unsaved");
  lrs.fault = () => undefined;
  await own.pass();
  assert.equal(lrs.stored.length, 1);
});

test("another learner at the same machine sends nothing of it", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  lrs.fault = () => "unreached";
  (await opened(own, "ada")).outbox.add(statements(2));
  await turn();
  own.kill();
  lrs.fault = () => undefined;
  await opened(browser(lrs.fetching, { share: own }), "grace");
  await turn();
  assert.deepEqual(lrs.stored, []);
});

test("a page killed right after a statement was made has kept it", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  const { outbox } = await opened(own);
  lrs.fault = () => "unreached";
  const made = statements(1);
  outbox.add(made);
  own.kill(); // not one turn later
  lrs.fault = () => undefined;
  await opened(browser(lrs.fetching, { share: own }));
  await turn();
  assert.deepEqual(lrs.ids(), idsOf(made));
});

test("localStorage is only the doorstep: what IndexedDB has is taken from it", async () => {
  const lrs = fakeLrs();
  lrs.fault = () => "unreached";
  const own = browser(lrs.fetching);
  (await opened(own)).outbox.add(statements(5));
  await turn(40);
  assert.equal(own.storage.held.size, 0);
});

for (const [name, spoil] of [
  ["without IndexedDB", (): { indexedDB: null } => ({ indexedDB: null })],
  ["with a full localStorage", (): object => ({})],
] as const) {
  test(`${name} a statement survives the page all the same`, async () => {
    const lrs = fakeLrs();
    lrs.fault = () => "unreached";
    const own = browser(lrs.fetching, spoil());
    own.storage.full = name.includes("full");
    const made = statements(3);
    (await opened(own)).outbox.add(made);
    await turn(40);
    own.kill();
    lrs.fault = () => undefined;
    await opened(browser(lrs.fetching, { share: own, ...spoil() }));
    await turn(40);
    assert.deepEqual(lrs.ids(), idsOf(made));
  });
}

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
  // The rest goes when the learner is back.
  own.kill();
  await opened(browser(lrs.fetching, { share: own }));
  await turn(40);
  assert.deepEqual(lrs.ids(), idsOf(made));
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
