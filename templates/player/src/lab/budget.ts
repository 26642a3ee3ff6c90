// How much of a long conversation is sent: its end, within the budget that the author sets. What a text costs is the
// model's affair and known to the proxy alone, so it is estimated, and rather too high than too low.

import type { Turn } from "./conversation.ts";

/** A message's frame: role and separators. */
const TOKENS_A_MESSAGE = 4;
/** A proxy need not take more. */
const MOST_MESSAGES = 100;

/** Estimated tokens: four ASCII characters, two of other alphabets, or one ideograph or emoji make a token. */
export function tokensOf(text: string): number {
  let quarters = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    quarters += code < 0x80 ? 1 : code < 0x800 ? 2 : 4;
  }
  return Math.ceil(quarters / 4) + TOKENS_A_MESSAGE;
}

/**
 * The turns that are sent: the last ones that fit into so many tokens, the newest whatever it costs.
 *
 * A fragment is sent where the learner went on from it, so that roles alternate and the assistant knows what was read; it
 * is left out where the same turn is asked again.
 */
export function sentTurns(turns: readonly Turn[], budget: number): readonly Turn[] {
  const said = turns.filter((turn, i) => turn.mark === undefined || turns[i + 1]?.by === "learner");
  let room = budget;
  let first = said.length;
  while (first > 0 && said.length - first < MOST_MESSAGES) {
    room -= tokensOf(said[first - 1]?.text ?? "");
    if (room < 0 && first < said.length) break;
    first--;
  }
  return said.slice(first);
}
