// A thousand disconnects: the network dies before a request and after it, the LRS has bad moments, pages are killed and
// opened again, two windows work at once. In the end every statement is there, once, in each page's order.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openOutbox, type Outbox } from "../src/lrs/outbox.ts";
import type { Statement } from "../src/xapi/statement.ts";
import { fakeLrs, type Fault } from "./fake-lrs.ts";
import { browser, idsOf, statements, turn, type Browser } from "./lrs-world.ts";

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

const DISCONNECTS = 1000;

interface Page {
  readonly own: Browser;
  readonly outbox: Outbox;
  /** What this page made, in order. */
  readonly made: Statement[];
}

for (const seed of [1, 2, 3]) {
  test(`over ${DISCONNECTS} disconnects nothing is lost and nothing doubled (seed ${seed})`, async () => {
    const random = numbers(seed);
    const lrs = fakeLrs();
    let disconnects = 0;
    const faults: readonly Fault[] = ["unreached", "unanswered", "unanswered", 500, 503, { status: 429, headers: { "Retry-After": "1" } }];
    lrs.fault = () => {
      if (disconnects >= DISCONNECTS || random() < 0.4) return undefined;
      disconnects += 1;
      return faults[Math.floor(random() * faults.length)];
    };
    const first = browser(lrs.fetching, { random });
    const open = async (own: Browser): Promise<Page> => {
      const outbox = await openOutbox({
        lrs: { endpoint: "https://lrs.example.org/xapi/", authorization: "" },
        owner: "ada",
        heard: () => undefined,
        surroundings: own.surroundings,
      });
      return { own, outbox, made: [] };
    };
    const pages = [await open(first), await open(browser(lrs.fetching, { random, share: first }))];
    const all: Page[] = [...pages];

    while (disconnects < DISCONNECTS) {
      const at = random() < 0.5 ? 0 : 1;
      const page = pages[at] as Page;
      const made = statements(1 + Math.floor(random() * 3));
      page.made.push(...made);
      page.outbox.add(made);
      const chance = random();
      first.storage.full = random() < 0.1;
      if (chance < 0.04) {
        // A page is left, or killed in the middle of whatever it does, and opened again.
        if (chance < 0.02) page.outbox.leave();
        await turn(Math.floor(random() * 4));
        page.own.kill();
        pages[at] = await open(browser(lrs.fetching, { random, share: first }));
        all.push(pages[at] as Page);
      } else if (chance < 0.6) {
        await turn(2);
        await page.own.pass();
      }
    }
    first.storage.full = false;
    for (const page of pages) {
      for (let i = 0; i < 50 && page.outbox.status().state !== "saved"; i++) await page.own.pass();
    }
    // A last visit brings what a killed page left behind.
    for (const { own } of pages) own.kill();
    const last = await open(browser(lrs.fetching, { random, share: first }));
    for (let i = 0; i < 50 && last.outbox.status().state !== "saved"; i++) await last.own.pass();

    const wanted = all.flatMap(({ made }) => idsOf(made));
    const held = lrs.ids();
    assert.ok(wanted.length >= 500, `${wanted.length} statements`);
    assert.equal(new Set(held).size, held.length, "doubled");
    assert.deepEqual(wanted.filter((id) => !held.includes(id)), [], "lost");
    assert.equal(held.length, wanted.length);
    for (const { made } of all) {
      const places = idsOf(made).map((id) => held.indexOf(id));
      assert.deepEqual(places, [...places].sort((a, b) => a - b), "out of order");
    }
  });
}
