// What counts towards a lab: an exchange is one learner's turn of substance and a delivered reply. Errors, empty
// turns, repeats and double clicks do not count; neither does an answer that broke off or was stopped.

import type { Turn } from "./conversation.ts";

/** undelivered: no whole answer stands after the turn. slight: no word in it. short: below the author's limit. repeat:
 * answered before. */
export type Verdict = "counts" | "slight" | "short" | "repeat" | "undelivered";

// Two letters of any script side by side; marks (accents, vowel signs) may stand between them.
const WORD = /\p{L}\p{M}*\p{L}/u;

/** True when the text holds at least one word of two letters. */
export function isOfSubstance(text: string): boolean {
  return WORD.test(text);
}

/** Two turns are the same when only case, spacing, punctuation or letter forms differ. */
export function normalised(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}

/** How long a text is to a person: in code points, so that an emoji is one. */
export function charactersIn(text: string): number {
  return [...text].length;
}

/** Judges the exchange that the conversation ends in; a turn of fewer than `shortest` characters does not count. Pure: the
 * same turns always get the same verdict. */
export function judge(turns: readonly Turn[], shortest = 0): Verdict {
  const earlier = new Set<string>(); // The turns that a whole reply answered.
  let open: string | null = null; // The turn that waits for its reply; fragments may stand before that.
  let verdict: Verdict = "undelivered";
  for (const { by, text, mark } of turns) {
    verdict = "undelivered";
    if (by === "learner") {
      open = text;
    } else if (open !== null && mark === undefined && text.trim() !== "") {
      const same = normalised(open);
      verdict = !isOfSubstance(open) ? "slight" : charactersIn(open.trim()) < shortest ? "short" : earlier.has(same) ? "repeat" : "counts";
      earlier.add(same);
      open = null;
    }
  }
  return verdict;
}
