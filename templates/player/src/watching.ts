// What only the screen can tell: that a text was read to its end, and how long the course was in view.

import type { PartContract } from "./contract.ts";
import { asksToBeRead, type SessionEvent } from "./session.ts";

/** How often the time is counted. */
export const TICK_SECONDS = 5;

export interface Reading {
  /** A part is on the screen now. */
  on(part: PartContract, section: HTMLElement): void;
}

export interface ReadingHooks {
  viewed(part: string): boolean;
  dispatch(event: SessionEvent): void;
}

/** A page or lesson that is to be read to its end, or for a while, says `viewed` once it was. The while is of one visit to the
 * part, and runs only while the page is visible. */
export function watchReading({ viewed, dispatch }: ReadingHooks): Reading {
  let stop = (): void => undefined;
  return {
    on(part, section) {
      stop();
      if (!asksToBeRead(part) || viewed(part.id) || !("viewed_when" in part || "dwell" in part)) return;
      let dwelt = 0;
      let atEnd = part.viewed_when !== "scrolled";
      const check = (): void => {
        if (!atEnd || dwelt < (part.dwell ?? 0)) return;
        stop();
        dispatch({ type: "viewed", part: part.id });
      };
      // What follows a text is the way on; where that is in sight, the end of the text is.
      const end = section.querySelector(".turn") ?? section;
      const seen = new IntersectionObserver((entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) {
          atEnd = true;
          check();
        }
      });
      seen.observe(end);
      const timer = setInterval(() => {
        if (document.visibilityState === "visible") dwelt += 1;
        check();
      }, 1000);
      stop = () => {
        seen.disconnect();
        clearInterval(timer);
        stop = () => undefined;
      };
    },
  };
}

export interface TimeHooks {
  spent(): number;
  isOver(): boolean;
  dispatch(event: SessionEvent): void;
}

/** Counts the seconds in which the page is visible, until there are `wanted`. */
export function watchTime(wanted: number, { spent, isOver, dispatch }: TimeHooks): void {
  let last = performance.now();
  const timer = setInterval(() => {
    const seconds = (performance.now() - last) / 1000;
    last = performance.now();
    // A laptop that was asleep has not been read.
    if (document.visibilityState === "visible") dispatch({ type: "spent", seconds: Math.min(seconds, 2 * TICK_SECONDS) });
    if (spent() >= wanted || isOver()) clearInterval(timer);
  }, TICK_SECONDS * 1000);
}
