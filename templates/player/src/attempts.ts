// Which attempt at a quiz or test an event has finished, and how long it took.

import type { CourseContract } from "./contract.ts";
import { isQuiz, masteryScore, partsOf, quizOf, reaches } from "./parts.ts";
import type { SessionEvent, SessionState } from "./session.ts";
import type { AttemptRecord } from "./transport.ts";

export interface AttemptClock {
  /** The attempt that the event has finished between the two states, null where it has finished none. `at` is the wall clock. */
  heard(event: SessionEvent, before: SessionState, after: SessionState, at: Date): AttemptRecord | null;
}

/** `mastery` is the LMS's own, 0 to 1, null where it hands none over. */
export function attemptClock(course: CourseContract, mastery: number | null): AttemptClock {
  /** Part to when its attempt was begun, or was first seen by this page. */
  const begun = new Map<string, number>();
  return {
    heard(event, before, after, at) {
      if (!("part" in event)) return null;
      const now = at.getTime();
      if (event.type === "retried" || !begun.has(event.part)) begun.set(event.part, now);
      const part = partsOf(course).get(event.part);
      const own = quizOf(after, event.part);
      if (!("earned" in event) || !part || !isQuiz(part) || !own?.submitted || quizOf(before, event.part)?.submitted) return null;
      if (part.points === 0) return null; // A survey is neither passed nor failed.
      return {
        part: part.id,
        attempt: own.attempt,
        earned: event.earned,
        passed: reaches(event.earned / part.points, masteryScore(course, part, mastery)),
        at,
        durationSeconds: Math.max(0, (now - (begun.get(part.id) ?? now)) / 1000),
      };
    },
  };
}
