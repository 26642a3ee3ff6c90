// How SCORM 1.2 writes values: pure, and never longer or wider than its data types allow (RTE 1.2, section 3.4.4).

import type { StatusPolicy } from "../contract.ts";
import type { Given, Response } from "../questions/types.ts";
import type { AnswerRecord, LabRecord, Outcome, PartRecord } from "../transport.ts";

export const SUSPEND_DATA_LIMIT = 4096;

/** What cmi.core.lesson_status may be set to; "browsed" is the LMS's own affair. */
export type LessonStatus = "passed" | "completed" | "failed" | "incomplete";

/** An element's last steps and its value, in the order in which they are set. */
export type Field = readonly [name: string, value: string];

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
/** Digits first, which tell an item from its place at a glance. */
const SOURCES = "1234567890abcdefghijklmnopqrstuvwxyz";
const MOST_PATTERNS = 8;
const LONGEST = 9999 * 3600 + 59 * 60 + 59.99;

const padded = (value: number, width = 2): string => String(value).padStart(width, "0");

/** CMITimespan, HHHH:MM:SS.SS; what is no time is 0, what is longer than the type can say is the longest. */
export function cmiTimespan(seconds: number): string {
  const hundredths = Math.round((seconds > 0 ? Math.min(seconds, LONGEST) : 0) * 100);
  const whole = Math.floor(hundredths / 100);
  const clock = [padded(Math.floor(whole / 3600), 4), padded(Math.floor(whole / 60) % 60), padded(whole % 60)];
  return `${clock.join(":")}.${padded(hundredths % 100)}`;
}

/** CMITime, HH:MM:SS by the learner's own clock. */
export function cmiTime(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((value) => padded(value)).join(":");
}

/** CMIIdentifier, [\x21-\x7E]{1,255}; anything else becomes a hyphen, what is too long is cut. */
export function cmiIdentifier(...ids: readonly string[]): string {
  return ids.join("_").replace(/[^\x21-\x7E]/g, "-").slice(0, 255) || "-";
}

/** 0 to 1 as a CMIDecimal from 0 to 100 with at most 2 decimals; a score below `mark` (0 to 1) never reads as the mark. */
export function cmiScore(score: number, mark: number): string {
  const exact = Math.min(1, Math.max(0, score)) * 1e4;
  const rounded = Math.round(exact);
  const least = Math.ceil(mark * 1e4 - 1e-6);
  return String((score < mark - 1e-9 && rounded >= least ? least - 1 : rounded) / 100);
}

/** A CMIDecimal from 0 to 100 as 0 to 1; null for "" and for all that is no such number. */
export function cmiMastery(text: string): number | null {
  const value = /^\d+(\.\d*)?$|^\.\d+$/.test(text.trim()) ? Number(text) : -1;
  return value >= 0 && value <= 100 ? value / 100 : null;
}

const LONGEST_TEXT = 255;

/** How an interaction type writes a response (RTE 1.2, 3.4.2.5): choices and steps by letters, of items to be placed the item by a
 * digit. Null where an id has no sign of its own, which no course that built has. */
function written({ kind, options, targets }: Given, response: Response): string | null {
  const letter = (ids: readonly string[], id: string): string | undefined => LETTERS[ids.indexOf(id)];
  switch (kind) {
    case "true-false":
      return (response[0] ?? "").slice(0, 1);
    case "choice":
    case "sequencing":
    case "likert": {
      const letters = response.map((id) => letter(options, id));
      return letters.includes(undefined) ? null : letters.join(",");
    }
    case "matching": {
      const pairs = response.map((pair) => {
        const [item = "", target = ""] = pair.split(".");
        const [source, letterOf] = [SOURCES[options.indexOf(item)], letter(targets, target)];
        return source && letterOf ? `${source}.${letterOf}` : undefined;
      });
      return pairs.includes(undefined) ? null : pairs.join(",");
    }
    case "numeric":
      return response[0] ?? "";
    default:
      return fitting(response.map((text) => text.replace(/\s+/g, " ")).join(","));
  }
}

/** CMIFeedback is a CMIString255: what is longer is cut, never within a character. */
function fitting(text: string): string {
  return text.slice(0, LONGEST_TEXT).replace(/[\ud800-\udbff]$/, "");
}

/** Among several answers that an LMS would take for right, the first alone: a comma in another would read as two. */
const ONE_PATTERN = ["choice", "true-false", "matching", "sequencing", "numeric"];

/** One interaction's elements. `type` stands before what it explains: an LMS reads pattern and response by it.
 *
 * The result is a number where the answer earned a part of its points: the word would be "wrong". */
export function interactionFields(answer: AnswerRecord): Field[] {
  const { key, given, earned } = answer;
  const fields: Field[] = [
    ["id", cmiIdentifier(answer.part, key.id)],
    ["type", given.kind === "long-fill-in" ? "fill-in" : given.kind],
    ["time", cmiTime(answer.at)],
    ["weighting", String(Math.min(100, Math.max(0, key.points)))], // Moodle takes -100 to 100
  ];
  const ways = ONE_PATTERN.includes(given.kind) ? given.right.slice(0, 1) : given.right.slice(0, MOST_PATTERNS);
  ways.forEach((way, place) => {
    const pattern = written(given, way);
    if (pattern) fields.push([`correct_responses.${place}.pattern`, pattern]);
  });
  const response = given.chosen.length > 0 ? written(given, given.chosen) : "";
  if (response) fields.push(["student_response", response]);
  const partly = answer.correct !== null && earned > 0 && earned < key.points;
  const result = answer.correct === null ? "neutral" : partly ? String(earned) : answer.correct ? "correct" : "wrong";
  fields.push(["result", result], ["latency", cmiTimespan(answer.latencySeconds)]);
  return fields;
}

/** How a lab came to be done: a performance, which nobody judges. It stands among the interactions because nothing else in
 * SCORM 1.2 holds a word. */
export function labFields({ part, way, at }: LabRecord): Field[] {
  return [["id", cmiIdentifier(part)], ["type", "performance"], ["time", cmiTime(at)], ["student_response", way], ["result", "neutral"]];
}

/** One objective's elements; without a status while nothing is known of the part. */
export function objectiveFields(record: PartRecord, mark: number): Field[] {
  const fields: Field[] = [["id", cmiIdentifier(record.part)]];
  if (record.score !== null) fields.push(["score.raw", cmiScore(record.score, mark)], ["score.min", "0"], ["score.max", "100"]);
  const status = record.success !== "unknown" ? record.success : record.completion;
  if (status !== "unknown") fields.push(["status", status]);
  return fields;
}

/** Completion and success folded into the one word that SCORM 1.2 has for both, as the author has it.
 *
 * The learner who has failed but may try again stays "incomplete" while the course is not complete: a stored "failed" makes
 * Moodle's next entry review mode, in which no retry counts. A course complete by its own rule is "completed" even
 * below the mark. "completed" and "passed" wait for a score, for Moodle stores grade 0 when they come without one. */
export function lessonStatus({ completion, success, score, final }: Outcome, policy: StatusPolicy = "passed-failed"): LessonStatus {
  if (policy === "completed-incomplete") return completion === "completed" && score !== null ? "completed" : "incomplete";
  if (policy === "passed-failed" && success === "failed" && final) return "failed";
  if (completion !== "completed" || score === null) return "incomplete";
  if (success === "passed") return "passed";
  return policy === "passed-failed" ? "completed" : "incomplete";
}
