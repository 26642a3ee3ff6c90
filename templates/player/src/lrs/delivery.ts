// What an LRS's answer means for the statements that it was about (xAPI 1.0.3 Communication, 2.1 and 3.2).

import type { LrsAnswer } from "./connection.ts";

/** stored: the LRS has them. conflict: it has one of these ids already. faulty: it will never have at least one of them.
 * forbidden: it will not have them from this session. denied: nothing from this session. busy: nobody answered, or not now. */
export type Verdict = "stored" | "conflict" | "faulty" | "forbidden" | "denied" | "busy";

export function judge(answer: LrsAnswer): Verdict {
  if (answer.kind === "unreachable") return "busy";
  const { status, text } = answer;
  // A POST's 200 brings the ids. Where it brings something else, no LRS has answered, but a login page, or the portal of
  // a hotel's network.
  if (status >= 200 && status < 300 && isIds(text)) return "stored";
  if (status === 409 || status === 412) return "conflict";
  if (status === 400 || status === 413 || status === 422) return "faulty";
  if (status === 403) return "forbidden";
  return status === 401 ? "denied" : "busy";
}

function isIds(text: string): boolean {
  if (text.trim() === "") return true;
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}
