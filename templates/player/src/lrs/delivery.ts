// What an LRS's answer means for the statements that it was about (xAPI 1.0.3 Communication, 2.1 and 3.2).

import type { LrsAnswer } from "./connection.ts";

/** stored: the LRS has them. conflict: it has one of these ids already. faulty: it will never have at least one of them.
 * forbidden, denied: it will not have them from this session. busy: later. */
export type Verdict = "stored" | "conflict" | "faulty" | "forbidden" | "denied" | "busy";

export function judge(answer: LrsAnswer): Verdict {
  if (answer.kind === "unreachable") return "busy";
  const { status, text } = answer;
  // 200 brings the ids. Anything else under 200 is no LRS: a login page, the portal of a hotel's network.
  if (status === 204 || (status === 200 && isIds(text))) return "stored";
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
