// Everything the lab says to a learner that the page does not already hold. A further language is a further object.

import type { FailureKind } from "./client.ts";

export interface LabWords {
  /** The learner's own name over a turn. */
  readonly you: string;
  waiting(assistant: string): string;
  /** After a 429: the next try comes by itself. */
  busyFor(assistant: string, seconds: number): string;
  /** After a server error or a time-out: the one retry. */
  onceMore(assistant: string): string;
  counted(exchanges: number, minimum: number): string;
  readonly slight: string;
  readonly repeat: string;
  readonly stopped: string;
  readonly stoppedMark: string;
  readonly brokenMark: string;
  readonly noAssistant: string;
  readonly writeFirst: string;
  readonly promptDone: string;
  readonly reflectionDone: string;
  /** What went wrong, and what the learner can do. */
  readonly trouble: { readonly [kind in Exclude<FailureKind, "stopped">]: string };
}

const ENGLISH: LabWords = {
  you: "You",
  waiting: (assistant) => `${assistant} is answering…`,
  busyFor: (assistant, seconds) =>
    `${assistant} is busy. Trying again in ${seconds} ${seconds === 1 ? "second" : "seconds"}…`,
  onceMore: (assistant) => `${assistant} did not answer. Trying once more…`,
  counted: (exchanges, minimum) =>
    exchanges < minimum
      ? `${exchanges} of ${minimum} exchanges`
      : `${exchanges} of ${minimum} exchanges: this lab is done. You may go on talking.`,
  slight: "That was too short to count as an exchange. Use a few words.",
  repeat: "That repeats an earlier turn, so it does not count again.",
  stopped: "Stopped.",
  stoppedMark: "You stopped this answer. It does not count as an exchange.",
  brokenMark: "This answer broke off. It does not count as an exchange.",
  noAssistant: "No assistant is connected to this course: the guided reflection takes its place and counts the same.",
  writeFirst: "Write your own answer first; a few words are enough.",
  promptDone: "Model answer shown.",
  reflectionDone: "The guided reflection is done and counts for this lab.",
  trouble: {
    busy: "The assistant is talking to many people just now. Your text is kept: try again in a minute.",
    unavailable: "The assistant has a fault on its side. Your text is kept.",
    unreached: "The assistant did not respond in time. Your text is kept.",
    silent: "The assistant fell silent before its answer was complete.",
    network: "Your browser could not connect to the assistant. Check that you are online; your text is kept.",
    refused: "The assistant takes no conversations from this course at present. That is not your doing: the guided reflection counts the same.",
    rejected: "The assistant could not accept this turn. Try other words.",
    broken: "The connection was lost in the middle of the answer.",
    unreadable: "What the assistant sent could not be read as an answer.",
  },
};

/** The words for a BCP 47 tag; English until a translation stands here. */
export function wordsFor(_language: string): LabWords {
  return ENGLISH;
}
