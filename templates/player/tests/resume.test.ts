import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { CourseContract } from "../src/contract.ts";
import { isQuiz, partsOf } from "../src/parts.ts";
import { decode, encode, nextSave } from "../src/resume.ts";
import { begin, type SessionEvent, type SessionState, step } from "../src/session.ts";
import { parkMiller } from "../src/shuffle.ts";
import { sampleCourse } from "./sample-course.ts";

interface Vectors {
  readonly contracts: { readonly [name: string]: CourseContract };
  readonly states: readonly { name: string; contract: string; longest: boolean; state: Partial<SessionState>; text: string }[];
  readonly hostile: readonly { name: string; contract: string; text: string; survives: Partial<SessionState>; dropped: number }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../tests/vectors/resume.json", import.meta.url), "utf8"),
) as Vectors;
const contracts = Object.values(vectors.contracts);

function contractOf(name: string): CourseContract {
  const course = vectors.contracts[name];
  assert.ok(course, name);
  return course;
}

/** A first launch, except for what is given. */
function stateOf(course: CourseContract, given: Partial<SessionState>): SessionState {
  const fresh = begin(course);
  return { ...fresh, ...given, parts: { ...fresh.parts, ...given.parts } };
}

for (const { name, contract, longest, state, text } of vectors.states) {
  test(`${name}: is written as the vector says and read back whole`, () => {
    const course = contractOf(contract);
    const whole = stateOf(course, state);
    assert.equal(encode(course, whole), text);
    assert.deepEqual(decode(course, text), { state: whole, dropped: 0 });
    if (longest) assert.equal(text.length, course.layout.worst_case);
  });
}

for (const { name, contract, text, survives, dropped } of vectors.hostile) {
  test(`hostile state, ${name}: the rest survives`, () => {
    const course = contractOf(contract);
    assert.deepEqual(decode(course, text), { state: stateOf(course, survives), dropped });
  });
}

test("no two saves in a row are the same, and the count wraps at 4096", () => {
  const course = contractOf("part");
  const first = begin(course);
  assert.notEqual(encode(course, nextSave(first)), encode(course, first));
  assert.equal(nextSave(first).sequence, 1);
  assert.equal(nextSave({ ...first, sequence: 4095 }).sequence, 0);
});

test("more exchanges than the lab asks for are refused", () => {
  const two = sampleCourse({}, [{ kind: "lab", id: "lab-1", bits: [1, 2, 2, 1, 1], exchanges: 2 }]);
  // 1 10 00 0 0 = 110000 = 48 = w; 1 11 00 0 0 = 111000 = 56 = 4.
  assert.equal(decode(two, "1.AAAAAA..lab-1CwA").dropped, 0);
  assert.deepEqual(decode(two, "1.AAAAAA..lab-1C4A"), { state: begin(two), dropped: 1 });
});

test("a run that moved in a new version of the course is found by its key", () => {
  const course = contractOf("question");
  const [module] = course.modules;
  assert.ok(module);
  const parts = [...module.parts].reverse();
  const turned = { ...course, modules: [{ ...module, parts }], layout: { ...course.layout, keys: ["lab-1", "prom1", "prom2", "quiz1", "ques1", "ques2", "welco"] } };
  const text = "1.BGEAAA.quiz-1.welcoBgquiz1EiAAAques1Bglab-1CiAprom1Bg";
  assert.deepEqual(decode(turned, text).state.parts, decode(course, text).state.parts);
});

test("a question that a new version adds is open, the others keep their answers", () => {
  const course = contractOf("question");
  const text = "1.AAAAAA..quiz1EiAAAques1Bgques2Bo";
  const grown: CourseContract = {
    ...course,
    modules: [{ id: "module-1", parts: [{ kind: "quiz", id: "quiz-1", bits: [1, 4, 1, 14, 3, 3, 3], points: 4 }] }],
    layout: { ...course.layout, keys: ["quiz1", "ques1", "newer", "ques2"] },
  };
  const { state, dropped } = decode(grown, text);
  assert.deepEqual(state.parts["quiz-1"], { viewed: true, attempt: 1, submitted: false, best: null, slots: [4, 0, 5] });
  assert.equal(dropped, 0);
});

// --- 2,000 random states ------------------------------------------------------------------------------------------

/** Whole numbers from 0 to below `limit`, the same ones at every run. */
function generator(seed: number): (limit: number) => number {
  let value = seed;
  return (limit) => {
    value = parkMiller(value);
    return Math.floor((value / 2147483647) * limit);
  };
}

function randomEvent(course: CourseContract, below: (limit: number) => number): SessionEvent {
  const parts = [...partsOf(course).values()];
  const part = parts[below(parts.length)];
  assert.ok(part);
  const points = isQuiz(part) ? part.points : 0;
  const question = below(Math.max(1, part.bits.length - 4));
  const slot = below(2 ** (part.bits[4 + question] ?? 1));
  const events: readonly SessionEvent[] = [
    { type: "opened", part: part.id },
    { type: "answered", part: part.id, question, slot, earned: below(points + 1) },
    { type: "chosen", part: part.id, question, slot },
    { type: "submitted", part: part.id, earned: below(points + 1) },
    { type: "retried", part: part.id },
    { type: "exchanged", part: part.id, topics: null, way: "assistant" },
    { type: "reflected", part: part.id, prompt: below(2) },
    { type: "consented" },
  ];
  return events[below(events.length)] ?? { type: "consented" };
}

function randomState(course: CourseContract, below: (limit: number) => number): SessionState {
  let state: SessionState = { ...begin(course), sequence: below(4096) };
  for (let left = below(60); left > 0; left--) state = step(course, state, randomEvent(course, below));
  return state;
}

test("2,000 states that sessions lead to come back whole and fit the worst case", () => {
  const below = generator(1);
  const texts = new Set<string>();
  for (let count = 0; count < 2000; count++) {
    const course = contracts[count % contracts.length];
    assert.ok(course);
    const state = randomState(course, below);
    const text = encode(course, state);
    assert.deepEqual(decode(course, text), { state, dropped: 0 }, text);
    assert.ok(text.length <= course.layout.worst_case, text);
    assert.match(text, /^1\.[\w-]{6}\.[a-z0-9-]*\.[\w-]*$/);
    texts.add(text);
  }
  assert.ok(texts.size > 1000, "the generator gets about");
});

const FOREIGN = ["!", ".", "_", "A", " ", "\0", "é", "\ud83d", "1"];

function corrupted(text: string, below: (limit: number) => number): string {
  const at = below(text.length + 1);
  const other = FOREIGN[below(FOREIGN.length)] ?? "";
  const ways = [
    () => text.slice(0, at),
    () => text.slice(at),
    () => text.slice(0, at) + other + text.slice(at),
    () => text.slice(0, at) + other + text.slice(at + 1),
    () => text.slice(0, at) + text.slice(at + 1 + below(5)),
    () => text.slice(0, at) + String.fromCharCode(33 + below(94)) + text.slice(at + 1),
    () => text + text.slice(at),
  ];
  return ways[below(ways.length)]?.() ?? "";
}

/** Of every part a well-formed state that the layout can hold. */
function assertSound(course: CourseContract, state: SessionState): void {
  assert.deepEqual(Object.keys(state.parts), [...partsOf(course).keys()]);
  const again = decode(course, encode(course, state));
  assert.deepEqual(again, { state, dropped: 0 });
  const { others, ...own } = state;
  assert.ok(encode(course, own).length <= course.layout.worst_case, others ?? "");
  assert.ok(encode(course, state).length <= 4096);
}

test("no corruption of 2,000 states throws, and what is read is a sound state", () => {
  const below = generator(2);
  for (let count = 0; count < 2000; count++) {
    const course = contracts[count % contracts.length];
    assert.ok(course);
    let text = encode(course, randomState(course, below));
    for (let times = 1 + below(4); times > 0; times--) text = corrupted(text, below);
    assertSound(course, decode(course, text).state);
  }
});

test("noise in place of the runs throws nothing and leaves no unsound state", () => {
  const below = generator(3);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (let count = 0; count < 2000; count++) {
    const course = contracts[count % contracts.length];
    assert.ok(course);
    const noise = (length: number): string => Array.from({ length }, () => alphabet[below(64)]).join("");
    // Real keys in front of random lengths and payloads get past the door.
    const runs = course.layout.keys.map((key) => key + "ABCDE"[below(5)] + noise(below(5))).join("");
    assertSound(course, decode(course, `1.${noise(6)}..${runs}`).state);
  }
});
