// What a browser keeps of the statements that wait, and for whom.

import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { openOutbox, type Outbox } from "../src/lrs/outbox.ts";
import type { Shelf, Surroundings } from "../src/lrs/surroundings.ts";
import { fakeLrs, type FakeLrs } from "./fake-lrs.ts";
import { browser, idsOf, silent, statements, turn, type Browser } from "./lrs-world.ts";

const opened = (own: Browser, owner = "ada"): Promise<Outbox> =>
  openOutbox({ lrs: { endpoint: "https://lrs.example.org/xapi/", authorization: "" }, owner, heard: () => undefined, surroundings: own.surroundings });

const nobodyAnswers = (): FakeLrs => Object.assign(fakeLrs(), { fault: () => "unreached" as const });

/** The next visit, with a network: everything is sent that this browser kept. */
async function nextVisit(lrs: FakeLrs, own: Browser, surroundings: Partial<Surroundings> = {}): Promise<void> {
  own.kill();
  lrs.fault = () => undefined;
  await opened(browser(lrs.fetching, { share: own, surroundings }));
  await turn(40);
}

test("another learner at the same machine sends nothing of it", async () => {
  const lrs = nobodyAnswers();
  const own = browser(lrs.fetching);
  (await opened(own, "ada")).add(statements(2));
  await turn();
  own.kill();
  lrs.fault = () => undefined;
  await opened(browser(lrs.fetching, { share: own }), "grace");
  await turn();
  assert.deepEqual(lrs.stored, []);
});

test("a page killed right after a statement was made has kept it", async () => {
  const lrs = nobodyAnswers();
  const own = browser(lrs.fetching);
  const outbox = await opened(own);
  own.database.full = true; // no help from there
  const made = statements(1);
  outbox.add(made);
  own.kill(); // not one turn later
  own.database.full = false;
  await nextVisit(lrs, own);
  assert.deepEqual(lrs.ids(), idsOf(made));
});

test("localStorage is only the doorstep: what IndexedDB has is taken from it", async () => {
  const lrs = nobodyAnswers();
  const own = browser(lrs.fetching);
  const made = statements(5);
  (await opened(own)).add(made);
  assert.equal(own.storage.held.size, 5);
  await turn(40);
  assert.equal(own.storage.held.size, 0);
  await nextVisit(lrs, own);
  assert.deepEqual(lrs.ids(), idsOf(made));
});

test("what was delivered is kept nowhere", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  (await opened(own)).add(statements(5));
  await turn(40);
  assert.equal(own.storage.held.size, 0);
  const asked = lrs.asked.length;
  await nextVisit(lrs, own);
  assert.equal(lrs.asked.length, asked);
});

test("a database that cannot be written leaves statements on the doorstep", async () => {
  const lrs = nobodyAnswers();
  const own = browser(lrs.fetching);
  const outbox = await opened(own);
  own.database.full = true;
  const made = statements(3);
  outbox.add(made);
  await turn(40);
  assert.equal(own.storage.held.size, 3);
  await nextVisit(lrs, own);
  assert.deepEqual(lrs.ids(), idsOf(made));
});

test("a database that someone else takes away is let go, and statements stay on the doorstep", async () => {
  const lrs = nobodyAnswers();
  const factory = new IDBFactory();
  const own = browser(lrs.fetching, { indexedDB: factory });
  const outbox = await opened(own);
  const deleted = await new Promise((resolve) => {
    const request = factory.deleteDatabase("scormpack"); // as "clear site data" does; waits for those who hold on
    request.onsuccess = () => resolve(true);
    request.onblocked = () => resolve(false);
  });
  assert.equal(deleted, true);
  const made = statements(2);
  outbox.add(made);
  await turn(40);
  await nextVisit(lrs, own);
  assert.deepEqual(lrs.ids(), idsOf(made));
});

test("a full localStorage is no loss where IndexedDB has room", async () => {
  const lrs = nobodyAnswers();
  const own = browser(lrs.fetching);
  own.storage.full = true;
  const made = statements(3);
  (await opened(own)).add(made);
  await turn(40);
  await nextVisit(lrs, own);
  assert.deepEqual(lrs.ids(), idsOf(made));
});

const forbidden = (): never => {
  throw new DOMException("The operation is insecure.", "SecurityError");
};
const refusing: Shelf = {
  get length() {
    return forbidden();
  },
  key: forbidden,
  getItem: forbidden,
  setItem: forbidden,
  removeItem: forbidden,
};

for (const [name, indexedDB] of [
  ["without IndexedDB", null],
  ["with an IndexedDB that throws", { open: forbidden } as unknown as globalThis.IDBFactory],
] as const) {
  test(`${name} a statement survives the page all the same`, async () => {
    const lrs = nobodyAnswers();
    const own = browser(lrs.fetching, { surroundings: { indexedDB } });
    const made = statements(3);
    (await opened(own)).add(made);
    await turn(40);
    await nextVisit(lrs, own, { indexedDB });
    assert.deepEqual(lrs.ids(), idsOf(made));
  });
}

test("an IndexedDB that never answers is waited for three seconds, and done without", async () => {
  const lrs = fakeLrs();
  const request = new EventTarget() as IDBOpenDBRequest;
  const own = browser(lrs.fetching, { surroundings: { indexedDB: { open: () => request } as unknown as globalThis.IDBFactory } });
  const opening = opened(own);
  await turn();
  assert.deepEqual(own.waits(), [3000]);
  await own.pass();
  const made = statements(1);
  (await opening).add(made);
  await turn();
  assert.deepEqual(lrs.ids(), idsOf(made));
});

for (const [name, storage] of [["is missing", null], ["throws at every touch", refusing]] as const) {
  test(`where all storage ${name}, statements wait in memory and arrive`, async () => {
    const lrs = nobodyAnswers();
    const own = browser(lrs.fetching, { surroundings: { storage, indexedDB: null, locks: null } });
    const outbox = await opened(own);
    const made = statements(3);
    outbox.add(made);
    await turn();
    lrs.fault = () => undefined;
    await own.pass();
    assert.deepEqual(lrs.ids(), idsOf(made));
    outbox.leave();
  });
}

test("half a record in localStorage is passed over", async () => {
  const lrs = nobodyAnswers();
  const own = browser(lrs.fetching, { indexedDB: null });
  const made = statements(2);
  (await opened(own)).add(made);
  const [first = ""] = own.storage.held.keys();
  own.storage.held.set(first, (own.storage.held.get(first) ?? "").slice(0, 40));
  await nextVisit(lrs, own);
  assert.deepEqual(lrs.ids(), idsOf(made.slice(1)));
});

test("a clock that is set back while the page is open changes no order", async () => {
  const lrs = nobodyAnswers();
  let now = Date.parse("2026-03-01T09:00:00Z");
  const own = browser(lrs.fetching, { surroundings: { now: () => (now -= 60_000) } });
  const outbox = await opened(own);
  const made = statements(3);
  for (const one of made) outbox.add([one]);
  await turn(40);
  await nextVisit(lrs, own);
  assert.deepEqual(lrs.ids(), idsOf(made));
});

test("what a window is about to send is left to it as long as it is open, and taken up when it is gone", async () => {
  const lrs = nobodyAnswers();
  const first = browser(lrs.fetching);
  const made = statements(2);
  (await opened(first)).add(made);
  await turn(40);
  lrs.fault = () => undefined;
  await opened(browser(lrs.fetching, { share: first }));
  await turn(40);
  assert.deepEqual(lrs.stored, []);
  first.kill();
  await opened(browser(lrs.fetching, { share: first }));
  await turn(40);
  assert.deepEqual(lrs.ids(), idsOf(made));
});

test("of two windows one takes up a backlog; when it dies over that, the next does", async () => {
  const lrs = nobodyAnswers();
  const first = browser(lrs.fetching);
  const made = statements(2);
  (await opened(first)).add(made);
  await turn(40);
  first.kill();
  lrs.fault = () => undefined;
  const second = browser(silent(lrs.fetching, () => true), { share: first });
  await opened(second);
  await turn(40);
  await opened(browser(lrs.fetching, { share: first }));
  await turn(40);
  assert.deepEqual(lrs.stored, []);
  second.kill();
  await opened(browser(lrs.fetching, { share: first }));
  await turn(40);
  assert.deepEqual(lrs.ids(), idsOf(made));
});

for (const [name, locks] of [
  ["without locks", null],
  ["where locks are forbidden", { request: async () => forbidden() } as unknown as Pick<LockManager, "request">],
] as const) {
  test(`${name} two windows may both send a backlog, and the LRS keeps each statement once (Data, 2.4.1)`, async () => {
    const lrs = nobodyAnswers();
    const first = browser(lrs.fetching, { surroundings: { locks } });
    const made = statements(3);
    (await opened(first)).add(made);
    await turn(40);
    first.kill();
    lrs.fault = () => undefined;
    await Promise.all([1, 2].map(() => opened(browser(lrs.fetching, { share: first, surroundings: { locks } }))));
    await turn(40);
    assert.deepEqual(lrs.ids(), idsOf(made));
    assert.equal(lrs.asked.filter(({ method }) => method === "POST").length > 1, true);
  });
}
