// The wall between the player and whatever records it. One module in transports/ speaks to one kind of LMS or LRS;
// nothing on this side knows a standard's own words.

import type { QuestionKey } from "./contract.ts";

/** normal: record. browse, review: the LMS wants nothing written. unrecorded: there is no LMS. */
export type Mode = "normal" | "browse" | "review" | "unrecorded";

export interface Launch {
  readonly mode: Mode;
  /** Opaque; "" where the LMS names no learner. Never leaves the browser except to the LMS. */
  readonly learner: string;
  /** What resume.ts wrote in an earlier session, "" at first launch. */
  readonly resumeData: string;
  /** 0 to 1 where the LMS hands one over: it wins over the authored one. */
  readonly masteryScore: number | null;
  /** The LMS already holds a pass: it is for good. */
  readonly passed: boolean;
}

export type Completion = "unknown" | "incomplete" | "completed";
export type Success = "unknown" | "passed" | "failed";

/** The one meaning of completion, success, score and progress, which each transport puts into its own words. */
export interface Outcome {
  readonly completion: Completion;
  readonly success: Success;
  /** 0 to 1, the best so far; null until the part that gives the score has been done once. */
  readonly score: number | null;
  /** 0 to 1: the share of the completion rule's demands that are met. */
  readonly progress: number;
  /** True when no further attempt can change `success`. */
  readonly final: boolean;
}

/** One answer that now counts. */
export interface AnswerRecord {
  readonly part: string;
  readonly key: QuestionKey;
  /** Choice ids in the author's order. */
  readonly response: readonly string[];
  readonly correct: boolean;
  /** Wall clock when it was given. */
  readonly at: Date;
  /** From the question first shown, or last changed, to the answer. */
  readonly latencySeconds: number;
}

/** How far one part is. `score` is 0 to 1, null where the part has none. */
export interface PartRecord {
  readonly part: string;
  readonly completion: Completion;
  readonly success: Success;
  readonly score: number | null;
}

export interface Report {
  readonly outcome: Outcome;
  readonly resumeData: string;
  /** The id of the part that is on the screen. */
  readonly bookmark: string;
  /** Answers since the report before. */
  readonly answers: readonly AnswerRecord[];
  /** Parts that changed since the report before. */
  readonly parts: readonly PartRecord[];
  readonly sessionSeconds: number;
}

/** saved: the LMS accepted all. unsaved: it refused or cannot be reached; `code` is its own error code or "". */
export type SaveStatus =
  | { readonly state: "saved" }
  | { readonly state: "unsaved"; readonly code: string; readonly detail: string };

export interface Transport {
  /** Finds the LMS and opens the session. Never throws; a missing LMS is mode "unrecorded". */
  launch(): Promise<Launch>;
  /** Sends the report now. What could not be sent is kept and goes with the next report. Never throws. */
  save(report: Report): SaveStatus;
  /** The page goes away and may come back (`pagehide`, hidden): saves; `leaving` also closes the session. */
  leave(report: Report, leaving: boolean): SaveStatus;
}
