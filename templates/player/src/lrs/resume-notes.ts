// Resume documents in localStorage that no answer has proved to be with the LRS. Each visit has a note of its own, so two
// windows never write over each other's; whoever comes next takes up all of them.

import { opaque } from "../journal.ts";
import { namesIn, visitName, type Surroundings } from "./surroundings.ts";

export interface ResumeNotes {
  /** What other visits left unproved. It stays until `proved`. */
  found(): readonly unknown[];
  write(text: string): void;
  /** The LRS has this text, and in it all that was found. */
  proved(text: string): void;
}

const PREFIX = "scormpack:resume:";

export function openNotes(owner: string, surroundings: Surroundings): ResumeNotes {
  const { storage } = surroundings;
  const own = `${PREFIX}${opaque(owner)}:`;
  const mine = own + visitName(surroundings);
  /** Name to text, as they were read. */
  let adopted: ReadonlyMap<string, string> = new Map();
  const quietly = <T>(use: () => T): T | null => {
    try {
      return use();
    } catch {
      return null; // full, forbidden, or half a note
    }
  };
  return {
    found() {
      const texts = namesIn(storage, own).map((name) => [name, quietly(() => storage?.getItem(name)) ?? ""] as const);
      adopted = new Map(texts);
      return texts.flatMap(([, text]) => quietly(() => [JSON.parse(text) as unknown]) ?? []);
    },
    write: (text) => void quietly(() => storage?.setItem(mine, text)),
    proved(text) {
      // A window that is still open may have written another note since.
      for (const [name, known] of [...adopted, [mine, text] as const]) {
        quietly(() => storage?.getItem(name) === known && storage.removeItem(name));
      }
      adopted = new Map();
    },
  };
}
