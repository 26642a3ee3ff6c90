// Where the learner stands, read from the state that the LMS holds by the player's own reading: what is done, what is missing,
// which score.

import type { CourseContract, FormerLayouts } from "../../player/src/contract.ts";
import { demands, outcome, partRecord } from "../../player/src/outcome.ts";
import { isQuiz, labOf, partsOf, quizOf } from "../../player/src/parts.ts";
import { decode } from "../../player/src/resume.ts";
import type { SessionState } from "../../player/src/session.ts";
import { make } from "../../player/src/views/dom.ts";
import type { Held } from "./lms/scorm12-model.ts";
import type { CourseFacts } from "./wire.ts";

export interface Known {
  readonly course: CourseFacts;
  readonly contract: CourseContract;
  readonly former: FormerLayouts | null;
  /** The saved state; "" before the first. */
  readonly state: string;
  /** What the SCORM 1.2 LMS holds; null for other targets, and before the first session. */
  readonly held: Held | null;
  readonly stored: Held | null;
}

const SHOWN_ELEMENTS = ["cmi.core.lesson_status", "cmi.core.score.raw", "cmi.core.lesson_location", "cmi.core.entry", "cmi.core.exit", "cmi.core.session_time", "cmi.core.total_time"];

function facts(rows: readonly (readonly [string, string, string?])[]): HTMLElement {
  return make("dl", { class: "facts" }, ...rows.flatMap(([name, value, mood]) => [make("dt", {}, name), make("dd", { class: mood ?? "" }, value)]));
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
const read = ({ contract, state, former }: Known): SessionState => decode(contract, state, former ?? undefined).state;

/** What a demand asks, in words that follow the part's title. */
function asked(op: string, score: number | null, seconds: number): string {
  if (op === "viewed") return "to be read";
  if (op === "answered") return "to be answered";
  if (op === "exchanges") return "the lab to be done";
  if (op === "time_spent") return `${Math.round(seconds / 60)} minutes in the course`;
  if (op === "passed") return `to be passed, ${percent(score ?? 0)}`;
  return `at least ${percent(score ?? 0)}`;
}

export function showProgress(panel: HTMLElement, known: Known | null): void {
  if (!known) {
    panel.replaceChildren(make("p", { class: "hint" }, "Nothing is known before the course has been opened."));
    return;
  }
  const { contract, course, held, stored } = known;
  const state = read(known);
  const result = outcome(contract, state);
  const wanted = demands(contract, state);
  const titles = new Map(course.parts.map(({ id, title }) => [id, title]));
  const title = (id: string): string => titles.get(id) ?? "The course";
  const missing = wanted.filter(({ met }) => !met).length;
  panel.replaceChildren(
    facts([
      ["Completion", result.completion, result.completion === "completed" ? "good" : ""],
      ["Success", result.success, result.success === "passed" ? "good" : result.success === "failed" ? "bad" : ""],
      ["Score", result.score === null ? "none yet" : percent(result.score)],
      ["Progress", percent(result.progress)],
    ]),
    // The page itself counts at once; whoever compares the two should know why they differ.
    ...(known.state ? [] : [make("p", { class: "hint" }, "Nothing is saved yet. That the first part was seen is saved with the next thing the learner does, or after 20 seconds.")]),
    make("h3", {}, missing === 0 ? "Complete: nothing is missing" : `Complete when ${missing} more ${missing === 1 ? "thing is" : "things are"} done`),
    make(
      "ul",
      { class: "demands" },
      ...wanted.map(({ part, op, score, met, seconds }) =>
        make("li", { class: met ? "good" : "" }, make("span", { class: "mark" }, met ? "\u2713" : "\u25cb"), `${title(part)}: ${asked(op, score, seconds ?? 0)}`, make("span", { class: "at" }, met ? " done" : "")),
      ),
    ),
    ...(held ? [make("h3", {}, "What the LMS shows"), facts(SHOWN_ELEMENTS.map((element) => [element.replace("cmi.core.", ""), shownValue(held, stored, element)]))] : []),
  );
}

/** The value, and whether a commit has stored it. */
function shownValue(held: Held, stored: Held | null, element: string): string {
  const value = held[element] ?? "";
  const isStored = (stored?.[element] ?? "") === value || /entry|total_time|session_time/.test(element);
  return `${value || "\u2014"}${isStored ? "" : " (not committed yet)"}`;
}

export function showState(panel: HTMLElement, known: Known | null): void {
  if (!known) {
    panel.replaceChildren(make("p", { class: "hint" }, "Nothing has been saved yet."));
    return;
  }
  const { contract, course } = known;
  const { state, dropped } = decode(contract, known.state, known.former ?? undefined);
  const limit = course.state_limit;
  const rows = course.parts.map(({ id, title, kind }) => {
    const record = partRecord(contract, state, id);
    return make("tr", {}, make("th", { scope: "row" }, title), make("td", {}, kind), make("td", {}, inside(contract, state, id) || record.completion));
  });
  panel.replaceChildren(
    facts([
      ["Length", `${known.state.length} characters${limit === null ? "" : ` of ${limit}`}; at worst ${contract.layout.worst_case}`],
      ["Saves", String(state.sequence)],
      ["Stands at", course.parts.find(({ id }) => id === state.bookmark)?.title ?? "\u2014"],
      ["Agreed to labs", state.consented ? "yes" : "no"],
      ...(dropped > 0 ? [["Not readable", `${dropped} pieces, of another version`, "bad"] as const] : []),
    ]),
    make("h3", {}, "As it is saved"),
    make("pre", { class: "raw" }, known.state || "\u2014"),
    make("table", {}, make("thead", {}, make("tr", {}, ...["Part", "Kind", "What is kept"].map((name) => make("th", { scope: "col" }, name)))), make("tbody", {}, ...rows)),
  );
}

/** What is kept of one part; "" where its completion says all. */
function inside(contract: CourseContract, state: SessionState, id: string): string {
  const part = partsOf(contract).get(id);
  const quiz = quizOf(state, id);
  const lab = labOf(state, id);
  if (part && isQuiz(part) && quiz) {
    if (!quiz.viewed && quiz.attempt === 0) return "unknown";
    const answered = quiz.slots.filter((slot) => slot !== 0 && slot !== "").length;
    const best = quiz.best === null ? "no result" : `result ${quiz.best} of ${part.points}`;
    return `attempt ${quiz.attempt}${quiz.submitted ? ", handed in" : ""}, ${answered} of ${quiz.slots.length} answered, ${best}`;
  }
  if (part?.kind === "lab" && lab) {
    return lab.viewed ? `${lab.exchanges} of ${part.exchanges} exchanges${lab.result === "none" ? "" : `, done by ${lab.result}`}` : "unknown";
  }
  return "";
}
