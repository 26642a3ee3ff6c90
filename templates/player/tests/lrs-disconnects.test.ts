// A thousand disconnects: the network dies before a request and after it, or falls silent, the LRS has bad moments, storage
// is full, pages are left or killed and opened again, two windows work at once. In the end every statement is there, once, in
// each page's order.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openOutbox, type Outbox } from "../src/lrs/outbox.ts";
import { openResumeDocument, type ResumeDocument } from "../src/lrs/resume-document.ts";
import type { Statement } from "../src/xapi/statement.ts";
import { fakeLrs, type Fault } from "./fake-lrs.ts";
import { browser, idsOf, silent, statements, turn, type Browser } from "./lrs-world.ts";

/** mulberry32: the same numbers for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const LRS = { endpoint: "https://lrs.example.org/xapi/", authorization: "" };
const DISCONNECTS = 1000;
const FAULTS: readonly Fault[] = ["unreached", "unanswered", "unanswered", 500, 503, { status: 429, headers: { "Retry-After": "1" } }];

interface Page {
  readonly own: Browser;
  readonly outbox: Outbox;
  /** What this page made, in order. */
  readonly made: Statement[];
}

for (const seed of [1, 2]) {
  test(`over ${DISCONNECTS} disconnects nothing is lost and nothing doubled (seed ${seed})`, async () => {
    const random = numbers(seed);
    const lrs = fakeLrs();
    let disconnects = 0;
    const happened = { hung: 0, killed: 0, left: 0, full: 0 };
    const breaks = (chance: number): boolean => {
      if (disconnects >= DISCONNECTS || random() >= chance) return false;
      disconnects += 1;
      return true;
    };
    lrs.fault = () => (breaks(0.55) ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined);
    const network = silent(lrs.fetching, () => breaks(0.1) && (happened.hung += 1) > 0);
    const first = browser(network, { random });
    const open = async (own: Browser): Promise<Page> => {
      const outbox = await openOutbox({
        lrs: LRS,
        owner: "ada",
        heard: () => undefined,
        surroundings: own.surroundings,
      });
      return { own, outbox, made: [] };
    };
    const window = (): Promise<Page> => open(browser(network, { random, share: first }));
    const pages = [await open(first), await window()];
    const all: Page[] = [...pages];

    while (disconnects < DISCONNECTS) {
      const at = random() < 0.5 ? 0 : 1;
      const page = pages[at] as Page;
      // One of the two stores may be full, for a while: with both, nothing could be kept.
      const weather = random();
      first.storage.full = weather < 0.1;
      first.database.full = weather > 0.9;
      if (first.storage.full || first.database.full) happened.full += 1;
      const made = statements(1 + Math.floor(random() * 3));
      page.made.push(...made);
      page.outbox.add(made);
      const chance = random();
      if (chance < 0.06) {
        // A page is left, comes back or not, or is killed in the middle of whatever it does and opened again.
        if (chance < 0.03) {
          happened.left += 1;
          page.outbox.leave();
        }
        await turn(Math.floor(random() * 4));
        if (chance < 0.01) continue;
        happened.killed += 1;
        page.own.kill();
        all.push((pages[at] = await window()));
      } else if (chance < 0.6) {
        await turn(2);
        await page.own.pass();
      }
    }
    first.storage.full = false;
    first.database.full = false;
    const settled = async ({ own, outbox }: Page): Promise<void> => {
      for (let i = 0; i < 50 && outbox.status().state !== "saved"; i++) {
        await turn(2);
        await own.pass();
      }
      assert.equal(outbox.status().state, "saved");
    };
    for (const page of pages) await settled(page);
    // A last visit brings what a killed page left behind.
    for (const { own } of pages) own.kill();
    await settled(await window());

    const wanted = all.flatMap(({ made }) => idsOf(made));
    const held = lrs.ids();
    for (const count of Object.values(happened)) assert.ok(count >= 10, JSON.stringify(happened));
    assert.ok(wanted.length >= 500, `${wanted.length} statements`);
    assert.equal(new Set(held).size, held.length, "doubled");
    assert.deepEqual(wanted.filter((id) => !held.includes(id)), [], "lost");
    assert.equal(held.length, wanted.length);
    const bytes = new Map(all.flatMap(({ made }) => made.map((one) => [one.id, JSON.stringify(one)])));
    for (const one of lrs.stored) assert.equal(JSON.stringify(one), bytes.get(one["id"] as string));
    for (const { made } of all) {
      const places = idsOf(made).map((id) => held.indexOf(id));
      assert.deepEqual(places, [...places].sort((a, b) => a - b), "out of order");
    }
  });
}

/** A learner's document for this test: a set of words, merged by their union. */
type Words = readonly string[];
const union = (mine: unknown, theirs: unknown): Words => [...new Set([...(mine as Words), ...(theirs as Words)])].sort();

interface Window {
  readonly own: Browser;
  readonly document: ResumeDocument;
  /** As a session has it: what was read, written here, and met of the other window. */
  words: Words;
}

for (const seed of [1]) {
  test(`over ${DISCONNECTS} disconnects two windows lose nothing of one resume document (seed ${seed})`, async () => {
    const random = numbers(seed);
    const lrs = fakeLrs();
    let disconnects = 0;
    let killed = 0;
    lrs.fault = () => {
      if (disconnects >= DISCONNECTS || random() < 0.5) return undefined;
      disconnects += 1;
      return FAULTS[Math.floor(random() * FAULTS.length)];
    };
    const first = browser(lrs.fetching, { random });
    const open = async (): Promise<Window> => {
      for (;;) {
        const own = browser(lrs.fetching, { random, share: first });
        let window: Window | null = null;
        const opening = openResumeDocument({
          lrs: LRS,
          owner: "ada",
          activityId: "https://courses.example.org/loops",
          agent: { mbox: "mailto:ada@example.org" },
          registration: null,
          stateId: "scormpack.resume",
          merge: union,
          heard: () => undefined,
          merged: (document) => window && (window.words = union(window.words, document)),
          surroundings: own.surroundings,
        });
        await turn(4);
        await own.pass();
        const result = await opening;
        if (result.kind === "open") return (window = { own, document: result.document, words: (result.held as Words | null) ?? [] });
        own.kill(); // the LRS could not be read: the learner launches again
      }
    };
    const windows = [await open(), await open()];
    let written = 0;
    while (disconnects < DISCONNECTS) {
      const at = random() < 0.5 ? 0 : 1;
      const window = windows[at] as Window;
      window.words = union(window.words, [`w${written++}`]);
      window.document.write(window.words);
      const chance = random();
      if (chance < 0.06) {
        if (chance < 0.03) window.document.leave();
        await turn(Math.floor(random() * 4));
        killed += 1;
        window.own.kill();
        windows[at] = await open();
      } else if (chance < 0.6) {
        await turn(2);
        await window.own.pass();
      }
    }
    for (let i = 0; i < 20; i++) {
      for (const { own } of windows) {
        await turn(4);
        await own.pass();
      }
    }
    const [document = "[]"] = lrs.documents.values();
    assert.ok(written >= 300 && killed >= 10, `${written} words, ${killed} killed`);
    assert.deepEqual(JSON.parse(document), Array.from({ length: written }, (_, at) => `w${at}`).sort());
    assert.deepEqual(windows.map(({ document: { status } }) => status()), [{ state: "saved" }, { state: "saved" }]);
    assert.equal(first.storage.held.size, 0);
  });
}
