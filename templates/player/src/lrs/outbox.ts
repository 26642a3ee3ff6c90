// Brings statements to an LRS: each one once, in the order in which they were made, whatever becomes of the network, the
// page or the browser. A statement has its id when it comes, so an answer that was lost does no harm: sent again, it is
// the same statement (xAPI 1.0.3 Data, 2.4.1).

import type { SaveStatus, Trouble } from "../transport.ts";
import type { Statement } from "../xapi/statement.ts";
import { callLrs, type Lrs, type LrsAnswer } from "./connection.ts";
import { judge } from "./delivery.ts";
import { callOnLeaving } from "./keepalive.ts";
import { bodyOf, MOST_STATEMENTS, outboxQueue, upTo, waitingOf, type Waiting } from "./outbox-queue.ts";
import { openStore } from "./outbox-store.ts";
import { inRounds, type Step } from "./rounds.ts";
import { browserSurroundings, type Surroundings } from "./surroundings.ts";

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
  /** How many statements no LRS has confirmed. */
  waiting(): number;
  /** Settles when nothing waits, or nothing can be done now. */
  idle(): Promise<void>;
}

const codeOf = (answer: LrsAnswer): string => (answer.kind === "answer" ? String(answer.status) : "");

/** Resolves when what earlier visits left behind has been read. It is on its way then. */
export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const { lrs, owner, heard } = options;
  const surroundings = { ...browserSurroundings(), ...options.surroundings };
  const store = await openStore(owner, surroundings);
  const queue = outboxQueue(await store.backlog());
  const path = "statements";
  let trouble: { readonly trouble: Trouble; readonly code: string } | null = null;
  let refusedAny = false;
  /** How many go in one request; fewer while the LRS finds a fault in one of them. */
  let most = MOST_STATEMENTS;
  let told = JSON.stringify({ state: "saved" });

  const status = (): SaveStatus => {
    const count = queue.count();
    if (trouble) return { state: "unsaved", ...trouble, detail: `${count} statements wait` };
    if (refusedAny) return { state: "unsaved", trouble: "refused", code: "", detail: "the LRS would not have some statements" };
    return { state: count > 0 ? "saving" : "saved" };
  };
  const tell = (): void => {
    const now = status();
    const text = JSON.stringify(now);
    if (text === told) return;
    told = text;
    heard(now);
  };

  const drop = (batch: readonly Waiting[]): void => {
    queue.remove(batch);
    store.drop(batch.map(({ key }) => key));
  };
  /** The LRS will not have it. It stays in this browser, and is tried once more at the next visit. */
  const shelve = (one: Waiting): void => {
    // The learner was told at the visit that first met the refusal; a leftover that nobody takes is no news.
    refusedAny ||= one.refused !== true;
    queue.remove([one]);
    store.put([{ key: one.key, statement: one.statement, refused: true }]);
  };

  const send = (batch: readonly Waiting[]): Promise<LrsAnswer> => {
    const [only] = batch;
    return only && batch.length === 1
      ? callLrs(lrs, { method: "PUT", path, query: { statementId: only.statement.id }, body: only.text }, surroundings)
      : callLrs(lrs, { method: "POST", path, body: bodyOf(batch) }, surroundings);
  };

  /** After 409 for a single statement: with this id there, it has arrived, for an id is made for one event only. Who may
   * only write cannot know, and keeps it. */
  const settleConflict = async (one: Waiting): Promise<Step> => {
    const answer = await callLrs(lrs, { method: "GET", path, query: { statementId: one.statement.id } }, surroundings);
    if (answer.kind === "unreachable" || answer.status === 429 || answer.status >= 500) return answer;
    if (answer.status === 200) drop([one]);
    else shelve(one);
    return "more";
  };

  const settle = async (batch: readonly Waiting[], only: Waiting | null, answer: LrsAnswer): Promise<Step> => {
    const verdict = judge(answer);
    if (verdict === "busy") return answer;
    if (verdict === "denied" || (verdict === "forbidden" && batch.some(({ mine }) => mine))) return "stopped";
    if (verdict === "stored") {
      drop(batch);
      most = Math.min(MOST_STATEMENTS, most * 2);
    } else if (only === null) {
      // Somewhere in it is the reason: what an earlier session left is tried one by one when nothing else waits, a
      // conflict is looked for one by one, a fault by halves.
      if (verdict === "forbidden") queue.suspect(batch);
      else most = verdict === "conflict" ? 1 : Math.ceil(batch.length / 2);
    } else if (verdict === "conflict") {
      return settleConflict(only);
    } else {
      shelve(only);
    }
    return "more";
  };

  const step = async (): Promise<Step> => {
    const batch = queue.next(most);
    const [first] = batch;
    if (!first) {
      trouble = null; // a farewell has brought the rest
      tell();
      return "done";
    }
    const answer = await send(batch);
    const came = await settle(batch, batch.length === 1 ? first : null, answer);
    if (came === "stopped") trouble = { trouble: "denied", code: codeOf(answer) };
    else trouble = typeof came === "object" ? { trouble: "unreachable", code: codeOf(came) } : null;
    tell();
    return came;
  };
  const rounds = inRounds(step, surroundings);

  /** In a request that outlives the page. What an earlier one carries goes once more: that one may not arrive, and what
   * follows must not come before it. */
  const farewell = (list: readonly Waiting[]): void => {
    const batch = upTo(list, Infinity, surroundings.keepalive.left());
    if (batch.length === 0) return;
    const answer = callOnLeaving(lrs, { method: "POST", path, body: bodyOf(batch) }, surroundings);
    void answer?.then((came) => {
      if (judge(came) !== "stored") return; // The page that comes back goes on from there, or the next one.
      drop(batch);
      if (trouble?.trouble === "unreachable") trouble = null;
      tell();
    });
  };

  tell();
  rounds.go();
  return {
    status,
    waiting: queue.count,
    add(statements) {
      const kept = statements.map((statement) => ({ key: store.nextKey(), statement }));
      store.put(kept);
      queue.add(kept.map((one) => waitingOf(one, true)));
      tell();
      rounds.go();
    },
    leave() {
      if (trouble?.trouble === "denied") return;
      for (const mine of [true, false]) farewell(queue.trusted().filter((one) => one.mine === mine));
    },
    idle: rounds.idle,
  };
}
