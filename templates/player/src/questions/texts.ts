// What is typed: evened out before it is compared.

import type { AcceptedText } from "../contract.ts";

/** White space at the ends goes, inside it is one space; quotes and dashes are the plain ones; a full stop at the end goes.
 * What looks alike is the same (Unicode NFKC). */
export function evened(text: string, { match_case, ignore_accents }: Pick<AcceptedText, "match_case" | "ignore_accents"> = {}): string {
  let plain = text.normalize("NFKC").replace(/[\u2018\u2019\u201a\u2032`\u00b4]/g, "'").replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"');
  plain = plain.replace(/[\u2010-\u2015\u2212]/g, "-").replace(/\s+/g, " ").trim().replace(/(?<=[^.\s])\.$/, "");
  if (ignore_accents) plain = plain.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC");
  // Sharp s in capitals is SS, and a final sigma is a sigma: through capitals both come out alike.
  return match_case ? plain : plain.toUpperCase().toLowerCase();
}

/** True when the text is one of the answers, or a pattern takes all of it. */
export function isAccepted(accepted: AcceptedText, text: string): boolean {
  const plain = evened(text, accepted);
  if (plain === "") return false;
  if (accepted.answers?.some((answer) => evened(answer, accepted) === plain)) return true;
  return accepted.patterns?.some((pattern) => takes(pattern, plain, accepted.match_case === true)) ?? false;
}

function takes(pattern: string, text: string, matchCase: boolean): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, matchCase ? "u" : "iu").test(text);
  } catch {
    return false; // A browser older than the pattern.
  }
}

/** What fits the field. Half a character is none: a lone surrogate cannot be saved everywhere. */
export function clipped(text: string, longest: number): string {
  return text.replace(/\0/g, "").slice(0, longest).replace(/[\ud800-\udbff]$/, "");
}

/** Nothing but space is no answer. */
export function typed(text: string, longest: number): string {
  return text.trim() === "" ? "" : clipped(text, longest);
}
