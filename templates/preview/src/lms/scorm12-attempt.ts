// What an attempt holds at the beginning of a session: what the LMS knows, and what earlier sessions stored.

import { ELEMENTS, generic, type Held } from "./scorm12-model.ts";

const isWritable = (element: string): boolean => {
  const access = ELEMENTS[generic(element)]?.[0];
  return access !== undefined && access !== "read-only";
};

/** Hundredths of a second in a CMITimespan. */
function hundredths(span: string): number {
  const [hours, minutes, seconds] = span.split(":");
  return (Number(hours) * 60 + Number(minutes)) * 6000 + Math.round(Number(seconds) * 100);
}

function timespan(total: number): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  const seconds = Math.floor(total / 100) % 60;
  return `${String(Math.floor(total / 360000)).padStart(4, "0")}:${two(Math.floor(total / 6000) % 60)}:${two(seconds)}.${two(total % 100)}`;
}

/** `saved` null: the first session. Else time adds up, and an exit of `suspend` becomes the entry `resume`. */
export function opened(saved: Held | null, initial: Held): Record<string, string> {
  const data: Record<string, string> = {};
  for (const [element, [, , value]] of Object.entries(ELEMENTS)) if (!element.includes(".n.")) data[element] = value;
  Object.assign(data, initial);
  for (const [element, value] of Object.entries(saved ?? {})) if (isWritable(element)) data[element] = value;
  if (saved) {
    const before = saved["cmi.core.total_time"] || "00:00:00";
    data["cmi.core.total_time"] = timespan(hundredths(before) + hundredths(saved["cmi.core.session_time"] || "00:00:00"));
    data["cmi.core.entry"] = data["cmi.core.exit"] === "suspend" ? "resume" : "";
    data["cmi.core.session_time"] = "00:00:00";
  }
  if (data["cmi.core.lesson_mode"] !== "normal" && !initial["cmi.core.credit"]) data["cmi.core.credit"] = "no-credit";
  return data;
}
