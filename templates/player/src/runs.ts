// Runs: the pieces of a saved state that stand under a key each, and what of a part each of them holds.

import { digit, lengthText, pack, unpack, WIDEST_NUMBER } from "./bits.ts";
import { type CourseContract, type FormerLayout, type Granularity, type PartContract } from "./contract.ts";
import { isQuiz, partsOf } from "./parts.ts";
import type { Slot } from "./questions/types.ts";
import { placesIn } from "./quiz-bits.ts";
import { isPossible, widthsOf } from "./slots.ts";

/** The slots of one part that stand under one key: from the first to before the last. */
export interface Stretch {
  readonly part: PartContract;
  readonly from: number;
  readonly to: number;
}

/** What stands under one key. */
export type Run = readonly Stretch[];

export interface RawRun {
  readonly key: string;
  readonly payload: string;
}

const KEY_LENGTH = 5;
/** Of a lab: viewed, exchanges, result. */
const LAB_HEAD = 3;
/** Beside an answer: hints, and whether it was kept. */
const BESIDE = [3, 1];
/** Beside a quiz's own: when an attempt was begun with which extra time, and when the last one ended. */
const CLOCKS = [31, 2, 31];

export function rawText({ key, payload }: RawRun): string {
  return key + lengthText(payload.length) + payload;
}

/** The runs as they stand, and whether the text ended with the last of them: where one run ends is where the next begins, so a
 * wrong length takes the rest with it. */
export function rawRuns(text: string): { readonly raw: readonly RawRun[]; readonly whole: boolean } {
  const raw: RawRun[] = [];
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
    if (group < 0 || group >= 32 || at + length > text.length) return { raw, whole: false };
    raw.push({ key, payload: text.slice(at, at + length) });
    at += length;
  }
  return { raw, whole: true };
}

/** The course's runs by key, in the order in which they are written. */
export function runsOf(course: CourseContract, { granularity, keys }: FormerLayout): readonly (readonly [string, Run])[] {
  const runs: Run[] = [];
  for (const { parts } of course.modules) {
    const whole = parts.map((part) => ({ part, from: 0, to: part.bits.length }));
    if (granularity === "module") runs.push(whole);
    else if (granularity === "part") runs.push(...whole.map((stretch) => [stretch]));
    else for (const stretch of whole) runs.push(...finest(stretch).map((one) => [one]));
  }
  return runs.map((run, place) => [keys[place] ?? "", run]);
}

/** A part's own, then one stretch for each question, prompt and topic. */
function finest({ part, from, to }: Stretch): readonly Stretch[] {
  if (isQuiz(part)) {
    const { head, questions } = placesIn(part);
    return [{ part, from, to: head }, ...questions.map(({ answer, end }) => ({ part, from: answer, to: end }))];
  }
  if (part.kind !== "lab") return [{ part, from, to }];
  const flags = part.bits.slice(LAB_HEAD).map((_width, at) => ({ part, from: LAB_HEAD + at, to: LAB_HEAD + at + 1 }));
  return [{ part, from, to: LAB_HEAD }, ...flags];
}

export function runWidths(run: Run, granularity: Granularity): readonly number[] {
  return run.flatMap(({ part, from, to }) => widthsOf(part, granularity).slice(from, to));
}

/** The run as it is written; "" where there is nothing in it. */
export function written(key: string, values: readonly Slot[], widths: readonly number[]): string {
  return values.some(Boolean) ? rawText({ key, payload: pack(values, widths) }) : "";
}

/** A run's values; null where they are none of its.
 *
 * Where each question has a key of its own, that key says nothing of what may stand behind an answer, or behind a quiz's
 * own: hints and clocks come and go with versions of the course. So each length that it can have is tried. */
export function readRun(run: Run, granularity: Granularity, payload: string): readonly Slot[] | null {
  const own = runWidths(run, granularity);
  const lengths = granularity === "question" && run[0] && isQuiz(run[0].part) ? variants(run[0], own) : [own];
  for (const widths of lengths) {
    const values = unpack(payload, widths)?.slice(0, own.length);
    if (values && fits(run, granularity, values)) return values;
  }
  return null;
}

function variants({ from }: Stretch, own: readonly number[]): readonly (readonly number[])[] {
  const isHead = from === 0;
  const base = own.slice(0, isHead ? 4 : 1);
  const more = isHead ? CLOCKS : BESIDE;
  return [own, base, ...(isHead ? [[...base, ...more.slice(0, 2)]] : []), [...base, ...more]];
}

function fits(run: Run, granularity: Granularity, values: readonly Slot[]): boolean {
  let at = 0;
  return run.every(({ part, from, to }) => isPossible(part, granularity, from, values.slice(at, (at += to - from))));
}

/** Puts a run's values into their parts' slots. */
export function fill(slots: Map<string, Slot[]>, run: Run, values: readonly Slot[]): void {
  let at = 0;
  for (const { part, from, to } of run) {
    const own = slots.get(part.id) ?? part.bits.map((width): Slot => (width > WIDEST_NUMBER ? "" : 0));
    for (let slot = from; slot < to; slot++) own[slot] = values[at++] ?? 0;
    slots.set(part.id, own);
  }
}

/** Reads what it can of the runs, in one layout: each part's slots, and the runs that are left. */
export function readRuns(course: CourseContract, layout: FormerLayout, raw: readonly RawRun[]): { readonly slots: Map<string, Slot[]>; readonly left: readonly RawRun[] } {
  const open = new Map(runsOf(course, layout));
  const slots = new Map<string, Slot[]>();
  const left = raw.filter(({ key, payload }) => {
    const run = open.get(key);
    const values = run ? readRun(run, layout.granularity, payload) : null;
    if (!run || !values) return true;
    fill(slots, run, values);
    open.delete(key);
    return false;
  });
  return { slots, left };
}

/** The part with this id, or that had it before a rename. */
export function partCalled(course: CourseContract, id: string): string | null {
  if (partsOf(course).has(id)) return id;
  return [...partsOf(course).values()].find(({ renamed_from = [] }) => renamed_from.includes(id))?.id ?? null;
}
