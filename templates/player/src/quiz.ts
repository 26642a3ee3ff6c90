// The script of quizzes and tests, fetched with the first of them: the page is there to be read before.

import { isFurther } from "./questions/index.ts";
import { bindQuiz } from "./views/quiz.ts";

const quizzes = { bind: bindQuiz, isFurther };

declare global {
  var scormpackQuiz: typeof quizzes | undefined;
}

self.scormpackQuiz = quizzes;
