// What a partly right answer earns.

import type { Credit } from "../contract.ts";

/** Points in whole hundredths for so many of `all` right and so many wrong. */
export function earnedFor(points: number, credit: Credit | undefined, right: number, wrong: number, all: number): number {
  const whole = right === all && wrong === 0;
  if (whole) return points;
  if (credit === "per-option") return hundredths((points * right) / all);
  if (credit === "right-minus-wrong") return hundredths((points * Math.max(0, right - wrong)) / all);
  return 0;
}

/** To the nearest hundredth, half a hundredth up. What is not whole never rounds up to all: that takes a right answer. */
export function hundredths(points: number): number {
  return Math.round(points * 100 + 1e-7) / 100;
}
