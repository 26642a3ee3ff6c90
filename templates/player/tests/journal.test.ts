import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isSameState, journalFor, renumbered, sequenceOf } from "../src/journal.ts";
import { store } from "./lms.ts";
import { saved } from "./reports.ts";

const journal = (kept = store(), course = "loops", learner = "learner-7") => journalFor(kept, course, learner);

/** A store after a session that began at `from` and sent the states with these numbers. */
function after(from: string, ...sent: number[]) {
  const kept = store();
  const own = journal(kept);
  own.reconcile(from, from === "");
  for (const number of sent) own.write(saved(number));
  return kept;
}

test("the sequence number is the two characters after the version", () => {
  assert.equal(sequenceOf("1.AAAAAA.intro."), 0);
  assert.equal(sequenceOf("1.ABAAAA.intro."), 1);
  assert.equal(sequenceOf("1.BAAAAA.intro."), 64);
  assert.equal(sequenceOf("1.__AAAA.intro."), 4095);
  for (const text of ["", "1.", "1.A", "2.ABAAAA.", "1.é!AAAA."]) assert.equal(sequenceOf(text), null, text);
});

test("every vector of the saved state has its sequence number read", () => {
  const path = new URL("../../../tests/vectors/resume.json", import.meta.url);
  const { states } = JSON.parse(readFileSync(path, "utf8")) as { states: { name: string; text: string; state: { sequence?: number } }[] };
  assert.ok(states.length > 0);
  for (const { name, text, state } of states) assert.equal(sequenceOf(text), state.sequence ?? 0, name);
});

test("a state under the next number differs in nothing else, and 4095 is followed by 0", () => {
  assert.equal(renumbered("1.ABAAAA.intro.x"), "1.ACAAAA.intro.x");
  assert.equal(renumbered("1.__AAAA.intro.x"), "1.AAAAAA.intro.x");
  assert.ok(isSameState("1.ABAAAA.intro.x", "1.ACAAAA.intro.x"));
  assert.ok(!isSameState("1.ABAAAA.intro.x", "1.ACAAAA.intro.y"));
  assert.ok(!isSameState("", ""));
});

test("a state that the LMS lost is taken from the journal", () => {
  assert.equal(journal(after("", 1, 2, 3)).reconcile(saved(2), false), saved(3));
});

test("an empty state under a begun attempt is taken from the journal", () => {
  assert.equal(journal(after("", 1, 2)).reconcile("", false), saved(2));
});

test("the LMS wins with the same state and with a later one, and the journal is dropped", () => {
  for (const held of [saved(3), saved(9)]) {
    const kept = after("", 1, 2, 3);
    assert.equal(journal(kept).reconcile(held, false), held);
    assert.equal(kept.entries.size, 0);
  }
});

test("numbers are compared round their end at 4096", () => {
  const kept = after(saved(4094), 4095, 0, 1);
  assert.equal(journal(kept).reconcile(saved(4095), false), saved(1));
  assert.equal(journal(after("", 4094)).reconcile(saved(2), false), saved(2));
});

test("a new attempt drops the journal of the one before", () => {
  const kept = after("", 1, 2, 3);
  assert.equal(journal(kept).reconcile("", true), "");
  assert.equal(kept.entries.size, 0);
});

test("an earlier state that this browser never sent is another attempt's, and the LMS wins", () => {
  const foreign = saved(2, "exam.BBBBBCxy");
  assert.equal(journal(after("", 1, 2, 3)).reconcile(foreign, false), foreign);
});

test("the state that the session began with counts as lost progress when the LMS hands it back", () => {
  assert.equal(journal(after(saved(5), 6, 7)).reconcile(saved(5), false), saved(7));
});

test("a journal that won goes on until the LMS has proved it", () => {
  const kept = after("", 1, 2, 3);
  assert.equal(journal(kept).reconcile(saved(1), false), saved(3));
  assert.equal(journal(kept).reconcile(saved(1), false), saved(3));
  assert.equal(journal(kept).reconcile(saved(3), false), saved(3));
  assert.equal(kept.entries.size, 0);
});

test("one learner's journal is never another's, nor another course's", () => {
  const kept = after("", 1, 2, 3);
  assert.equal(journal(kept, "loops", "learner-8").reconcile("", false), "");
  assert.equal(journal(kept, "mirrors").reconcile("", false), "");
  assert.equal(journal(kept).reconcile("", false), saved(3));
});

test("a learner without a name has no journal", () => {
  const kept = store();
  const nameless = journal(kept, "loops", "");
  nameless.reconcile("", true);
  nameless.write(saved(1));
  assert.equal(kept.entries.size, 0);
});

test("the journal's key names neither course nor learner", () => {
  const [key = ""] = after("", 1).entries.keys();
  assert.match(key, /^scormpack:[0-9a-z]+-[0-9a-z]+$/);
});

test("a store that throws or is not there means no journal, and no harm", () => {
  const no = (): never => {
    throw new Error("SecurityError");
  };
  for (const broken of [{ getItem: no, setItem: no, removeItem: no }, null]) {
    const own = journalFor(broken, "loops", "learner-7");
    own.write(saved(4));
    assert.equal(own.reconcile(saved(3), false), saved(3));
    assert.equal(own.reconcile("", false), "");
  }
});

test("a damaged journal is dropped", () => {
  const kept = after("", 1);
  for (const key of kept.entries.keys()) kept.entries.set(key, "{not a state}");
  assert.equal(journal(kept).reconcile("", false), "");
  assert.equal(kept.entries.size, 0);
});

test("a journal keeps the marks of the last 1000 states", () => {
  const kept = after("", ...Array.from({ length: 1500 }, (_, index) => index + 1));
  const [entry = ""] = kept.entries.values();
  assert.equal(entry.split(" ").length, 1001);
  assert.equal(journal(kept).reconcile(saved(501), false), saved(1500));
});
