import assert from "node:assert/strict";
import { test } from "node:test";
import { merge } from "../src/merge.ts";
import { begin, step, type LabState, type QuizState, type SessionEvent, type SessionState } from "../src/session.ts";
import { sampleCourse } from "./sample-course.ts";

const course = sampleCourse();

const fresh = begin(course);
const after = (...events: readonly SessionEvent[]): SessionState => events.reduce((state, event) => step(course, state, event), fresh);
const with_ = (id: string, part: Partial<QuizState & LabState>): SessionState => ({
  ...fresh,
  parts: { ...fresh.parts, [id]: { ...fresh.parts[id], ...part } as QuizState },
});
const quiz = (state: SessionState, id = "quiz"): QuizState => state.parts[id] as QuizState;
const lab = (state: SessionState): LabState => state.parts["lab"] as LabState;
const opened = (part: string): SessionEvent => ({ type: "opened", part });

test("nothing new leaves the very same state", () => {
  const mine = after(opened("intro"), opened("lesson"));
  assert.equal(merge(course, mine, fresh), mine);
  assert.equal(merge(course, mine, mine), mine);
  assert.equal(merge(course, mine, after(opened("intro"))), mine);
});

test("parts seen in either window are seen", () => {
  const merged = merge(course, after(opened("intro")), after(opened("lesson")));
  assert.equal(merged.parts["intro"]?.viewed, true);
  assert.equal(merged.parts["lesson"]?.viewed, true);
  assert.equal(merged.bookmark, "intro");
});

test("answers of one attempt come together, and mine stands where both answered", () => {
  const mine = with_("exam", { attempt: 1, slots: [1, 0, 0] });
  const theirs = with_("exam", { attempt: 1, slots: [2, 3, 0] });
  assert.deepEqual(quiz(merge(course, mine, theirs), "exam").slots, [1, 3, 0]);
});

test("the later attempt goes on, and the best result stays", () => {
  const mine = with_("exam", { attempt: 1, submitted: true, best: 2, slots: [1, 1, 1] });
  const theirs = with_("exam", { attempt: 2, submitted: false, best: 1, slots: [2, 0, 0] });
  for (const merged of [merge(course, mine, theirs), merge(course, theirs, mine)]) {
    assert.deepEqual(quiz(merged, "exam"), { viewed: false, attempt: 2, submitted: false, best: 2, slots: [2, 0, 0] });
  }
});

test("a finished attempt wins over the same one still open", () => {
  const open = with_("exam", { attempt: 1, slots: [1, 0, 0] });
  const done = with_("exam", { attempt: 1, submitted: true, best: 3, slots: [1, 2, 1] });
  for (const merged of [merge(course, open, done), merge(course, done, open)]) {
    assert.deepEqual(quiz(merged, "exam"), quiz(done, "exam"));
  }
});

test("two halves of a quiz with feedback at once are one attempt, which the quiz has yet to finish", () => {
  const mine = with_("quiz", { attempt: 1, slots: [1, 0, 0] });
  const theirs = with_("quiz", { attempt: 1, slots: [0, 2, 1] });
  const { slots, submitted, best } = quiz(merge(course, mine, theirs));
  assert.deepEqual([slots, submitted, best], [[1, 2, 1], false, null]);
  const some = with_("quiz", { attempt: 1, slots: [0, 2, 0] });
  assert.deepEqual(quiz(merge(course, mine, some)).slots, [1, 2, 0]);
});

test("a lab keeps the most exchanges and either way of having been done", () => {
  const talked = with_("lab", { exchanges: 2, prompts: [true, false] });
  const reflected = with_("lab", { exchanges: 0, result: "reflection", prompts: [true, true] });
  const merged = lab(merge(course, talked, reflected));
  assert.deepEqual([merged.exchanges, merged.result, merged.prompts], [2, "reflection", [true, true]]);
});

test("two halves of a reflection make it whole", () => {
  const merged = lab(merge(course, with_("lab", { prompts: [true, false] }), with_("lab", { prompts: [false, true] })));
  assert.equal(merged.result, "reflection");
});

test("completed, passed and the best score are for good in both directions", () => {
  const done: SessionState = { ...fresh, completed: true, passed: true, best: 0.9, consented: true };
  for (const merged of [merge(course, fresh, done), merge(course, done, fresh)]) {
    assert.deepEqual([merged.completed, merged.passed, merged.best, merged.consented], [true, true, 0.9, true]);
  }
});

test("leave to keep texts that was taken back in one window is not given by the other", () => {
  const agreed: SessionState = { ...fresh, sharing: true };
  assert.equal(merge(course, agreed, fresh).sharing, false);
  assert.equal(merge(course, fresh, agreed).sharing, false);
  assert.equal(merge(course, agreed, agreed).sharing, true);
});
