import assert from "node:assert/strict";
import { test } from "node:test";
import { openResumeDocument } from "../src/lrs/resume-document.ts";
import { fakeLrs } from "./fake-lrs.ts";
import { held, opened, optionsFor, union, words, type Words } from "./lrs-words.ts";
import { browser, silent, turn } from "./lrs-world.ts";

test("a first launch holds nothing, and its first write replaces nothing (Communication, 3.1)", async () => {
  const lrs = fakeLrs();
  const { held: before, document, heard } = await opened(browser(lrs.fetching));
  assert.equal(before, null);
  document.write(words("a"));
  await turn();
  assert.deepEqual(held(lrs), words("a"));
  assert.equal(lrs.asked.at(-1)?.headers.get("If-None-Match"), "*");
  assert.deepEqual(heard.map(({ state }) => state), ["saving", "saved"]);
});

test("a later write says what it replaces", async () => {
  const lrs = fakeLrs();
  const { document } = await opened(browser(lrs.fetching));
  for (const word of ["a", "b"]) {
    document.write(words(word));
    await turn();
  }
  assert.match(lrs.asked.at(-1)?.headers.get("If-Match") ?? "", /^"[0-9a-f]{40}"$/);
  assert.deepEqual(held(lrs), words("b"));
});

test("what was stored is there at the next launch, asked for by learner, course and registration", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  (await opened(own)).document.write(words("a"));
  await turn();
  assert.deepEqual((await opened(browser(lrs.fetching))).held, words("a"));
  assert.equal(lrs.asked.at(-1)?.url.searchParams.get("registration"), "r1");
});

test("of writes that come while one is under way the newest is sent", async () => {
  const lrs = fakeLrs();
  const { document } = await opened(browser(lrs.fetching));
  document.write(words("a"));
  await turn(30);
  for (const word of ["b", "c", "d", "e"]) document.write(words(word)); // "b" is under way at once
  await turn(30);
  const bodies = lrs.asked.filter(({ method }) => method === "PUT").map(({ body }) => JSON.parse(body) as Words);
  assert.deepEqual(bodies, [words("a"), words("b"), words("e")]);
});

test("an answer that was lost does no harm", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  const { document, heard } = await opened(own);
  lrs.fault = () => "unanswered";
  document.write(words("a"));
  await turn();
  assert.equal(heard.at(-1)?.state, "unsaved");
  lrs.fault = () => undefined;
  await own.pass();
  assert.deepEqual(held(lrs), words("a"));
  assert.equal(document.status().state, "saved");
});

test("what never arrived goes on at the next launch, together with what another device wrote", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  const here = await opened(own);
  lrs.fault = () => "unreached";
  here.document.write(words("here"));
  await turn();
  own.kill();
  lrs.fault = () => undefined;
  (await opened(browser(lrs.fetching))).document.write(words("there"));
  await turn(30);
  const again = await opened(browser(lrs.fetching, { share: own }));
  assert.deepEqual(again.held, words("here", "there"));
  await turn(30);
  assert.deepEqual(held(lrs), words("here", "there"));
  assert.equal(own.storage.held.size, 0);
});

test("a page killed right after a write has kept it", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  const { document } = await opened(own);
  lrs.fault = () => "unreached";
  document.write(words("a"));
  own.kill();
  lrs.fault = () => undefined;
  assert.deepEqual((await opened(browser(lrs.fetching, { share: own }))).held, words("a"));
});

test("notes of two windows that died unheard are both there at the next launch", async () => {
  const lrs = fakeLrs();
  const first = browser(lrs.fetching);
  const second = browser(lrs.fetching, { share: first });
  const windows = [await opened(first), await opened(second)];
  lrs.fault = () => "unreached";
  windows[0]?.document.write(words("one"));
  windows[1]?.document.write(words("two"));
  await turn();
  first.kill();
  second.kill();
  lrs.fault = () => undefined;
  const again = await opened(browser(lrs.fetching, { share: first }));
  assert.deepEqual(union(again.held, words()), words("one", "two"));
  await turn(30);
  assert.deepEqual(held(lrs), words("one", "two"));
  assert.equal(first.storage.held.size, 0);
});

test("what this browser kept survives a launch at which the LRS cannot be read", async () => {
  const lrs = fakeLrs();
  const first = browser(lrs.fetching);
  const { document } = await opened(first);
  lrs.fault = () => "unreached";
  document.write(words("a"));
  await turn();
  first.kill();
  const second = browser(lrs.fetching, { share: first });
  const opening = openResumeDocument(optionsFor(second, [], []));
  await turn();
  await second.pass();
  assert.equal((await opening).kind, "failed");
  second.kill();
  lrs.fault = () => undefined;
  assert.deepEqual((await opened(browser(lrs.fetching, { share: first }))).held, words("a"));
});

test("half a note is passed over", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  const { document } = await opened(own);
  lrs.fault = () => "unreached";
  document.write(words("a"));
  const [name = ""] = own.storage.held.keys();
  own.storage.held.set(name, '{"wor');
  own.kill();
  lrs.fault = () => undefined;
  assert.equal((await opened(browser(lrs.fetching, { share: own }))).held, null);
});

test("a full or missing localStorage stops no write", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  own.storage.full = true;
  (await opened(own)).document.write(words("a"));
  await turn(30);
  assert.deepEqual(held(lrs), words("a"));
  (await opened(browser(lrs.fetching, { surroundings: { storage: null } }))).document.write(words("b"));
  await turn(30);
  assert.deepEqual(held(lrs), words("b"));
});

test("another learner at the same machine gets nothing of a note", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  const { document } = await opened(own);
  lrs.fault = () => "unreached";
  document.write(words("a"));
  own.kill();
  lrs.fault = () => undefined;
  const result = await openResumeDocument({ ...optionsFor(browser(lrs.fetching, { share: own }), [], []), owner: "grace" });
  assert.equal(result.kind === "open" && result.held, null);
});

for (const fault of ["unreached", 500, 401, 403, { status: 200, text: "<!doctype html>" }] as const) {
  test(`a state that cannot be read (${typeof fault === "object" ? "a page of HTML" : fault}) is never written over`, async () => {
    const lrs = fakeLrs();
    lrs.fault = () => fault;
    const own = browser(lrs.fetching);
    const opening = openResumeDocument(optionsFor(own, [], []));
    await turn();
    await own.pass();
    const result = await opening;
    assert.equal(result.kind, "failed");
    const status = result.kind === "failed" ? result.status : null;
    const wanted = fault === 401 || fault === 403 ? "denied" : "unreachable";
    assert.equal(status?.state === "unsaved" && status.trouble, wanted);
    assert.ok(lrs.asked.every(({ method }) => method === "GET"));
  });
}

test("one lost connection at the launch is no reason to go unrecorded", async () => {
  const lrs = fakeLrs();
  lrs.fault = () => (lrs.asked.length === 1 ? "unreached" : undefined);
  const own = browser(lrs.fetching);
  const opening = openResumeDocument(optionsFor(own, [], []));
  await turn();
  await own.pass();
  assert.equal((await opening).kind, "open");
});

test("a launch waits ten seconds for an LRS that does not answer, and not longer", async () => {
  const lrs = fakeLrs();
  const own = browser(silent(lrs.fetching, () => true));
  const opening = openResumeDocument(optionsFor(own, [], []));
  await turn();
  assert.equal(Math.min(...own.waits()), 10_000);
  await own.pass();
  assert.equal((await opening).kind, "failed");
});

test("a document that the LRS refuses is not sent again; the next one is", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  const { document, heard } = await opened(own);
  lrs.fault = ({ body }) => (body.includes("big") ? 413 : undefined);
  document.write(words("big"));
  await turn(20);
  const last = heard.at(-1);
  assert.equal(last?.state === "unsaved" && last.trouble, "refused");
  assert.equal(await own.pass(), 0);
  document.write(words("small"));
  await turn(20);
  assert.deepEqual(held(lrs), words("small"));
  assert.equal(document.status().state, "saved");
});

test("an LRS that never agrees is left alone for a while after seven tries", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  const { document, heard } = await opened(own);
  lrs.fault = ({ method }) => (method === "PUT" ? 412 : undefined);
  document.write(words("a"));
  for (let i = 0; i < 7; i++) {
    await turn(10);
    if (heard.at(-1)?.state === "unsaved") break;
    await own.pass();
  }
  assert.equal(lrs.asked.filter(({ method }) => method === "PUT").length, 7);
  assert.equal(heard.at(-1)?.state, "unsaved");
  assert.equal(own.waits().length, 1);
});

test("403 is shown and not tried again", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  const { document, heard } = await opened(own);
  lrs.fault = ({ method }) => (method === "PUT" ? 403 : undefined);
  document.write(words("a"));
  await turn();
  document.write(words("b"));
  own.goOnline();
  await turn();
  assert.equal(lrs.asked.filter(({ method }) => method === "PUT").length, 1);
  const last = heard.at(-1);
  assert.equal(last?.state === "unsaved" && last.trouble, "denied");
});

test("on leaving, what is not there yet goes in a request that outlives the page", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  const { document } = await opened(own);
  lrs.fault = () => "unreached";
  document.write(words("a"));
  await turn();
  lrs.fault = () => undefined;
  document.leave();
  await turn();
  assert.equal(lrs.asked.at(-1)?.keepalive, true);
  assert.deepEqual(held(lrs), words("a"));
  document.leave();
  await turn();
  assert.equal(lrs.asked.filter(({ keepalive }) => keepalive).length, 1);
});
