// What this tab knows of its session, across reloads.

import { opaque, type Keep } from "../journal.ts";

/** begun: `initialized` was told. closed: `terminated` was. */
export interface Visit {
  readonly session: string;
  readonly begun: boolean;
  readonly closed: boolean;
  /** Spent in its pages up to the last reload. */
  readonly seconds: number;
}

export interface VisitNote {
  read(): Visit | null;
  write(visit: Visit): void;
}

/** `name` is the launch: another one is another visit. */
export function visitNote(store: Keep | null, name: string): VisitNote {
  const key = `scormpack:visit:${opaque(name)}`;
  return {
    read() {
      try {
        const value = JSON.parse(store?.getItem(key) ?? "null") as Partial<Visit> | null;
        if (!value || typeof value.session !== "string") return null;
        const { session, begun, closed, seconds } = value;
        return { session, begun: begun === true, closed: closed === true, seconds: typeof seconds === "number" && seconds > 0 ? seconds : 0 };
      } catch {
        return null;
      }
    },
    write(visit) {
      try {
        store?.setItem(key, JSON.stringify(visit));
      } catch {
        // a tab that keeps nothing takes a reload for a new visit
      }
    },
  };
}
