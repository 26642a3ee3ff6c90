// Interactions and objectives: SCORM 1.2's arrays, whose indices are counted on from what the LMS holds and never skip one.

import type { NotedAnswer } from "../journal.ts";
import type { AnswerRecord, LabRecord, PartRecord } from "../transport.ts";
import type { Ledger } from "./scorm12-ledger.ts";
import { interactionFields, labFields, objectiveFields, type Field } from "./scorm12-values.ts";

const INTERACTIONS = "cmi.interactions";
const OBJECTIVES = "cmi.objectives";

interface Entry {
  /** Where it stands in the LMS, or is to stand. */
  index: number | null;
  /** Where it stood before: in an earlier session, or in another window. */
  readonly held: number | null;
  begun: boolean;
  /** What is still to be set. */
  fields: readonly Field[];
  readonly all: readonly Field[];
  refused: boolean;
}

export interface Interactions {
  add(answers: readonly AnswerRecord[], labs: readonly LabRecord[]): void;
  /** Answers of an earlier session that the LMS lost. */
  restore(answers: readonly NotedAnswer[]): void;
  /** Answers that another window has sent to an LMS of its own picture: here they stand at the same place. */
  adopt(answers: readonly NotedAnswer[]): void;
  /** Gives each answer its place, so that it can be noted before it is sent. */
  plan(): void;
  send(): void;
  /** A commit took all that was set. */
  stored(): void;
  /** How many answers no commit has taken. */
  unstored(): number;
  /** All answers since the launch, and those that were restored. */
  noted(): readonly NotedAnswer[];
  reopened(): void;
}

/** Sets the fields and returns those that the LMS may still take another time. */
function putFields(ledger: Ledger, at: string, fields: readonly Field[]): Field[] {
  return fields.filter(([name, value]) => ledger.put(`${at}.${name}`, value) === "later");
}

/** One interaction an answer, in the order of the answers, and one a lab that was done. A further answer to the same question is a further
 * interaction of the same id, told from the first by its index and time: the ids are write-only, so a number in the id could
 * not be counted on across sessions, and reports group by id. */
export function interactionsIn(ledger: Ledger): Interactions {
  let queue: Entry[] = [];
  let open: Entry[] = [];
  const known: Entry[] = [];
  let next: number | null = null;

  /** True when the entry stands in the LMS or never will, so that the one behind it may go. */
  const begin = (entry: Entry): boolean => {
    next ??= ledger.count(`${INTERACTIONS}._count`);
    if (next === null) return ledger.lacks(`${INTERACTIONS}._count`);
    const [id, ...others] = entry.fields;
    const answer = ledger.put(`${INTERACTIONS}.${next}.id`, id?.[1] ?? "");
    if (answer === "accepted") {
      entry.index = next++;
      entry.begun = true;
      entry.fields = others;
      return true;
    }
    if (answer !== "wrong") return answer === "never";
    next = null; // perhaps a wrong index: it is asked for anew, once for each answer
    const again = entry.refused;
    entry.refused = true;
    return again;
  };
  const enter = (answers: readonly NotedAnswer[], ahead = false): void => {
    const entries = answers.map(({ fields, index }) => ({ index, held: index, begun: false, fields, all: fields, refused: false }));
    queue = ahead ? [...queue.filter(({ begun }) => begun), ...entries, ...queue.filter(({ begun }) => !begun)] : [...queue, ...entries];
    open.push(...entries);
    known.push(...entries);
  };
  return {
    add: (answers, labs) => enter([...answers.map(interactionFields), ...labs.map(labFields)].map((fields) => ({ fields, index: null }))),
    restore: (answers) => enter(answers),
    adopt(answers) {
      const names = new Set(known.map(({ all }) => JSON.stringify(all)));
      const taken = new Set(known.filter(({ begun }) => begun).map(({ index }) => index));
      const sent = answers.filter(({ fields, index }) => index !== null && !names.has(JSON.stringify(fields)));
      enter(sent.map(({ fields, index }) => ({ fields, index: taken.has(index) ? null : index })), true);
    },
    stored() {
      open = open.filter((entry) => queue.includes(entry));
    },
    unstored: () => open.length,
    noted: () => known.map(({ all, index }) => ({ fields: all, index })),
    plan() {
      next ??= queue.some(({ begun }) => !begun) ? ledger.count(`${INTERACTIONS}._count`) : null;
      if (next === null) return;
      let place = next;
      for (const entry of queue) {
        if (entry.begun) continue;
        // The LMS has it: the window closed between the answer and the state.
        entry.begun = entry.held !== null && entry.held < next;
        entry.index = entry.begun ? entry.held : place++;
        if (entry.begun) entry.fields = [];
      }
    },
    send() {
      const waiting: Entry[] = [];
      let free = true;
      for (const entry of queue) {
        if (!entry.begun) free = free && begin(entry);
        if (entry.begun && entry.index !== null) entry.fields = putFields(ledger, `${INTERACTIONS}.${entry.index}`, entry.fields);
        if (entry.begun ? entry.fields.length > 0 : !free) waiting.push(entry);
      }
      queue = waiting;
    },
    reopened() {
      next = null;
    },
  };
}

export interface Objectives {
  add(parts: readonly PartRecord[]): void;
  /** The order in which another window has begun them. */
  adopt(ids: readonly string[]): void;
  /** The ids in the LMS's order, as far as they are known. */
  noted(): readonly string[];
  send(): void;
  reopened(): void;
}

/** One objective a part, found again by its id in later sessions. `markOf`: the part's mastery score, 0 to 1. */
export function objectivesIn(ledger: Ledger, read: (element: string) => string, markOf: (part: string) => number): Objectives {
  const waiting = new Map<string, PartRecord>();
  /** The ids by their index; null until the first objective is to be written. */
  let ids: string[] | null = null;
  let elsewhere: readonly string[] = [];

  const held = (): string[] | null => {
    const count = ledger.count(`${OBJECTIVES}._count`);
    return count === null ? null : Array.from({ length: count }, (_, index) => read(`${OBJECTIVES}.${index}.id`));
  };
  const settled = (record: PartRecord): boolean => {
    ids ??= held();
    if (!ids) return ledger.lacks(`${OBJECTIVES}._count`);
    const [id, ...others] = objectiveFields(record, markOf(record.part));
    const name = id?.[1] ?? "";
    let index = ids.indexOf(name);
    while (index < 0 && ids.length < elsewhere.length) {
      const taken = elsewhere[ids.length] ?? name;
      if (ledger.put(`${OBJECTIVES}.${ids.length}.id`, taken) !== "accepted") break;
      ids.push(taken);
      index = ids.indexOf(name);
    }
    if (index < 0) {
      index = ids.length;
      const answer = ledger.put(`${OBJECTIVES}.${index}.id`, name);
      if (answer !== "accepted") return answer !== "later";
      ids.push(name);
    }
    return putFields(ledger, `${OBJECTIVES}.${index}`, others).length === 0;
  };
  return {
    add(parts) {
      for (const record of parts) if (record.completion !== "unknown" || record.score !== null) waiting.set(record.part, record);
    },
    adopt(others) {
      elsewhere = others;
    },
    noted: () => (ids && ids.length >= elsewhere.length ? ids : elsewhere),
    send() {
      for (const [part, record] of waiting) {
        if (!settled(record)) break;
        waiting.delete(part);
      }
    },
    reopened() {
      ids = null;
    },
  };
}
