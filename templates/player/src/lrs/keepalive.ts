// Requests that outlive their page. A browser lets them carry 64 KiB in all (Fetch, 4.6, "inflight keepalive bytes"); one
// byte more, and the request fails at once. So everything that leaves with the page shares one budget.

import { callLrs, type Lrs, type LrsAnswer, type LrsRequest } from "./connection.ts";
import type { Surroundings } from "./surroundings.ts";

export interface KeepaliveBudget {
  /** Bytes that are free now. */
  left(): number;
  /** Takes bytes, which may be fewer than none. */
  take(bytes: number): void;
}

/** The player's share of the 64 KiB; the rest is left to whatever else the page does. */
const BUDGET_BYTES = 60_000;

export function keepaliveBudget(): KeepaliveBudget {
  let taken = 0;
  return { left: () => BUDGET_BYTES - taken, take: (bytes) => void (taken += bytes) };
}

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** Sends a request that the page need not wait for; null where its body no longer fits the budget. */
export function callOnLeaving(lrs: Lrs, request: LrsRequest & { readonly body: string }, surroundings: Surroundings): Promise<LrsAnswer> | null {
  const { keepalive } = surroundings;
  const bytes = bytesOf(request.body);
  if (bytes > keepalive.left()) return null;
  keepalive.take(bytes);
  return callLrs(lrs, { ...request, keepalive: true }, surroundings).finally(() => keepalive.take(-bytes));
}
