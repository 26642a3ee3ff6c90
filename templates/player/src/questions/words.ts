// What the question types of questions.js say to a learner.

export const words = {
  right: "Right",
  wrong: "Not quite",
  yours: "Your answer",
  rightAnswer: "Right answer",
  modelAnswer: "A model answer",
  moveUp: "Move up",
  moveDown: "Move down",
  placed: (text: string, place: number, all: number) => `${text}: place ${place} of ${all}`,
  belongsAt: (place: number) => `Right place: ${place}`,
  compare: "Compare with the criteria",
  writtenDone: "I have finished writing",
  writeMore: (least: number) => (least > 1 ? `Please write at least ${least} characters first.` : "Please write something first."),
  written: (count: number, most: number) => `${count} of ${most} characters`,
  judge: "Which of these does your text meet? Tick them; your own judgement counts.",
  writtenKept: "Your text stays in this browser.",
} as const;
