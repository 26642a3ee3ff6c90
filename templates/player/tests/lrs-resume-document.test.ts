import assert from "node:assert/strict";
import { test } from "node:test";
import { openResumeDocument, type ResumeDocument, type ResumeOptions } from "../src/lrs/resume-document.ts";
import type { SaveStatus } from "../src/transport.ts";
import { fakeLrs, type FakeLrs } from "./fake-lrs.ts";
import { browser, turn, type Browser } from "./lrs-world.ts";

/** A document for these tests: a set of words, and merging is their union. */
type Words = { readonly words: readonly string[] };
const words = (...list: readonly string[]): Words => ({ words: list });
const union = (mine: unknown, theirs: unknown): Words => {
  const all = [...(mine as Words).words, ...(theirs as Words).words];
  return words(...[...new Set(all)].sort());
};

interface Window {
  readonly held: unknown;
  readonly document: ResumeDocument;
  readonly heard: SaveStatus[];
  readonly merged: unknown[];
  readonly own: Browser;
}

const PLACE = "https://courses.example.org/loops|{\"mbox\":\"mailto:ada@example.org\"}|r1|scormpack.resume|";

function optionsFor(own: Browser, heard: SaveStatus[], merged: unknown[]): ResumeOptions {
  return {
    lrs: { endpoint: "https://lrs.example.org/xapi/", authorization: "" },
    owner: "ada",
    activityId: "https://courses.example.org/loops",
    agent: { mbox: "mailto:ada@example.org" },
    registration: "r1",
    stateId: "scormpack.resume",
    merge: union,
    heard: (status) => heard.push(status),
    merged: (document) => merged.push(document),
    surroundings: own.surroundings,
  };
}

async function opened(own: Browser): Promise<Window> {
  const [heard, merged]: [SaveStatus[], unknown[]] = [[], []];
  const result = await openResumeDocument(optionsFor(own, heard, merged));
  assert.equal(result.kind, "open");
  if (result.kind !== "open") throw new Error();
  return { held: result.held, document: result.document, heard, merged, own };
}

const held = (lrs: FakeLrs): unknown => JSON.parse(lrs.documents.get(PLACE) ?? "null");

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

test("writes in quick succession become one request and the newest", async () => {
  const lrs = fakeLrs();
  const { document } = await opened(browser(lrs.fetching));
  for (const word of ["a", "b", "c", "d"]) document.write(words(word));
  await turn(30);
  assert.deepEqual(held(lrs), words("d"));
  assert.equal(lrs.asked.filter(({ method }) => method === "PUT").length, 2);
});

for (const etags of [true, false]) {
  test(`two windows lose nothing of each other${etags ? "" : ", unless the LRS gives no ETags: then the last one wins, as it does there"}`, async () => {
    const lrs = fakeLrs({ etags });
    const [one, two] = [await opened(browser(lrs.fetching)), await opened(browser(lrs.fetching))];
    one.document.write(words("one"));
    await turn(30);
    two.document.write(words("two"));
    await turn(30);
    if (etags) {
      assert.deepEqual(held(lrs), words("one", "two"));
      assert.deepEqual(two.merged, [words("one", "two")]);
      assert.deepEqual(one.merged, []);
    } else {
      assert.deepEqual(held(lrs), words("two"));
    }
    assert.equal(two.heard.at(-1)?.state, "saved");
  });
}

test("an LRS that says 409 where it wants an ETag is content too", async () => {
  const lrs = fakeLrs();
  lrs.fault = ({ method, headers }) => (method === "PUT" && !headers.has("If-Match") && lrs.documents.size > 0 ? 409 : undefined);
  const [one, two] = [await opened(browser(lrs.fetching)), await opened(browser(lrs.fetching))];
  one.document.write(words("one"));
  await turn(30);
  two.document.write(words("two"));
  await turn(30);
  assert.deepEqual(held(lrs), words("one", "two"));
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

test("403 is shown and not tried again", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  const { document, heard } = await opened(own);
  lrs.fault = () => 403;
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

test("over many disconnects two windows end with the same document, and nothing that either wrote is missing", async () => {
  let seed = 7;
  const random = (): number => ((seed = (seed * 48271) % 2147483647) / 2147483647);
  const lrs = fakeLrs();
  const windows = [await opened(browser(lrs.fetching, { random })), await opened(browser(lrs.fetching, { random }))];
  lrs.fault = () => (random() < 0.5 ? undefined : random() < 0.5 ? "unanswered" : "unreached");
  const mine: Words[] = [words(), words()];
  for (let step = 0; step < 200; step++) {
    const at = step % 2;
    const { document, merged, own } = windows[at] as Window;
    // As a session does: it takes up what was merged before it goes on.
    mine[at] = union(merged.at(-1) ?? words(), union(mine[at], words(`w${step}`)));
    document.write(mine[at]);
    await turn(1);
    if (random() < 0.5) await own.pass();
  }
  lrs.fault = () => undefined;
  for (let i = 0; i < 40; i++) {
    for (const { own, document, merged } of windows) {
      const at = windows.findIndex((window) => window.own === own);
      const both = union(merged.at(-1) ?? words(), mine[at]);
      if (JSON.stringify(both) !== JSON.stringify(mine[at])) document.write((mine[at] = both));
      await own.pass();
      await turn(4);
    }
  }
  const wanted = Array.from({ length: 200 }, (_, step) => `w${step}`).sort();
  assert.deepEqual(held(lrs), { words: wanted });
});
