// Which statements wait, in their order, and which of them go together.

import { bytesOf } from "./keepalive.ts";
import type { Kept } from "./outbox-store.ts";

/** One that waits; `mine`: made by this page, not left behind by an earlier visit. */
export interface Waiting extends Kept {
  readonly mine: boolean;
  readonly text: string;
  readonly bytes: number;
}

export const MOST_STATEMENTS = 50;
export const MOST_BYTES = 256 * 1024;

export function waitingOf(kept: Kept, mine: boolean): Waiting {
  const text = JSON.stringify(kept.statement);
  return { ...kept, mine, text, bytes: bytesOf(text) };
}

/** The body of a POST (xAPI 1.0.3 Communication, 2.1.2). */
export const bodyOf = (batch: readonly Waiting[]): string => `[${batch.map(({ text }) => text).join(",")}]`;

/** The first ones, as many as fit; perhaps none. */
export function upTo(list: readonly Waiting[], count: number, bytes: number): readonly Waiting[] {
  let size = 1; // the brackets, with a comma for each but the last
  let end = 0;
  for (const one of list.slice(0, count)) {
    size += one.bytes + 1;
    if (size > bytes) break;
    end += 1;
  }
  return list.slice(0, end);
}

export interface OutboxQueue {
  count(): number;
  /** All but the suspects. */
  trusted(): readonly Waiting[];
  add(list: readonly Waiting[]): void;
  remove(list: readonly Waiting[]): void;
  /** The LRS will not have all of these: each goes alone from now on, and when nothing else waits. */
  suspect(list: readonly Waiting[]): void;
  /** What the next request carries. What this page made and what it found never share one: an LMS may refuse all that
   * belongs to an earlier session (cmi5, 9.3.6 and 9.3.8), and would refuse the new with the old. */
  next(most: number): readonly Waiting[];
}

/** Starts with what earlier visits left behind. What was refused then is suspect. */
export function outboxQueue(backlog: readonly Kept[]): OutboxQueue {
  const left = backlog.map((kept) => waitingOf(kept, false));
  let trusted = left.filter(({ refused }) => !refused);
  let suspects = left.filter(({ refused }) => refused);
  const without = (list: readonly Waiting[], gone: readonly Waiting[]): Waiting[] => {
    const keys = new Set(gone.map(({ key }) => key));
    return list.filter(({ key }) => !keys.has(key));
  };
  return {
    count: () => trusted.length + suspects.length,
    trusted: () => trusted,
    add: (list) => void (trusted = [...trusted, ...list]),
    remove(list) {
      trusted = without(trusted, list);
      suspects = without(suspects, list);
    },
    suspect(list) {
      trusted = without(trusted, list);
      suspects = [...without(suspects, list), ...list];
    },
    next(most) {
      const [first] = trusted;
      if (!first) return suspects.slice(0, 1);
      const other = trusted.findIndex(({ mine }) => mine !== first.mine);
      const alike = other < 0 ? trusted : trusted.slice(0, other);
      const batch = upTo(alike, most, MOST_BYTES);
      return batch.length > 0 ? batch : [first];
    },
  };
}
