import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, type SessionEvent, step } from "../src/session.ts";
import {
  answered, chosen, examWith, exchanged, labIn, opened, quizIn, retried, run, sampleCourse, submitted, withPart,
} from "./sample-course.ts";

const course = sampleCourse();
const fresh = begin(course);

/** Every prefix must be taken, the last event refused: the very same object comes back. */
function refused(events: readonly SessionEvent[], last: SessionEvent, of = course): void {
  const state = run(of, events);
  assert.equal(step(of, state, last), state);
}

const quizDone = [answered(0, 1, 1), answered(1, 2, 1), answered(2, 3, 2)];

test("a session begins with nothing seen and nothing done", () => {
  assert.deepEqual(fresh, {
    parts: {
      intro: { viewed: false },
      lesson: { viewed: false },
      quiz: { viewed: false, attempt: 0, submitted: false, best: null, slots: [0, 0, 0] },
      lab: { viewed: false, exchanges: 0, result: "none", prompts: [false, false], topics: [] },
      exam: { viewed: false, attempt: 0, submitted: false, best: null, slots: [0, 0, 0] },
    },
    bookmark: "",
    sequence: 0,
    completed: false,
    passed: false,
    best: null,
    consented: false,
    sharing: false,
  });
});

test("opening a part views and bookmarks it", () => {
  const state = step(course, fresh, opened("lesson"));
  assert.deepEqual(state.parts["lesson"], { viewed: true });
  assert.equal(state.bookmark, "lesson");
  assert.equal(fresh.bookmark, "", "the state before is untouched");
});

test("opening the open part again changes nothing", () => refused([opened("lesson")], opened("lesson")));

test("going back to a viewed part moves the bookmark alone", () => {
  const state = run(course, [opened("intro"), opened("lesson")]);
  const back = step(course, state, opened("intro"));
  assert.equal(back.bookmark, "intro");
  assert.deepEqual(back.parts, state.parts);
});

test("an event keeps the parts it does not touch as they are", () => {
  const state = step(course, fresh, opened("lesson"));
  for (const id of ["intro", "quiz", "lab", "exam"]) assert.equal(state.parts[id], fresh.parts[id]);
});

test("events for parts that the course does not have change nothing", () => {
  for (const part of ["nowhere", "", "constructor", "__proto__", "toString"]) {
    refused([], opened(part));
    refused([], chosen(0, 1, part));
    refused([], answered(0, 1, 0, part));
    refused([], submitted(0, part));
    refused([], retried(part));
    refused([], { type: "exchanged", part, topics: null, way: "assistant" });
    refused([], { type: "reflected", part, prompt: 0 });
  }
});

test("events for parts of another kind change nothing", () => {
  for (const part of ["intro", "lesson", "lab"]) {
    for (const event of [chosen(0, 1, part), answered(0, 1, 0, part), submitted(0, part), retried(part)]) refused([], event);
  }
  for (const part of ["intro", "lesson", "quiz", "exam"]) {
    refused([], { type: "exchanged", part, topics: null, way: "assistant" });
    refused([], { type: "reflected", part, prompt: 0 });
  }
});

test("the first answer begins the first attempt", () => {
  const state = quizIn(run(course, [answered(1, 4, 1)]), "quiz");
  assert.deepEqual(state, { viewed: false, attempt: 1, submitted: false, best: null, slots: [0, 4, 0] });
});

test("an answer that was given is final for this attempt", () => {
  refused([answered(0, 1, 1)], answered(0, 2, 0));
  refused([answered(0, 1, 1)], answered(0, 1, 1));
  refused([answered(0, 1, 1)], answered(0, 0, 1));
});

test("a quiz with feedback at once is finished by its last question, in any order", () => {
  const state = quizIn(run(course, [answered(2, 1, 0), answered(0, 1, 1), answered(1, 2, 2)]), "quiz");
  assert.deepEqual(state, { viewed: false, attempt: 1, submitted: true, best: 2, slots: [1, 2, 1] });
});

test("a quiz with feedback at once is not chosen or handed in", () => {
  refused([], chosen(0, 1, "quiz"));
  refused([answered(0, 1, 1)], submitted(1, "quiz"));
  refused(quizDone, submitted(3, "quiz"));
});

test("an answer that the question cannot have changes nothing", () => {
  for (const slot of [0, -1, 8, 1.5, NaN, Infinity]) refused([], answered(0, slot, 0));
  for (const question of [-1, 3, 0.5, NaN]) refused([], answered(question, 1, 0));
  for (const earned of [-1, 4, 0.5, NaN]) refused([], answered(0, 1, earned));
  for (const slot of [-1, 8, 1.5, NaN]) refused([], chosen(0, slot));
  for (const question of [-1, 3, NaN]) refused([], chosen(question, 1));
  assert.equal(quizIn(run(course, [chosen(2, 15)]), "exam").slots[2], 15, "four bits hold 15");
});

test("a choice in a test may change until it is handed in", () => {
  const state = quizIn(run(course, [chosen(0, 1), chosen(0, 2), chosen(1, 3), chosen(1, 0)]), "exam");
  assert.deepEqual(state, { viewed: false, attempt: 1, submitted: false, best: null, slots: [2, 0, 0] });
  refused([...examWith(3)], chosen(0, 2));
});

test("the same choice again changes nothing", () => {
  refused([chosen(0, 1)], chosen(0, 1));
  refused([], chosen(0, 0));
});

test("a test is not answered question by question", () => refused([], answered(0, 1, 1, "exam")));

test("a test in which nothing is chosen cannot be handed in", () => {
  refused([], submitted(0));
  refused([chosen(0, 1), chosen(0, 0)], submitted(0));
});

test("a test with open questions can be handed in", () => {
  const state = quizIn(run(course, [chosen(1, 1), submitted(2)]), "exam");
  assert.deepEqual(state, { viewed: false, attempt: 1, submitted: true, best: 2, slots: [0, 1, 0] });
});

test("a test is handed in once an attempt, with points that it has", () => {
  refused(examWith(3), submitted(5));
  for (const earned of [-1, 6, 2.5, NaN]) refused([chosen(0, 1)], submitted(earned));
});

test("a quiz with feedback never is handed in like a test", () => {
  const silent = withPart("quiz", { feedback: "never" });
  assert.equal(quizIn(run(silent, [chosen(0, 1, "quiz"), submitted(1, "quiz")]), "quiz").best, 1);
  refused([], answered(0, 1, 1), silent);
});

test("a test with feedback at once is answered like a quiz", () => {
  const told = withPart("exam", { feedback: "at-once" });
  refused([], chosen(0, 1), told);
  assert.equal(quizIn(run(told, [answered(0, 1, 1, "exam")]), "exam").attempt, 1);
});

test("an attempt is retried only when it is finished", () => {
  refused([], retried());
  refused([chosen(0, 1)], retried());
  refused([answered(0, 1, 1)], retried("quiz"));
});

test("a retry clears the answers, counts, and keeps the best", () => {
  const state = quizIn(run(course, [...quizDone, retried("quiz")]), "quiz");
  assert.deepEqual(state, { viewed: false, attempt: 2, submitted: false, best: 2, slots: [0, 0, 0] });
  refused([...quizDone, retried("quiz")], retried("quiz"));
});

test("a worse attempt leaves the best alone, a better one raises it", () => {
  const worse = run(course, [...quizDone, retried("quiz"), answered(0, 2, 0), answered(1, 1, 0), answered(2, 1, 0)]);
  assert.equal(quizIn(worse, "quiz").best, 2);
  const better = [retried("quiz"), answered(0, 1, 1), answered(1, 1, 2), answered(2, 1, 3)];
  assert.equal(quizIn(better.reduce((state, event) => step(course, state, event), worse), "quiz").best, 3);
});

test("no attempt is left after the last", () => {
  const twice = [...examWith(1), retried(), ...examWith(2)];
  assert.equal(quizIn(run(course, twice), "exam").attempt, 2);
  refused(twice, retried());
  refused(twice, chosen(1, 1));
  refused(twice, submitted(5));
});

test("one attempt cannot be retried", () => refused(examWith(1), retried(), withPart("exam", { attempts: 1 })));

test("attempts without a limit are counted to 15 and go on", () => {
  const endless = withPart("exam", { attempts: 0 });
  const twenty = Array.from({ length: 20 }, () => [...examWith(1), retried()]).flat();
  const state = run(endless, [...twenty, ...examWith(4)]);
  assert.deepEqual(quizIn(state, "exam"), { viewed: false, attempt: 15, submitted: true, best: 4, slots: [1, 0, 0] });
});

test("an open attempt whose questions are all answered is finished by its points", () => {
  // A new version of the course took the last open question away: resume.ts keeps the answers.
  const parts = { ...fresh.parts, quiz: { viewed: true, attempt: 1, submitted: false, best: null, slots: [1, 1, 1] } };
  const state = step(course, { ...fresh, parts }, submitted(2, "quiz"));
  assert.deepEqual(state.parts["quiz"], { viewed: true, attempt: 1, submitted: true, best: 2, slots: [1, 1, 1] });
});

test("exchanges are counted to the lab's minimum, which finishes the lab", () => {
  assert.deepEqual(labIn(run(course, [exchanged])), { viewed: false, exchanges: 1, result: "none", prompts: [false, false], topics: [] });
  assert.equal(labIn(run(course, [exchanged, exchanged])).result, "assistant");
  refused([exchanged, exchanged], exchanged);
});

test("the guided reflection finishes a lab with its last prompt, in any order", () => {
  const first: SessionEvent = { type: "reflected", part: "lab", prompt: 0 };
  const second: SessionEvent = { type: "reflected", part: "lab", prompt: 1 };
  assert.equal(labIn(run(course, [second])).result, "none");
  assert.deepEqual(labIn(run(course, [second, first])), { viewed: false, exchanges: 0, result: "reflection", prompts: [true, true], topics: [] });
  refused([second], second);
  for (const prompt of [-1, 2, NaN, 0.5]) refused([], { type: "reflected", part: "lab", prompt });
});

test("what finished the lab first stays", () => {
  const reflect: SessionEvent[] = [0, 1].map((prompt) => ({ type: "reflected", part: "lab", prompt }));
  const both = labIn(run(course, [...reflect, exchanged, exchanged]));
  assert.deepEqual(both, { viewed: false, exchanges: 2, result: "reflection", prompts: [true, true], topics: [] });
  assert.equal(labIn(run(course, [exchanged, exchanged, ...reflect])).result, "assistant");
});

test("consent is given once", () => {
  assert.equal(run(course, [{ type: "consented" }]).consented, true);
  refused([{ type: "consented" }], { type: "consented" });
});

test("a learner who passed never regresses", () => {
  const passed = run(course, examWith(4));
  assert.deepEqual([passed.passed, passed.best], [true, 0.8]);
  const worse = [retried(), ...examWith(0)].reduce((state, event) => step(course, state, event), passed);
  assert.deepEqual([worse.passed, worse.best], [true, 0.8]);
});

test("a pass that the LMS holds stays without any points", () => {
  const held = step(course, { ...fresh, passed: true }, opened("intro"));
  assert.deepEqual([held.passed, held.best], [true, null]);
  const failed = examWith(0).reduce((state, event) => step(course, state, event), held);
  assert.deepEqual([failed.passed, failed.best], [true, 0]);
});

test("completion stays when the rule gets harder", () => {
  const all = [opened("lesson"), ...quizDone, exchanged, exchanged, ...examWith(5)];
  const done = run(course, all);
  assert.equal(done.completed, true);
  const harder = sampleCourse({ completion: { op: "viewed", of: ["intro", "lesson"] } });
  assert.equal(step(harder, done, opened("exam")).completed, true);
});

test("the LMS's mastery score decides the pass, not the author's", () => {
  assert.equal(run(course, examWith(3), 0.6).passed, true);
  assert.equal(run(course, examWith(4), 0.9).passed, false);
  assert.equal(run(course, examWith(4), null).passed, true);
});

test("the best score is kept in four decimals", () => {
  assert.equal(run(withPart("exam", { points: 3, bits: [1, 4, 1, 3, 3, 3, 4] }), examWith(2)).best, 0.6667);
});

test("a course without a scored part has no best score of its own", () => {
  const unscored = sampleCourse({ score: null, completion: { op: "viewed", of: ["intro"] } });
  const state = run(unscored, [opened("intro")]);
  assert.deepEqual([state.completed, state.passed, state.best], [true, true, null]);
});
