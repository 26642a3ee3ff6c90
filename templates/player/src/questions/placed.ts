// Items that are placed, each in one of several places. Slot: one digit an item, its place's number or 0 for none, the items and
// places numbered by their ids.

import type { CategoriseKey, MatchingKey } from "../contract.ts";
import { earnedFor } from "./credit.ts";
import { ascending } from "./known.ts";
import type { Given, Response, Slot } from "./types.ts";

export type PlacingKey = MatchingKey | CategoriseKey;

const placeOf = (response: Response, item: string): string => {
  const pair = response.find((one) => one.startsWith(`${item}.`));
  return pair?.slice(item.length + 1) ?? "";
};

/** The pairs in the author's order of items; what the question cannot have is left out. */
export function pairsOf({ items, targets }: PlacingKey, place: (item: string) => string): Response {
  return items.flatMap(({ id }) => (targets.includes(place(id)) ? [`${id}.${place(id)}`] : []));
}

function isPossible(key: PlacingKey, response: Response): boolean {
  return pairsOf(key, (item) => placeOf(response, item)).length === response.length;
}

export const placing = {
  earned(key: PlacingKey, response: Response): number {
    if (response.length === 0 || !isPossible(key, response)) return 0;
    const right = key.items.filter(({ id, to }) => placeOf(response, id) === to).length;
    return earnedFor(key.points, key.credit, right, response.length - right, key.items.length);
  },
  slot(key: PlacingKey, response: Response): Slot {
    if (!isPossible(key, response)) return 0;
    const targets = ascending(key, key.targets);
    return numbered(key).reduce((sum, id) => sum * (targets.length + 1) + 1 + targets.indexOf(placeOf(response, id)), 0);
  },
  response(key: PlacingKey, slot: Slot): Response {
    const targets = ascending(key, key.targets);
    const base = targets.length + 1;
    if (typeof slot === "string" || !Number.isInteger(slot) || slot <= 0 || slot >= base ** key.items.length) return [];
    const places = new Map<string, string>();
    let rest = slot;
    for (const id of [...numbered(key)].reverse()) {
      places.set(id, targets[(rest % base) - 1] ?? "");
      rest = Math.floor(rest / base);
    }
    return pairsOf(key, (item) => places.get(item) ?? "");
  },
  given(key: PlacingKey, response: Response): Given {
    const right = key.items.map(({ id, to }) => `${id}.${to}`);
    return { kind: "matching", options: key.items.map(({ id }) => id), targets: key.targets, right: [right], chosen: response };
  },
};

function numbered(key: PlacingKey): readonly string[] {
  return ascending(key, key.items.map(({ id }) => id));
}

/** What is to be said of the items: the feedback of those that are placed wrongly, or of all where all is right. */
export function saidOfItems(key: PlacingKey, response: Response): readonly string[] {
  const wrong = key.items.filter(({ id, to }) => placeOf(response, id) !== to);
  return (wrong.length > 0 ? wrong : key.items).flatMap(({ feedback }) => (feedback ? [feedback] : []));
}

export { placeOf };
