// State <-> the compact string that an LMS keeps, resume format 1 (docs/tracking.md):
//
//     1.HHHHHH.bookmark.runs.others
//
// H is the sequence (2 characters), flags (1) and best score (3). A run is a key that is made of the author's ids,
// the payload's length, and the payload. `others` are runs of another version of the course, kept for it as long as there
// is room. All of it is ASCII, well below SCORM 1.2's CMIString4096.

import { toNumber, toText, unpack } from "./bits.ts";
import { type CourseContract, type FormerLayouts, RESUME_FORMAT } from "./contract.ts";
import { partsOf } from "./parts.ts";
import type { Slot } from "./questions/types.ts";
import { partCalled, rawRuns, rawText, readRuns, runsOf, runWidths, written, type RawRun } from "./runs.ts";
import { begin, type SessionState } from "./session.ts";
import { converted, partState, slotsOf } from "./slots.ts";

const HEADER_LENGTH = 6;
const SEQUENCES = 4096;
const SCORE_STEPS = 10000;
/** Up to 12 days in seconds. */
const TIME_BITS = 20;

/** The state to be saved: counted up, so that no two saves in a row are the same string (a failed commit moves
 * Moodle's idea of what was sent, and equal values are then never sent again). */
export function nextSave(state: SessionState): SessionState {
  return { ...state, sequence: (state.sequence + 1) % SEQUENCES };
}

/** At most `course.layout.worst_case` characters, and runs of other versions up to `course.layout.limit`. */
export function encode(course: CourseContract, state: SessionState): string {
  const flags = Number(state.completed) + 2 * Number(state.passed) + 4 * Number(state.consented) + 8 * Number(state.sharing);
  const best = state.best === null ? 0 : 1 + Math.round(state.best * SCORE_STEPS);
  const { granularity, limit = 4096 } = course.layout;
  const runs = runsOf(course, course.layout).map(([key, run]) =>
    written(key, run.flatMap(({ part, from, to }) => slotsOf(part, state, granularity).slice(from, to)), runWidths(run, granularity)),
  );
  if (course.time) runs.push(written(timeKey(course), [state.seconds ?? 0], [TIME_BITS]));
  const header = toText(state.sequence % SEQUENCES, 2) + toText(flags, 1) + toText(best, 3);
  const own = [RESUME_FORMAT, header, state.bookmark, runs.join("")].join(".");
  if (!state.others) return own;
  let room = limit - own.length - 1;
  const kept = rawRuns(state.others).raw.map(rawText).filter((text) => text.length <= room && (room -= text.length) >= 0);
  return kept.length > 0 ? `${own}.${kept.join("")}` : own;
}

export interface Decoded {
  readonly state: SessionState;
  /** How many pieces (runs, header, bookmark, or the whole) were not taken over, for the first time. */
  readonly dropped: number;
}

/** The state that the text holds. `former`: other layouts in which an earlier version of the course wrote; what none
 * of them can read is kept in `others`. Never throws. "" is a first launch. */
export function decode(course: CourseContract, text: string, former: FormerLayouts = { layouts: [] }): Decoded {
  const fresh = begin(course);
  const [version, header = "", bookmark = "", runs, kept = "", ...rest] = text.split(".");
  if (version !== String(RESUME_FORMAT)) return { state: fresh, dropped: text === "" ? 0 : 1 };
  const head = readHeader(header);
  const place = bookmark === "" ? "" : partCalled(course, bookmark);
  const [own, others] = [rawRuns(runs ?? ""), rawRuns(kept)];
  const read = readAll(course, [...own.raw, ...others.raw], former);
  const lost = own.raw.filter((run) => read.left.includes(run)).length;
  const parts = [...partsOf(course).values()].map((part) => {
    const slots = read.slots.get(part.id);
    return [part.id, slots ? partState(part, slots, course.layout.granularity) : fresh.parts[part.id]] as const;
  });
  const ours = new Set(course.layout.keys);
  const left = read.left.filter(({ key, payload }) => !ours.has(key) && /^[\w-]*$/.test(key + payload)).map(rawText).join("");
  return {
    state: {
      ...fresh,
      ...head,
      ...(course.time ? { seconds: Math.min(read.seconds, course.time) } : {}),
      bookmark: place ?? "",
      parts: Object.fromEntries(parts) as SessionState["parts"],
      ...(left ? { others: left } : {}),
    },
    dropped: lost + Number(!own.whole) + Number(!others.whole || rest.length > 0) + Number(!head) + Number(place === null) + Number(runs === undefined),
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

interface Read {
  readonly slots: ReadonlyMap<string, readonly Slot[]>;
  readonly seconds: number;
  readonly left: readonly RawRun[];
}

/** Each part's slots, for the parts of which a run was read: in today's layout, then in former ones, of which today's wins. */
function readAll(course: CourseContract, raw: readonly RawRun[], former: FormerLayouts): Read {
  const isTime = ({ key }: RawRun): boolean => Boolean(course.time) && key === timeKey(course);
  const times = raw.filter(isTime).map((run) => unpack(run.payload, [TIME_BITS])?.[0]);
  const seconds = times.find((value) => typeof value === "number") ?? 0;
  const wrongTimes = raw.filter(isTime).filter((_run, at) => typeof times[at] !== "number");
  const today = readRuns(course, course.layout, raw.filter((run) => !isTime(run)));
  let { left } = today;
  for (const layout of former.layouts) {
    const earlier = readRuns(course, layout, left);
    left = earlier.left;
    for (const [id, found] of earlier.slots) {
      const part = partsOf(course).get(id);
      if (!part) continue;
      const own = today.slots.get(id) ?? [];
      const slots = converted(part, found, layout.granularity, course.layout.granularity);
      today.slots.set(id, slots.map((slot, place) => own[place] || slot));
    }
  }
  return { slots: today.slots, seconds, left: [...left, ...wrongTimes] };
}

/** The key after all parts' keys. */
function timeKey(course: CourseContract): string {
  return course.layout.keys[course.layout.keys.length - 1] ?? "";
}
