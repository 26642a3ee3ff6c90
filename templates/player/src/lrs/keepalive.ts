// A browser lets requests that outlive their page carry 64 KiB in all (Fetch, 4.6, "inflightKeepaliveBytes"); one byte
// more, and the request fails at once. Everything that leaves with the page shares this budget.

const BUDGET_BYTES = 60_000;

let taken = 0;

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** True when the bytes fit; they are then taken until `giveBack`. */
export function take(bytes: number): boolean {
  if (taken + bytes > BUDGET_BYTES) return false;
  taken += bytes;
  return true;
}

export function giveBack(bytes: number): void {
  taken -= bytes;
}

export const left = (): number => BUDGET_BYTES - taken;
