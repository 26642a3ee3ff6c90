// The learner's clock as the saved state keeps it.

import { EPOCH } from "./contract.ts";

/** Seconds of `EPOCH`, whole. */
export function now(): number {
  return Math.max(1, Math.floor(Date.now() / 1000) - EPOCH);
}

/** A moment of `EPOCH` as a date. */
export function dateOf(seconds: number): Date {
  return new Date((seconds + EPOCH) * 1000);
}

/** "4:05", or "1:04:05" from an hour on. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(rest).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}
