// The learner's resume document in the State resource (xAPI 1.0.3 Communication, 2.3), written so that neither window of
// two, nor an LRS that cannot be reached, takes anything away.
//
// Each write says which version it replaces (If-Match, 3.1). Where the LRS has another one by then, both are merged. What no
// answer has proved to be there stays in localStorage, and is merged at the next visit.

import { opaque } from "../journal.ts";
import type { SaveStatus } from "../transport.ts";
import type { Actor } from "../xapi/statement.ts";
import { callLrs, type Lrs, type LrsAnswer, type LrsRequest } from "./connection.ts";
import { bytesOf, giveBack, take } from "./keepalive.ts";
import { browserSurroundings, pause, type Surroundings } from "./surroundings.ts";

export interface ResumeOptions {
  readonly lrs: Lrs;
  /** As the outbox's. */
  readonly owner: string;
  readonly activityId: string;
  readonly agent: Actor;
  readonly registration: string | null;
  readonly stateId: string;
  /** Two documents, either perhaps of another version of the course: one that has lost nothing of either. */
  readonly merge: (mine: unknown, theirs: unknown) => unknown;
  readonly heard: (status: SaveStatus) => void;
  /** Another window's document was met; this is the two in one. */
  readonly merged: (document: unknown) => void;
  readonly surroundings?: Partial<Surroundings>;
}

export interface ResumeDocument {
  write(document: unknown): void;
  /** The page goes away: what is not there yet is sent in a request that outlives it. */
  leave(): void;
  status(): SaveStatus;
  idle(): Promise<void>;
}

/** failed: the LRS may hold something that cannot be read now, so nothing may be written over it. */
export type ResumeOpened =
  | { readonly kind: "open"; readonly held: unknown; readonly document: ResumeDocument }
  | { readonly kind: "failed"; readonly status: SaveStatus };

type Read =
  | { readonly kind: "read"; readonly document: unknown; readonly etag: string | null }
  | { readonly kind: "none" }
  | { readonly kind: "failed"; readonly answer: LrsAnswer };

const MERGES = 6;
const SECOND_TRY_MILLISECONDS = 1500;

const unsaved = (answer: LrsAnswer): SaveStatus => {
  const code = answer.kind === "answer" ? String(answer.status) : "";
  const trouble = code === "401" || code === "403" ? "denied" : code === "400" || code === "413" ? "refused" : "unreachable";
  return { state: "unsaved", trouble, code, detail: "the learner's state was not stored" };
};

const isStored = (answer: LrsAnswer): boolean => answer.kind === "answer" && (answer.status === 204 || answer.status === 200);

export async function openResumeDocument(options: ResumeOptions): Promise<ResumeOpened> {
  const { lrs, heard, merge, merged } = options;
  const surroundings = { ...browserSurroundings(), ...options.surroundings };
  const { storage, later, random } = surroundings;
  const place = `scormpack:resume:${opaque(options.owner)}`;
  const query = {
    activityId: options.activityId,
    agent: JSON.stringify(options.agent),
    registration: options.registration,
    stateId: options.stateId,
  };
  const call = (request: Omit<LrsRequest, "path" | "query">): Promise<LrsAnswer> =>
    callLrs(lrs, { ...request, path: "activities/state", query }, surroundings);

  const read = async (): Promise<Read> => {
    const answer = await call({ method: "GET" });
    if (answer.kind === "answer" && (answer.status === 404 || answer.status === 204)) return { kind: "none" };
    if (answer.kind === "unreachable" || answer.status !== 200) return { kind: "failed", answer };
    try {
      return { kind: "read", document: JSON.parse(answer.text), etag: answer.etag };
    } catch {
      return { kind: "failed", answer };
    }
  };
  const note = (document: unknown): void => {
    try {
      storage?.setItem(place, JSON.stringify(document));
    } catch {
      // full or forbidden: the LRS alone has it
    }
  };
  const proved = (document: unknown): void => {
    try {
      if (storage?.getItem(place) === JSON.stringify(document)) storage.removeItem(place);
    } catch {
      // a document that stays is merged once more, which changes nothing
    }
  };
  const noted = (): unknown => {
    try {
      return JSON.parse(storage?.getItem(place) ?? "null") as unknown;
    } catch {
      return null;
    }
  };

  let first = await read();
  if (first.kind === "failed" && first.answer.kind === "unreachable") {
    await new Promise<void>((resolve) => later(resolve, SECOND_TRY_MILLISECONDS));
    first = await read();
  }
  if (first.kind === "failed") return { kind: "failed", status: unsaved(first.answer) };

  /** What the LRS holds as far as we know: undefined where that has to be asked first, null where it holds nothing. */
  let version: string | null | undefined = first.kind === "read" ? (first.etag ?? undefined) : null;
  /** This LRS gives no ETags, so nobody can say what is replaced. */
  let blind = first.kind === "read" && first.etag === null;
  let last: unknown = first.kind === "read" ? first.document : null;
  let wanted: unknown = null;
  let now: SaveStatus = { state: "saved" };
  let busy = false;
  let stopped = false;
  let tries = 0;
  let callOff: (() => void) | null = null;
  let idlers: (() => void)[] = [];

  const say = (status: SaveStatus): void => {
    if (JSON.stringify(status) !== JSON.stringify(now)) heard(status);
    now = status;
  };
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const condition = (): { readonly [name: string]: string } => {
    if (version === null) return { "If-None-Match": "*" };
    return version === undefined ? {} : { "If-Match": version };
  };

  /** Asks what is there, and takes up what another window wrote; false when it cannot be had. */
  const catchUp = async (): Promise<LrsAnswer | null> => {
    const found = await read();
    if (found.kind === "failed") return found.answer;
    version = found.kind === "read" ? (found.etag ?? undefined) : null;
    blind = found.kind === "read" && found.etag === null;
    if (found.kind === "none" || same(found.document, last)) return null;
    last = found.document;
    const both = merge(wanted, found.document);
    if (!same(both, wanted)) {
      wanted = both;
      note(both);
      merged(both);
    }
    return null;
  };

  /** Stores what is wanted; the answer that stands in the way, or null. */
  const store = async (): Promise<LrsAnswer | null> => {
    for (let merges = 0; ; merges++) {
      if (version === undefined && !blind) {
        const problem = await catchUp();
        if (problem) return problem;
      }
      const document = wanted;
      const answer = await call({ method: "PUT", body: JSON.stringify(document), headers: condition() });
      if (isStored(answer) && answer.kind === "answer") {
        last = document;
        version = answer.etag ?? undefined;
        proved(document);
        if (same(document, wanted)) return null;
        merges = 0;
        continue;
      }
      const conflict = answer.kind === "answer" && (answer.status === 412 || answer.status === 409);
      if (!conflict || merges >= MERGES) return answer;
      if (merges > 0) await new Promise<void>((resolve) => later(resolve, random() * 200 * merges));
      const problem = await catchUp();
      if (problem) return problem;
    }
  };

  const pump = async (): Promise<void> => {
    if (busy || stopped || callOff) return;
    busy = true;
    const problem = await store();
    busy = false;
    if (problem === null) {
      tries = 0;
      say({ state: "saved" });
    } else {
      const status = unsaved(problem);
      stopped = status.state === "unsaved" && status.trouble === "denied";
      if (!stopped) {
        tries += 1;
        const asked = problem.kind === "answer" ? problem.retryAfterSeconds : null;
        callOff = later(again, pause(tries, asked, random));
      }
      say(status);
    }
    for (const settle of idlers) settle();
    idlers = [];
  };
  const again = (): void => {
    callOff?.();
    callOff = null;
    if (now.state !== "saved") void pump();
  };
  surroundings.whenOnline(again);

  const document: ResumeDocument = {
    status: () => now,
    write(next) {
      wanted = next;
      note(next);
      if (now.state === "saved") say({ state: "saving" });
      void pump();
    },
    leave() {
      if (now.state === "saved" || stopped) return;
      const body = JSON.stringify(wanted);
      const size = bytesOf(body);
      if (!take(size)) return;
      const sent = wanted;
      void call({ method: "PUT", body, headers: condition(), keepalive: true }).then((answer) => {
        giveBack(size);
        if (!isStored(answer) || answer.kind !== "answer") return;
        last = sent;
        version = answer.etag ?? undefined;
        proved(sent);
        if (same(sent, wanted) && !busy) say({ state: "saved" });
      });
    },
    idle: () => (busy ? new Promise((resolve) => idlers.push(resolve)) : Promise.resolve()),
  };

  const unproved = noted();
  const remote = first.kind === "read" ? first.document : null;
  const held = unproved === null ? remote : remote === null ? unproved : merge(unproved, remote);
  if (unproved !== null && !same(held, remote)) document.write(held);
  return { kind: "open", held, document };
}
