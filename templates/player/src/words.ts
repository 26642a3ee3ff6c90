// Everything that the player says to a learner, the lab's own words (lab/words.ts) and the page's text apart. A
// further language is a further object.

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const percent = (score: number): string => `${Math.round(score * 1000) / 10}%`;

export const words = {
  done: "done",
  open: "not done yet",
  locked: "locked",
  locks: (title: string) => `That part is locked. It opens when “${title}” is done.`,
  opensAfter: (title: string) => `opens when “${title}” is done`,
  progress: (met: number, all: number) => (met < all ? `${met} of ${all} done` : "All done"),
  result: "Your result",

  feedback: "Feedback",
  check: "Check answer",
  chooseOne: "Choose an option first, then check your answer.",
  right: "Right",
  wrong: "Not quite",
  yours: "Your answer",
  rightAnswer: "Right answer",
  yoursAndRight: "Your answer, right",
  notYours: "Right, not chosen",
  unanswered: "You left this question unanswered.",
  answered: (count: number, all: number) => `${count} of ${all} answered`,
  submit: "Submit answers",
  confirm: (left: number) =>
    `${plural(left, "question has", "questions have")} no answer yet and will count as wrong. Submit all the same?`,
  nothingYet: "No question has an answer yet. Answer at least one, then submit.",
  submitAnyway: "Submit anyway",
  goBack: "Go to the first one",
  partIncomplete: "This part could not be loaded in full, so it does not work yet. Are you still connected? Open it again to try once more.",
  tryAgain: "Try again",

  quizDone: "Quiz finished",
  recorded: "Your answers are recorded",
  passed: "Passed",
  notPassed: "Not passed this time",
  points: (earned: number, all: number) => `${earned} / ${all}`,
  scored: (score: number) => percent(score),
  passMark: (mastery: number) => `pass mark ${percent(mastery)}`,
  bestSoFar: (earned: number, all: number) => `Your best attempt so far: ${earned} of ${all}. The best one counts.`,
  retry: "Try again",
  attemptsLeft: (left: number) => plural(left, "attempt left", "attempts left"),
  noneLeft: "There are no attempts left.",
  review: "Below, every question with its answer.",

  complete: "You have done everything that this course asks for.",
  incomplete: "Not finished yet",
  completeTitle: "Course completed",
  mayClose: "You may close this window.",
  stillCounts: "What still counts",
  demands: {
    viewed: "to read",
    answered: "to answer",
    exchanges: "to work through",
    passed: "to pass",
    score_at_least: "to score higher in",
  },
  more: (count: number) => plural(count, "more part", "more parts"),
  keepsSaved: "What you have done so far is saved; you can close this window and go on another time.",
  notKept: "Nothing is saved here, so this result is gone once you close the window.",
  courseScore: "Course score",

  unrecorded: "No learning platform was reached: everything works, nothing is recorded.",
  browse: "Preview: the learning platform asked for nothing to be recorded.",
  reviewMode: "Review: you can look at everything again. Nothing you do now changes your result.",
  unsaved: "Your last answers have not reached the learning platform yet. We keep trying; please leave this window open.",
  savedAgain: "All your answers are saved again.",
  migrated: "This course has changed since your last visit. Some questions are new and are asked again.",
  pageMissing: "That part could not be loaded. Are you still connected? Please try again.",
} as const;
