// A stable order for shuffled questions and choices: the same seed always gives the same permutation, so a learner
// who comes back to an attempt finds everything in its place, and nothing about it has to be saved.

const PRIME = 2147483647;
const MULTIPLIER = 16807;

/** FNV-1a, 32 bits, over UTF-16 code units (for ASCII: over its bytes). */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** The next number of Park and Miller's minimal standard generator (CACM 31:10, 1988), 1 to 2^31 - 2. */
export function parkMiller(value: number): number {
  return (value * MULTIPLIER) % PRIME;
}

/** The items in an order that depends on the seed alone: learner, part, attempt, question. Attempt 0, before the
 * first answer, has the order of attempt 1. */
export function shuffled<T>(
  items: readonly T[],
  learner: string,
  part: string,
  attempt: number,
  question = "",
): readonly T[] {
  const order = [...items];
  let random = (fnv1a([learner, part, attempt || 1, question].join("\0")) % (PRIME - 1)) + 1;
  for (let last = order.length - 1; last > 0; last--) {
    random = parkMiller(random);
    const other = Math.floor((random / PRIME) * (last + 1));
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
