// What a help desk needs to know of a visit, as text: no name, no id of a learner, and nothing that was typed.

import type { CourseContract } from "./contract.ts";
import type { Mode, Outcome, SaveStatus } from "./transport.ts";
import { VERSION } from "./version.ts";

export interface HelpFacts {
  readonly course: Pick<CourseContract, "id" | "version">;
  readonly outcome: Outcome;
  /** How many of the completion rule's demands are met. */
  readonly met: number;
  readonly demands: number;
  /** The id of the part on the screen. */
  readonly place: string;
  readonly saves: number;
  /** The saved state, without what was typed. */
  readonly resumeData: string;
  readonly mode: Mode;
  /** Of the standard, as its users write it. */
  readonly standard: string;
  readonly now: SaveStatus;
  /** The last thing that was not saved in this visit, and how many seconds ago; null where all was. */
  readonly trouble: { readonly status: SaveStatus; readonly secondsAgo: number } | null;
  /** Answers or statements that nobody has confirmed. */
  readonly waiting: number;
  readonly openSeconds: number;
  readonly online: boolean;
  /** False where this browser keeps nothing. */
  readonly keeps: boolean;
}

function said(status: SaveStatus): string {
  if (status.state !== "unsaved") return status.state;
  const code = status.code === "" ? "no error code" : `error ${status.code}`;
  return `not saved: ${status.trouble}, ${code}, ${status.detail}`;
}

/** One fact a line. */
export function helpReport(facts: HelpFacts): string {
  const { course, mode, standard, now, trouble, waiting, openSeconds, online, keeps } = facts;
  const { completion, success, score } = facts.outcome;
  const lines: readonly (readonly [string, string])[] = [
    ["course", `${course.id} ${course.version}`],
    ["player", `scormpack ${VERSION}, ${standard}`],
    ["mode", mode],
    ["result", `${completion}, ${success}, ${score === null ? "no score" : `score ${score}`}; ${facts.met} of ${facts.demands} done`],
    ["on the screen", facts.place || "the first part"],
    ["saves", `${facts.saves} so far, now ${said(now)}`],
    ["last trouble", trouble ? `${Math.round(trouble.secondsAgo)} s ago, ${said(trouble.status)}` : "none in this visit"],
    ["waiting", `${waiting} not confirmed`],
    ["open for", `${Math.round(openSeconds)} s, ${online ? "online" : "offline"}`],
    ["this browser", keeps ? "keeps a copy of what is not saved" : "keeps nothing: its storage is closed to this page"],
    ["state", facts.resumeData],
  ];
  return lines.map(([name, value]) => `${name.padEnd(14)}${value}`).join("\n");
}
