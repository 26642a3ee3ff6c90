import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isSameState, journalFor, numberAfter, renumbered, sequenceOf, type Noted, type NotedAnswer } from "../src/journal.ts";
import { store } from "./lms.ts";
import { saved } from "./reports.ts";

const noting = (state: string, answers: readonly NotedAnswer[] = []): Noted => ({ state, answers, objectives: [] });
const journal = (kept = store(), course = "loops", learner = "learner-7") => journalFor(kept, course, learner);

/** A store after a session that began at `from` and sent the states with these numbers. */
function after(from: string, ...sent: number[]) {
  const kept = store();
  const own = journal(kept);
  own.reconcile(from, from === "");
  for (const number of sent) own.write(noting(saved(number)));
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
  nameless.write(noting(saved(1)));
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
    own.write(noting(saved(4)));
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
  assert.equal((JSON.parse(entry) as { trail: string[] }).trail.length, 1000);
  assert.equal(journal(kept).reconcile(saved(501), false), saved(1500));
});

const answer = (id: string, index: number | null = null): NotedAnswer => ({ fields: [["id", id]], index });

test("the answers that the LMS lost are those that were sent after the state that it has", () => {
  const kept = store();
  const own = journal(kept);
  own.reconcile("", true);
  own.write(noting(saved(1), [answer("a", 0)]));
  own.write(noting(saved(2), [answer("a", 0), answer("b", 1)]));
  own.write(noting(saved(3), [answer("a", 0), answer("b", 1), answer("c", 2)]));
  const lost = (held: string): readonly string[] => {
    const again = journal(store(new Map(kept.entries)));
    again.reconcile(held, false);
    return again.answers().map(({ fields }) => fields[0]?.[1] ?? "");
  };
  assert.deepEqual(lost(saved(3)), []);
  assert.deepEqual(lost(saved(2)), ["c"]);
  assert.deepEqual(lost(saved(1)), ["b", "c"]);
  assert.deepEqual(lost(""), ["a", "b", "c"]);
});

test("a state that the LMS has cut is taken from the journal, and its answers are there", () => {
  const long = saved(3, `exam.${"A".repeat(600)}`);
  for (const kept of [255, 300, 500]) {
    const own = store();
    const first = journal(own);
    first.reconcile("", true);
    first.write(noting(saved(2), [answer("a", 0)]));
    first.write(noting(long, [answer("a", 0), answer("b", 1)]));
    const again = journal(own);
    assert.equal(again.reconcile(long.slice(0, kept), false), long);
    assert.deepEqual(again.answers(), []);
  }
});

test("an earlier state that the LMS has cut is known by its beginning", () => {
  const [second, third] = [2, 3].map((number) => saved(number, `exam.${String(number).repeat(600)}`)) as [string, string];
  const own = store();
  const first = journal(own);
  first.reconcile("", true);
  first.write(noting(second));
  first.write(noting(third));
  assert.equal(journal(own).reconcile(second.slice(0, 255), false), third);
});

test("what another window has noted is told once, and its states are on the trail", () => {
  const kept = store();
  const [one, other] = [journal(kept), journal(kept)];
  one.reconcile("", true);
  other.reconcile("", true);
  one.write(noting(saved(1), [answer("a", 0)]));
  assert.equal(one.others(), null, "its own note is no news");
  assert.deepEqual(other.others()?.answers.map(({ fields, index }) => ({ fields, index })), [answer("a", 0)]);
  assert.equal(other.others(), null);
  other.write(noting(saved(2), [answer("a", 0), answer("b", 1)]));
  const later = journal(kept);
  assert.equal(later.reconcile(saved(1), false), saved(2), "the LMS kept what the first window sent, and lost the rest");
  assert.deepEqual(later.answers().map(({ index }) => index), [1]);
});

test("a number follows both windows' numbers, round the end", () => {
  assert.equal(numberAfter(3, 7), 8);
  assert.equal(numberAfter(7, 3), 8);
  assert.equal(numberAfter(4095, 1), 2);
  assert.equal(numberAfter(4095, 4095), 0);
});

test("an entry that grew too long keeps its newest answers", () => {
  const kept = store();
  const own = journal(kept);
  own.reconcile("", true);
  own.write(noting(saved(1), Array.from({ length: 1000 }, (_, at) => answer(`a${at}`, at))));
  const again = journal(kept);
  again.reconcile("", false);
  assert.deepEqual([again.answers().length, again.answers().at(-1)?.index], [400, 999]);
});
