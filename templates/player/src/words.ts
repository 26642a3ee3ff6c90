// Everything that the player says to a learner, the lab's own words (lab/words.ts) and the page's text apart. A
// further language is a further object.

import { duration, percent, plural } from "./phrases.ts";
import type { Demand } from "./rules.ts";

type LockOp = Demand["op"];
const LOCKED_UNTIL = { viewed: "read", answered: "done", exchanges: "done", passed: "passed" } as const;

export const words = {
  done: "done",
  open: "not done yet",
  locked: "locked",
  locks: (reason: string) => `That part is locked. It ${reason}.`,
  opensWhen: (op: LockOp, title: string, score: number | null, seconds: number) =>
    op === "time_spent" ? `opens after ${duration(seconds)} in this course` : `opens when “${title}” is ${op === "score_at_least" ? `done with ${percent(score ?? 0)} or more` : LOCKED_UNTIL[op]}`,
  progress: (met: number, all: number) => (met < all ? `${met} of ${all} done` : "All done"),
  result: "Your result",

  partIncomplete: "This part could not be loaded in full, so it does not work yet. Are you still connected? Open it again to try once more.",
  tryAgain: "Try again",

  passed: "Passed",
  notPassed: "Not passed this time",
  scored: (score: number) => percent(score),
  passMark: (mastery: number) => `pass mark ${percent(mastery)}`,

  complete: "You have done everything that this course asks for.",
  incomplete: "Not finished yet",
  completeTitle: "Course completed",
  leave: "Leave the course",
  mayClose: "You may close this window.",
  stillCounts: "What still counts",
  demands: {
    viewed: "to read",
    answered: "to answer",
    exchanges: "to work through",
    passed: "to pass",
    score_at_least: "to score higher in",
    time_spent: "to study on",
  },
  timeSpent: (spent: number, wanted: number) => `Time in this course: ${duration(spent)} of ${duration(wanted)}`,
  more: (count: number) => plural(count, "more part", "more parts"),
  keepsSaved: "What you have done so far is saved; you can close this window and go on another time.",
  notKept: "Nothing is saved here, so this result is gone once you close the window.",
  courseScore: "Course score",

  unrecorded: "No learning platform was reached: everything works, nothing is recorded.",
  browse: "Preview: the learning platform asked for nothing to be recorded.",
  reviewMode: "Review: you can look at everything again. Nothing you do now changes your result.",
  unsaved: "Your last answers have not reached the learning platform yet. We keep trying; please leave this window open.",
  denied: "The learning platform no longer takes answers from this visit. They are kept in this browser: please open the course again.",
  refused: "Some of your answers were not accepted. They are kept in this browser and sent once more at your next visit.",
  report: "Report for the help desk",
  cut: "The learning platform keeps only a part of your progress. All of it is kept in this browser: please go on in this one.",
  savedAgain: "All your answers are saved again.",
  migrated: "This course has changed since your last visit. Some questions are new and are asked again.",
  pageMissing: "That part could not be loaded. Are you still connected? Please try again.",
} as const;
