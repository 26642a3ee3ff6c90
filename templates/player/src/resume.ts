// State <-> the compact string that an LMS keeps, resume format 1 (docs/tracking.md):
//
//     1.HHHHHH.bookmark.runs
//
// H is the sequence (2 characters), flags (1) and best score (3). A run is a key that is made of the author's ids,
// the payload's length, and the payload. All of it is ASCII, well below SCORM 1.2's CMIString4096.

import { digit, lengthText, pack, toNumber, toText, unpack, WIDEST_NUMBER } from "./bits.ts";
import { type CourseContract, type PartContract, type QuizContract, RESUME_FORMAT } from "./contract.ts";
import { answersAtOnce, isQuiz, labFlags, labOf, partsOf, quizOf } from "./parts.ts";
import type { Slot } from "./questions/types.ts";
import { askedCount, placesIn, pointUnits } from "./quiz-bits.ts";
import { begin, type LabResult, type PartState, type QuizState, type SessionState } from "./session.ts";

/** The slots of one part that stand under one key: from the first to before the last. */
interface Stretch {
  readonly part: PartContract;
  readonly from: number;
  readonly to: number;
}

/** What stands under one key. */
type Run = readonly Stretch[];

const KEY_LENGTH = 5;
const HEADER_LENGTH = 6;
const SEQUENCES = 4096;
const SCORE_STEPS = 10000;
/** Up to 12 days in seconds. */
const TIME_BITS = 20;
const RESULTS: readonly LabResult[] = ["none", "assistant", "reflection"];
/** What stood in for an assistant that was away, as the author has it now. */
const STAND_IN = 3;

/** The state to be saved: counted up, so that no two saves in a row are the same string (a failed commit moves
 * Moodle's idea of what was sent, and equal values are then never sent again). */
export function nextSave(state: SessionState): SessionState {
  return { ...state, sequence: (state.sequence + 1) % SEQUENCES };
}

/** At most `course.layout.worst_case` characters. */
export function encode(course: CourseContract, state: SessionState): string {
  const flags = Number(state.completed) + 2 * Number(state.passed) + 4 * Number(state.consented) + 8 * Number(state.sharing);
  const best = state.best === null ? 0 : 1 + Math.round(state.best * SCORE_STEPS);
  const written = (key: string, values: readonly Slot[], widths: readonly number[]): string => {
    if (!values.some(Boolean)) return "";
    const payload = pack(values, widths);
    return key + lengthText(payload.length) + payload;
  };
  const runs = runsOf(course).map(([key, run]) =>
    written(key, run.flatMap(({ part, from, to }) => slotsOf(part, state).slice(from, to)), widthsOf(run)),
  );
  if (course.time) runs.push(written(timeKey(course), [state.seconds ?? 0], [TIME_BITS]));
  const header = toText(state.sequence % SEQUENCES, 2) + toText(flags, 1) + toText(best, 3);
  return [RESUME_FORMAT, header, state.bookmark, runs.join("")].join(".");
}

/** The state that the text holds, and how many of its pieces (runs, header, bookmark, or the whole) were not
 * taken over. Never throws. "" is a first launch. */
export function decode(course: CourseContract, text: string): { state: SessionState; dropped: number } {
  const fresh = begin(course);
  const [version, header = "", bookmark = "", ...rest] = text.split(".");
  if (version !== String(RESUME_FORMAT)) return { state: fresh, dropped: text === "" ? 0 : 1 };
  const head = readHeader(header);
  const known = bookmark === "" || partsOf(course).has(bookmark);
  const { slots, seconds, dropped } = readRuns(course, rest.join("."));
  const parts = [...partsOf(course).values()].map((part) => {
    const own = slots.get(part.id);
    return [part.id, own ? partState(part, own) : fresh.parts[part.id]] as const;
  });
  return {
    state: { ...fresh, ...head, ...(course.time ? { seconds: Math.min(seconds, course.time) } : {}), bookmark: known ? bookmark : "", parts: Object.fromEntries(parts) as SessionState["parts"] },
    dropped: dropped + Number(!head) + Number(!known) + Number(rest.length === 0),
  };
}

function readHeader(header: string): Omit<SessionState, "parts" | "bookmark"> | null {
  const sequence = toNumber(header.slice(0, 2));
  const flags = toNumber(header.slice(2, 3));
  const best = toNumber(header.slice(3));
  if (header.length !== HEADER_LENGTH || Math.min(sequence, flags, best) < 0) return null;
  if (flags > 15 || best > 1 + SCORE_STEPS) return null;
  return {
    sequence,
    completed: (flags & 1) > 0,
    passed: (flags & 2) > 0,
    consented: (flags & 4) > 0,
    sharing: (flags & 8) > 0,
    best: best === 0 ? null : (best - 1) / SCORE_STEPS,
  };
}

/** Each part's slots, all of them, for the parts of which a run was read. */
function readRuns(course: CourseContract, text: string): { slots: ReadonlyMap<string, Slot[]>; seconds: number; dropped: number } {
  const open = new Map(runsOf(course));
  const slots = new Map<string, Slot[]>();
  let seconds = 0;
  let dropped = 0;
  for (let at = 0; at < text.length; ) {
    const key = text.slice(at, at + KEY_LENGTH);
    at += KEY_LENGTH;
    let length = 0;
    let group = 32;
    // A length takes at most four groups: a million characters is more than any LMS keeps.
    for (let place = 0; group >= 32 && place < 20; place += 5) {
      group = digit(text[at++]);
      length += (group & 31) << place;
    }
    // Where one run ends is where the next begins, so a wrong length takes the rest with it.
    if (group < 0 || group >= 32 || at + length > text.length) return { slots, seconds, dropped: dropped + 1 };
    if (course.time && key === timeKey(course)) {
      const [value] = unpack(text.slice(at, at + length), [TIME_BITS]) ?? [null];
      if (typeof value === "number") seconds = value;
      else dropped++;
      at += length;
      continue;
    }
    const run = open.get(key);
    const values = run ? unpack(text.slice(at, at + length), widthsOf(run)) : null;
    if (run && values && fits(run, values)) fill(slots, run, values);
    else dropped++;
    open.delete(key);
    at += length;
  }
  return { slots, seconds, dropped };
}

/** The key after all parts' keys. */
function timeKey(course: CourseContract): string {
  return course.layout.keys[course.layout.keys.length - 1] ?? "";
}

/** The course's runs by key, in the order in which they are written. */
function runsOf(course: CourseContract): readonly (readonly [string, Run])[] {
  const { granularity, keys } = course.layout;
  const runs: Run[] = [];
  for (const { parts } of course.modules) {
    const whole = parts.map((part) => ({ part, from: 0, to: part.bits.length }));
    if (granularity === "module") runs.push(whole);
    else if (granularity === "part") runs.push(...whole.map((stretch) => [stretch]));
    else for (const { part, to } of whole) {
      if (!isQuiz(part)) runs.push([{ part, from: 0, to }]);
      else {
        const { head, questions } = placesIn(part);
        runs.push([{ part, from: 0, to: head }]);
        for (const { answer, end } of questions) runs.push([{ part, from: answer, to: end }]);
      }
    }
  }
  return runs.map((run, place) => [keys[place] ?? "", run]);
}

function widthsOf(run: Run): readonly number[] {
  return run.flatMap(({ part, from, to }) => part.bits.slice(from, to));
}

function resultNumber(result: LabResult): number {
  const number = RESULTS.indexOf(result);
  return number < 0 ? STAND_IN : number;
}

/** A part's slots in the order of its `bits`. */
function slotsOf(part: PartContract, state: SessionState): readonly Slot[] {
  const viewed = Number(state.parts[part.id]?.viewed ?? false);
  const quiz = quizOf(state, part.id);
  if (quiz && isQuiz(part)) return quizSlots(part, quiz);
  const lab = labOf(state, part.id);
  return lab ? [viewed, lab.exchanges, resultNumber(lab.result), ...lab.prompts.map(Number), ...lab.topics.map(Number)] : [viewed];
}

function quizSlots(part: QuizContract, quiz: QuizState): readonly Slot[] {
  const { ended, started, extra, questions } = placesIn(part);
  const best = quiz.best === null ? 0 : 1 + Math.round(quiz.best * pointUnits(part));
  const slots: Slot[] = [Number(quiz.viewed), quiz.attempt, Number(quiz.submitted), best];
  if (ended > 0) slots[ended] = quiz.ended ?? 0;
  if (started > 0) slots[started] = quiz.started ?? 0;
  if (extra > 0) slots[extra] = quiz.extra ?? 0;
  questions.forEach((places, at) => {
    slots[places.answer] = quiz.slots[at] ?? 0;
    if (places.hints > 0) slots[places.hints] = quiz.hints?.[at] ?? 0;
    if (places.kept > 0) slots[places.kept] = Number(quiz.kept?.[at] ?? false);
  });
  return slots;
}

/** True when no value is above what its slot can mean. What a question's slot can mean, only its key knows. */
function fits(run: Run, values: readonly Slot[]): boolean {
  let at = 0;
  return run.every(({ part, from, to }) => {
    const own = values.slice(at, (at += to - from));
    const top = (slot: number, most: number): boolean => slot < from || Number(own[slot - from] ?? 0) <= most;
    if (isQuiz(part)) return top(3, 1 + part.points * pointUnits(part));
    return part.kind !== "lab" || (top(1, part.exchanges) && top(2, STAND_IN));
  });
}

function fill(slots: Map<string, Slot[]>, run: Run, values: readonly Slot[]): void {
  let at = 0;
  for (const { part, from, to } of run) {
    const own = slots.get(part.id) ?? part.bits.map((width): Slot => (width > WIDEST_NUMBER ? "" : 0));
    for (let slot = from; slot < to; slot++) own[slot] = values[at++] ?? 0;
    slots.set(part.id, own);
  }
}

/** The part that the slots describe. Where a changed course or a lost run left them at odds with each other, the
 * answers stay and the attempt is open again, so that nobody is shut out. */
function partState(part: PartContract, all: readonly Slot[]): PartState {
  if (isQuiz(part)) return quizState(part, all);
  const slots = all.map(Number);
  const [first = 0, second = 0, third = 0] = slots;
  const viewed = first > 0;
  if (part.kind !== "lab") return { viewed };
  const flags = labFlags(part, slots);
  const [prompts, topics] = [flags.prompts.map(Boolean), flags.topics.map(Boolean)];
  const reflected = prompts.length > 0 && prompts.every(Boolean);
  const earned = second >= part.exchanges && topics.every(Boolean) ? 1 : reflected ? 2 : 0;
  const standIn = part.fallback === "waive" ? "waived" : "scripted";
  return { viewed, exchanges: second, result: RESULTS[third || earned] ?? standIn, prompts, topics };
}

function quizState(part: QuizContract, all: readonly Slot[]): QuizState {
  const { ended, started, extra, questions } = placesIn(part);
  const number = (place: number): number => Number(all[place] ?? 0) || 0;
  const answers = questions.map(({ answer }) => all[answer] ?? 0);
  const best = number(3) === 0 ? null : (number(3) - 1) / pointUnits(part);
  const hints = questions.map((places) => (places.hints > 0 ? Math.min(number(places.hints), part.hints?.[questions.indexOf(places)] ?? 0) : 0));
  const kept = questions.map((places, at) => places.kept > 0 && number(places.kept) > 0 && Boolean(answers[at]));
  // An attempt whose time was up is finished with questions open.
  const enough = answers.filter(Boolean).length >= askedCount(part) || Boolean(part.time_limit);
  const whole = best !== null && (!answersAtOnce(part) || enough);
  const begun = best !== null || answers.some(Boolean) || hints.some(Boolean) || (started > 0 && number(started) > 0);
  return {
    viewed: number(0) > 0,
    attempt: number(1) || Number(begun),
    submitted: number(2) > 0 && whole,
    best,
    slots: answers,
    ...(part.hints?.some(Boolean) ? { hints } : {}),
    ...(part.retry === "wrong" ? { kept } : {}),
    ...(ended > 0 ? { ended: number(ended) } : {}),
    ...(started > 0 ? { started: number(started), extra: Math.min(number(extra), part.extra_time?.length ?? 0) } : {}),
  };
}
