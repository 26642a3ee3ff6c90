// The wall between the player and whatever records it. One module in transports/ speaks to one kind of LMS or LRS;
// nothing on this side knows a standard's own words.

import type { CourseContract, QuestionKey } from "./contract.ts";
import type { Given, Response } from "./questions/types.ts";
import type { LabWay, SessionState } from "./session.ts";

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
  /** Where the learner goes on leaving, null where the LMS leaves that to its own page. */
  readonly returnUrl: string | null;
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
  /** The attempt at the quiz or test, from 1. */
  readonly attempt: number;
  readonly key: QuestionKey;
  readonly response: Response;
  /** The same as a report tells it. */
  readonly given: Given;
  /** Wholly right; null where nothing is right or wrong. */
  readonly correct: boolean | null;
  /** Points: between nothing and all where a part of the answer is right, or hints took some off. */
  readonly earned: number;
  /** Wall clock when it was given. */
  readonly at: Date;
  /** From the question first shown, or last changed, to the answer. */
  readonly latencySeconds: number;
}

/** One attempt at a quiz or test that is finished. */
export interface AttemptRecord {
  readonly part: string;
  /** From 1; stays at 15 when more are taken. */
  readonly attempt: number;
  /** Of this attempt, out of the part's points. */
  readonly earned: number;
  /** This attempt reached the part's mastery score. */
  readonly passed: boolean;
  readonly at: Date;
  /** From the attempt begun, or the page last opened, to its end. */
  readonly durationSeconds: number;
}

/** One exchange in a lab that counts, or came after the last that does. `by`: who answered. */
export interface ExchangeRecord {
  readonly part: string;
  /** From 1, over all visits of this learner as far as the state counts them. */
  readonly exchange: number;
  readonly at: Date;
  /** From the turn sent to the reply delivered. */
  readonly latencySeconds: number;
  readonly turnCharacters: number;
  readonly replyCharacters: number;
  readonly by: "assistant" | "script";
  /** What was said; null unless the author asked for transcripts and the learner agreed. */
  readonly transcript: { readonly turn: string; readonly reply: string } | null;
}

/** How far one part is. `score` is 0 to 1, null where the part has none. */
export interface PartRecord {
  readonly part: string;
  readonly completion: Completion;
  readonly success: Success;
  readonly score: number | null;
  /** How a lab came to be done; null for what is no lab, or is not done. */
  readonly way: LabWay | null;
}

/** A lab that is done now, and was not in the report before. */
export interface LabRecord {
  readonly part: string;
  readonly way: LabWay;
  readonly at: Date;
}

export interface Report {
  readonly outcome: Outcome;
  readonly resumeData: string;
  /** The id of the part that is on the screen. */
  readonly bookmark: string;
  /** Answers, finished attempts and exchanges since the report before, each in the order in which they happened. */
  readonly answers: readonly AnswerRecord[];
  readonly attempts: readonly AttemptRecord[];
  readonly exchanges: readonly ExchangeRecord[];
  readonly labs: readonly LabRecord[];
  /** Parts that changed since the report before. */
  readonly parts: readonly PartRecord[];
  readonly sessionSeconds: number;
}

/** Why something is not saved. unreachable: nobody answers, or it cannot take anything now; it is tried again. denied: the LMS no longer lets this session
 * write (401, 403), and only a new launch helps. refused: it answered, and would not have it. cut: it keeps the beginning and drops the rest. */
export type Trouble = "unreachable" | "denied" | "refused" | "cut";

/** saved: the LMS accepted all. saving: it is on its way. unsaved: see `Trouble`; `code` is the LMS's own error code or "". */
export type SaveStatus =
  | { readonly state: "saved" }
  | { readonly state: "saving" }
  | { readonly state: "unsaved"; readonly trouble: Trouble; readonly code: string; readonly detail: string };

/** What a transport says unasked, because its wire answers later. */
export interface Listener {
  status(status: SaveStatus): void;
  /** Another window of the same learner saved something meanwhile: `take` gives the session's state with it. */
  merged(take: (state: SessionState) => SessionState): void;
}

export interface Transport {
  /** The standard, as its users write it. */
  readonly standard: string;
  /** True where a transcript has a place to go. */
  readonly keepsTranscripts: boolean;
  /** How many records nobody has confirmed. */
  waiting(): number;
  /** Finds the LMS and opens the session. Never throws; a missing LMS is mode "unrecorded". */
  launch(listener: Listener): Promise<Launch>;
  /** Fetches what records about a part need; to be awaited before the part is shown. Never rejects. */
  prepare(part: string): Promise<void>;
  /** Sends the report. What could not be sent is kept and goes with the next report. Never throws. */
  save(report: Report): SaveStatus;
  /** The page goes away and may come back (`pagehide`, hidden): saves; `leaving` also closes the session. */
  leave(report: Report, leaving: boolean): SaveStatus;
}

/** Makes the transport of one kind of package. */
export type OpenTransport = (course: CourseContract) => Transport;
