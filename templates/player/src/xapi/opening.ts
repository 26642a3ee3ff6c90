// What both LRS transports do once they know who learns what: read the state, open the outbox, tell that the session began.

import type { CourseContract } from "../contract.ts";
import type { Lrs } from "../lrs/connection.ts";
import { openOutbox, type Outbox } from "../lrs/outbox.ts";
import { openResumeDocument } from "../lrs/resume-document.ts";
import type { Surroundings } from "../lrs/surroundings.ts";
import { merge } from "../merge.ts";
import { decode, encode } from "../resume.ts";
import type { Listener, Report, SaveStatus } from "../transport.ts";
import { DOCUMENT_FORMAT, startRecorder, type Recorder } from "./recorder.ts";
import { ofSession, type Voice } from "./statements.ts";
import type { VisitNote } from "./visit.ts";

export const STATE_ID = "scormpack.resume";

export interface Opening {
  readonly course: CourseContract;
  readonly lrs: Lrs;
  readonly voice: Voice;
  readonly mastery: number | null;
  readonly visit: VisitNote;
  /** False where the LMS wants the beginning and the end told, and nothing else (cmi5, 10.0: Browse, Review). */
  readonly records: boolean;
  readonly listener: Listener;
  readonly isReloading: () => boolean;
  readonly surroundings?: Partial<Surroundings>;
}

export interface Opened {
  readonly resumeData: string;
  waiting(): number;
  save(report: Report): SaveStatus;
  leave(report: Report, leaving: boolean): SaveStatus;
}

interface Document {
  readonly format: number;
  readonly resume: string;
}

const SAVED: SaveStatus = { state: "saved" };

/** The resume data of a stored document; null where it is none that this player can read. */
function resumeOf(document: unknown): string | null {
  const { format, resume } = (document ?? { format: DOCUMENT_FORMAT, resume: "" }) as Partial<Document>;
  return format === DOCUMENT_FORMAT && typeof resume === "string" ? resume : null;
}

/** Two stored documents as one; the newer of two saves that mean the same keeps its number. */
export function mergeDocuments(course: CourseContract, mine: unknown, theirs: unknown): unknown {
  const [own, other] = [resumeOf(mine), resumeOf(theirs)];
  if (own === null || other === null) return own === null ? theirs : mine;
  if (own === "" || other === "") return own === "" ? theirs : mine;
  const state = decode(course, own).state;
  const both = merge(course, state, decode(course, other).state);
  return both === state ? mine : { format: DOCUMENT_FORMAT, resume: encode(course, both) };
}

const RANK: { readonly [trouble: string]: number } = { denied: 4, refused: 3, unreachable: 2 };
const rank = (status: SaveStatus): number => (status.state === "unsaved" ? (RANK[status.trouble] ?? 2) : status.state === "saving" ? 1 : 0);

/** The worse of two. */
export function worse(a: SaveStatus, b: SaveStatus): SaveStatus {
  return rank(b) > rank(a) ? b : a;
}

/** The session, begun; null where the learner's state cannot be read, so that nothing may be written. */
export async function openSession(opening: Opening): Promise<Opened | null> {
  const { course, lrs, voice, visit, listener, records } = opening;
  const options = { lrs, owner: voice.owner, ...(opening.surroundings ? { surroundings: opening.surroundings } : {}) };
  let parts: readonly (() => SaveStatus)[] = [];
  const status = (): SaveStatus => parts.map((part) => part()).reduce(worse, SAVED);
  // Nobody listens before the launch is over: what is heard until then goes with it.
  const heard = (): void => {
    if (parts.length > 0) listener.status(status());
  };
  let met: unknown = null;
  const merged = (document: unknown): void => {
    if (parts.length === 0) met = document;
    else listener.merged((state) => merge(course, state, decode(course, resumeOf(document) ?? "").state));
  };

  const resume = await openResumeDocument({
    ...options,
    activityId: voice.activityId,
    agent: voice.actor,
    registration: voice.registration,
    stateId: STATE_ID,
    merge: (mine, theirs) => mergeDocuments(course, mine, theirs),
    merged,
    heard,
  });
  if (resume.kind === "failed") {
    listener.status(resume.status);
    return null;
  }
  if (resumeOf(resume.held) === null) return null; // of a later version of the player
  const outbox: Outbox = await openOutbox({ ...options, heard });
  parts = [outbox.status, resume.document.status];
  const resumeData = resumeOf(met ?? resume.held) ?? "";

  const before = visit.read();
  const spent = before?.seconds ?? 0;
  const note = (closed: boolean, seconds: number): void => visit.write({ session: voice.session, begun: true, closed, seconds });
  if (!before?.begun) {
    const at = new Date();
    outbox.add([ofSession(voice, "initialized", at), ...(records && resumeData !== "" ? [ofSession(voice, "resumed", at)] : [])]);
    note(false, spent);
  }
  if (status().state !== "saved") heard();

  const recorder = records
    ? startRecorder({ voice, outbox, resumeDocument: resume.document, resumeData, mastery: opening.mastery })
    : endOnly(voice, outbox);
  return { resumeData, waiting: outbox.waiting, ...overPages(recorder, spent, opening.isReloading, note) };
}

/** The session goes on over reloads: its time is that of all its pages, and this tab notes how far it is. */
function overPages(
  recorder: Recorder,
  spent: number,
  isReloading: () => boolean,
  note: (closed: boolean, seconds: number) => void,
): Omit<Opened, "resumeData" | "waiting"> {
  const inSession = (report: Report): Report => ({ ...report, sessionSeconds: spent + report.sessionSeconds });
  let closed = false;
  return {
    save: (report) => recorder.save(inSession(report)),
    leave(report, leaving) {
      const whole = inSession(report);
      const ends = leaving && !isReloading();
      const status = recorder.leave(whole, ends);
      closed ||= ends;
      note(closed, whole.sessionSeconds);
      return status;
    },
  };
}

/** Tells nothing but the end of the session. */
function endOnly(voice: Voice, outbox: Outbox): Recorder {
  let closed = false;
  return {
    save: () => SAVED,
    leave({ sessionSeconds }, ends) {
      if (!ends || closed) return SAVED;
      closed = true;
      outbox.add([ofSession(voice, "terminated", new Date(), sessionSeconds)]);
      outbox.leave();
      return SAVED;
    },
  };
}
