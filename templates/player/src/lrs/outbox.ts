// Brings statements to an LRS: each one once, in the order in which they were made, whatever becomes of the network, the
// page or the browser. A statement has its id when it comes, so an answer that was lost does no harm: sent again, it is
// the same statement (xAPI 1.0.3 Data, 4.1.1).

import type { SaveStatus, Trouble } from "../transport.ts";
import type { Statement } from "../xapi/statement.ts";
import { callLrs, type Lrs, type LrsAnswer } from "./connection.ts";
import { judge, type Verdict } from "./delivery.ts";
import { bytesOf, giveBack, left, take } from "./keepalive.ts";
import { openStore, type Kept } from "./outbox-store.ts";
import { browserSurroundings, pause, type Surroundings } from "./surroundings.ts";

export interface OutboxOptions {
  readonly lrs: Lrs;
  /** Learner, course and enrolment in one string: what waits is only ever sent for the same one. */
  readonly owner: string;
  /** Called with every change of the status. */
  readonly heard: (status: SaveStatus) => void;
  readonly surroundings?: Partial<Surroundings>;
}

export interface Outbox {
  /** Kept when it returns, sent in this order. Never throws. */
  add(statements: readonly Statement[]): void;
  /** The page goes away: what waits is sent in requests that outlive it, as far as a browser lets them; the rest waits. */
  leave(): void;
  status(): SaveStatus;
  /** Settles when nothing waits, or nothing can be done now. */
  idle(): Promise<void>;
}

/** One that waits; `mine`: made by this page, not left behind by another. */
interface Waiting extends Kept {
  readonly mine: boolean;
  readonly text: string;
}

const MOST_STATEMENTS = 50;
const MOST_BYTES = 256 * 1024;

const waitingOf = (kept: Kept, mine: boolean): Waiting => ({ ...kept, mine, text: JSON.stringify(kept.statement) });
const bodyOf = (batch: readonly Waiting[]): string => `[${batch.map(({ text }) => text).join(",")}]`;

export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const { lrs, owner, heard } = options;
  const surroundings = { ...browserSurroundings(), ...options.surroundings };
  const store = await openStore(owner, surroundings);
  let waiting: readonly Waiting[] = (await store.backlog()).map((kept) => waitingOf(kept, false));
  let busy = false;
  /** No more tries in this visit: the LRS no longer lets us. */
  let stopped = false;
  let refusedAny = false;
  let trouble: { readonly trouble: Trouble; readonly code: string } | null = null;
  let tries = 0;
  /** How many go in one request; fewer while a culprit is looked for. */
  let most = MOST_STATEMENTS;
  let callOff: (() => void) | null = null;
  let idlers: (() => void)[] = [];
  let told = "";

  const status = (): SaveStatus => {
    if (trouble) return { state: "unsaved", ...trouble, detail: `${waiting.length} statements wait` };
    if (refusedAny) return { state: "unsaved", trouble: "refused", code: "", detail: "the LRS would not have some statements" };
    return { state: waiting.length > 0 ? "saving" : "saved" };
  };
  const tell = (): void => {
    const now = status();
    if (JSON.stringify(now) !== told) heard(now);
    told = JSON.stringify(now);
  };
  const rest = (): void => {
    for (const settle of idlers) settle();
    idlers = [];
  };

  const drop = (batch: readonly Waiting[]): void => {
    const gone = new Set(batch.map(({ key }) => key));
    waiting = waiting.filter(({ key }) => !gone.has(key));
    store.drop([...gone]);
  };
  /** The LRS will not have it: it no longer stands in the way of others, and is tried once more at the next visit. */
  const shelve = (one: Waiting): void => {
    refusedAny = true;
    waiting = waiting.filter(({ key }) => key !== one.key);
    store.put([{ key: one.key, statement: one.statement, refused: true }]);
  };
  const stop = (code: string): void => {
    stopped = true;
    trouble = { trouble: "denied", code };
  };
  const codeOf = (answer: LrsAnswer): string => (answer.kind === "answer" ? String(answer.status) : "");

  const next = (): readonly Waiting[] => {
    let bytes = 0;
    const batch: Waiting[] = [];
    for (const one of waiting.slice(0, most)) {
      bytes += bytesOf(one.text);
      if (batch.length > 0 && bytes > MOST_BYTES) break;
      batch.push(one);
    }
    return batch;
  };

  const send = (batch: readonly Waiting[]): Promise<LrsAnswer> => {
    const [only] = batch;
    return only && batch.length === 1
      ? callLrs(lrs, { method: "PUT", path: "statements", query: { statementId: only.statement.id }, body: only.text }, surroundings)
      : callLrs(lrs, { method: "POST", path: "statements", body: bodyOf(batch) }, surroundings);
  };

  /** True when the LRS has a statement of this id: then it has this one, for ids are made for one event only. */
  const isThere = async (one: Waiting): Promise<boolean | null> => {
    const answer = await callLrs(lrs, { method: "GET", path: "statements", query: { statementId: one.statement.id } }, surroundings);
    if (answer.kind === "unreachable") return null;
    return answer.status === 404 ? false : answer.status === 200 ? true : null;
  };

  /** What the answer changes; true when the next batch may go at once. */
  const settle = async (batch: readonly Waiting[], answer: LrsAnswer): Promise<boolean> => {
    const verdict: Verdict = judge(answer);
    const [only] = batch;
    if (verdict === "stored") {
      drop(batch);
      most = Math.min(MOST_STATEMENTS, most * 2);
    } else if (verdict === "busy" || only === undefined) {
      return false;
    } else if (verdict === "denied") {
      stop(codeOf(answer));
      return false;
    } else if (batch.length > 1) {
      // Somewhere in it is the reason. Conflicts and old sessions' leftovers are told apart one by one.
      most = verdict === "faulty" ? Math.ceil(batch.length / 2) : 1;
    } else if (verdict === "conflict") {
      const there = await isThere(only);
      if (there === null) return false;
      if (there) drop(batch);
      else shelve(only);
    } else if (verdict === "forbidden" && only.mine) {
      stop(codeOf(answer));
      return false;
    } else {
      shelve(only);
    }
    return true;
  };

  const pump = async (): Promise<void> => {
    if (busy || stopped || callOff) return;
    busy = true;
    while (!stopped && waiting.length > 0) {
      const batch = next();
      const answer = await send(batch);
      if (await settle(batch, answer)) {
        tries = 0;
        trouble = null;
        tell();
        continue;
      }
      if (stopped) break;
      trouble = { trouble: "unreachable", code: codeOf(answer) };
      tries += 1;
      const asked = answer.kind === "answer" ? answer.retryAfterSeconds : null;
      callOff = surroundings.later(again, pause(tries, asked, surroundings.random));
      break;
    }
    busy = false;
    tell();
    rest();
  };
  const again = (): void => {
    callOff?.();
    callOff = null;
    void pump();
  };
  surroundings.whenOnline(again);

  if (waiting.length > 0) void pump();
  return {
    status,
    add(statements) {
      const kept = statements.map((statement) => ({ key: store.nextKey(), statement }));
      store.put(kept);
      waiting = [...waiting, ...kept.map((one) => waitingOf(one, true))];
      tell();
      void pump();
    },
    leave() {
      // A request under way dies with the page, so what it carries goes once more.
      const batch: Waiting[] = [];
      let bytes = 2;
      for (const one of stopped ? [] : waiting) {
        bytes += bytesOf(one.text) + 1;
        if (bytes > left()) break;
        batch.push(one);
      }
      if (batch.length === 0) return;
      const body = bodyOf(batch);
      const size = bytesOf(body);
      if (!take(size)) return;
      void callLrs(lrs, { method: "POST", path: "statements", body, keepalive: true }, surroundings).then((answer) => {
        giveBack(size);
        if (judge(answer) !== "stored") return; // the page that comes back, or the next one, goes on from there
        drop(batch);
        tell();
      });
    },
    idle: () => (busy ? new Promise((resolve) => idlers.push(resolve)) : Promise.resolve()),
  };
}
