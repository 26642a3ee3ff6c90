// The player: one document, one learner, one session. Wiring only; entries/ gives it the transport of its package.

import { answerKeys } from "./answers.ts";
import { attemptClock } from "./attempts.ts";
import type { CourseContract, PartContract } from "./contract.ts";
import type {} from "./lab.ts";
import type {} from "./quiz.ts";
import { bindHelp, standing } from "./help-key.ts";
import { storeOf } from "./journal.ts";
import { labLink } from "./lab-link.ts";
import { demands, lockOf, outcome } from "./outcome.ts";
import { isDone, isQuiz, knownAs, labOf, masteryScore, partsOf, quizOf, scorePart } from "./parts.ts";
import { decode, nextSave } from "./resume.ts";
import { formerLayouts } from "./former.ts";
import { loadScript } from "./scripts.ts";
import { type SessionEvent, type SessionState, step } from "./session.ts";
import { type Happened, track } from "./tracker.ts";
import type { Listener, OpenTransport, Outcome, SaveStatus, Transport } from "./transport.ts";
import { unrecorded } from "./transports/unrecorded.ts";
import { showEnd } from "./views/end.ts";
import { bindNavigation } from "./views/navigation.ts";
import { bindNotices } from "./views/notices.ts";
import { bindStage, END } from "./views/stage.ts";
import { textShelf } from "./text-shelf.ts";
import { TICK_SECONDS, watchReading, watchTime } from "./watching.ts";
import { words } from "./words.ts";

/** How often time that a learner spends is saved while nothing else happens, in seconds. */
const SAVE_TIME_EVERY = 120;

/** True where an LMS would be told something else than before. */
function isNews(before: Outcome, after: Outcome): boolean {
  return before.completion !== after.completion || before.success !== after.success || before.progress !== after.progress;
}

function isDueToSave({ seconds = 0 }: SessionState): boolean {
  return seconds % SAVE_TIME_EVERY < TICK_SECONDS;
}

type Show = (state: SessionState) => void;

async function start(course: CourseContract, open: OpenTransport, wayBack?: WayBack): Promise<void> {
  const root = document.documentElement;
  root.classList.add("js");
  /** What another window saved while this one opens. */
  const met: ((state: SessionState) => SessionState)[] = [];
  let launching = true;
  const notices = bindNotices(document.querySelector("[data-notices]") ?? document.body);
  const navigation = bindNavigation();
  let saving: SaveStatus = { state: "saved" };
  let trouble: { readonly status: SaveStatus; readonly at: number } | null = null;
  const heard = (status: SaveStatus): void => {
    saving = status;
    if (status.state === "unsaved") trouble = { status, at: performance.now() };
    notices.saving(status);
  };
  let transport: Transport = open(course);
  const listener: Listener = {
    status: heard,
    merged: (take) => (launching ? met.push(take) : dispatch({ type: "merged", state: take(state) })),
  };
  let launch = await transport.launch(listener);
  if (launch.mode === "unrecorded") {
    transport = unrecorded(course);
    launch = await transport.launch(listener);
  }
  const { masteryScore: mastery, learner, mode, returnUrl } = launch;
  const ids = [...partsOf(course).keys()];
  const resumed = decode(course, launch.resumeData, await formerLayouts(course, launch.resumeData));
  let state: SessionState = { ...resumed.state, passed: resumed.state.passed || launch.passed };
  const shows = new Map<string, Show>();
  const lastWords: (() => void)[] = [];

  const tracker = track(course, transport, {
    state: () => state,
    nextSave: () => (state = nextSave(state)),
    mastery,
    onStatus: heard,
    beforeLeaving: () => lastWords.forEach((run) => run()),
  });

  const attempts = attemptClock(course, mastery);

  /** Why a part is locked, in words that follow its title; null where it is open. */
  const lock = (id: string): string | null => {
    const first = id === END ? null : lockOf(course, state, id, mastery);
    return first && words.opensWhen(first.op, navigation.titleOf(first.part), first.score, first.seconds ?? 0);
  };

  const show = (): void => {
    const result = outcome(course, state, mastery);
    const asked = demands(course, state, mastery);
    root.dataset["completion"] = result.completion;
    root.dataset["success"] = result.success;
    root.dataset["score"] = result.score === null ? "" : String(result.score);
    const met = asked.filter((demand) => demand.met).length;
    const done = (id: string): boolean => {
      const part = partsOf(course).get(id);
      return part !== undefined && isDone(course, state, part);
    };
    navigation.show({ current: stage.current(), met: result.completion === "completed" ? asked.length : met, all: asked.length, done, lock });
    shows.get(stage.current())?.(state);
    const scored = scorePart(course);
    const needed = scored ? masteryScore(course, scored, mastery) : 1;
    const end = document.querySelector<HTMLElement>("[data-end]");
    if (stage.current() === END && end) showEnd(end, { course, outcome: result, demands: asked, spent: state.seconds ?? 0, mode, mastery: needed, titleOf: navigation.titleOf });
  };

  const dispatch = (event: SessionEvent, happened: Happened = {}): void => {
    const next = step(course, state, event, mastery);
    const finished = attempts.heard(event, state, next, new Date());
    if (next === state && !happened.exchanges) return;
    const before = outcome(course, state, mastery);
    state = next;
    show();
    // Time alone is saved on the way now and then, and at leaving: an LMS's commit holds up the page.
    if (event.type === "spent" && !isNews(before, outcome(course, state, mastery)) && !isDueToSave(state)) return;
    if (launching) tracker.launched();
    else tracker.changed(finished ? { ...happened, attempts: [finished] } : happened);
  };

  const bind = async (part: PartContract, section: HTMLElement): Promise<Show> => {
    if (isQuiz(part)) {
      const [keys] = await Promise.all([answerKeys(course, part.id), loadScript("quiz.js")]);
      const quizzes = self.scormpackQuiz;
      if (!quizzes) throw new Error("quiz.js");
      if (keys.some(quizzes.isFurther)) await loadScript("questions.js");
      const passable = part.points > 0 && (part.kind === "test" || part.mastery_score != null || part.id === course.score);
      const quiz = quizzes.bind(section, { part, keys, learner, ...textShelf(course, knownAs(part), learner), beforeLeaving: (run) => void lastWords.push(run), dispatch: (event, answers = []) => dispatch(event, { answers }), mastery: passable ? masteryScore(course, part, mastery) : null });
      return (now) => {
        const own = quizOf(now, part.id);
        if (own) quiz.show(own);
      };
    }
    if (part.kind !== "lab") return () => undefined;
    await loadScript("lab.js");
    const lab = self.scormpackLab?.(section, labLink(course, part, { learner, state: () => state, dispatch, announce: notices.announce, keepsTranscripts: transport.keepsTranscripts }));
    return (now) => {
      const own = labOf(now, part.id);
      if (own) lab?.show(own);
    };
  };

  const reading = watchReading({ dispatch, viewed: (id) => state.parts[id]?.viewed ?? false });
  if (course.time) watchTime(course.time, { spent: () => state.seconds ?? 0, dispatch, isOver: () => outcome(course, state, mastery).completion === "completed" });

  const stage = bindStage(course, {
    lock,
    prepare: (id) => transport.prepare(id),
    tell: notices.tell,
    onShown(id, section) {
      navigation.closeMenu();
      notices.moved();
      const part = partsOf(course).get(id);
      if (part && !shows.has(id)) {
        shows.set(id, () => undefined);
        bind(part, section).then(
          (bound) => {
            shows.set(id, bound);
            bound(state);
          },
          () => {
            shows.delete(id); // The next visit tries again.
            notices.tell(words.partIncomplete);
          },
        );
      }
      show();
      if (part) dispatch({ type: "opened", part: id });
      if (part) reading.on(part, section);
    },
  });

  bindHelp(
    () => ({
      ...standing(course, state, mastery),
      ...{ mode, standard: transport.standard, now: saving, waiting: transport.waiting() },
      trouble: trouble && { status: trouble.status, secondsAgo: (performance.now() - trouble.at) / 1000 },
      openSeconds: performance.now() / 1000,
      online: navigator.onLine,
      keeps: storeOf(() => localStorage) !== null,
    }),
    notices.tell,
  );
  if (returnUrl !== null) wayBack?.(returnUrl, tracker.leave);
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLElement>("[data-goto], [data-action=skip]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset["goto"]) void stage.go(link.dataset["goto"]);
    else document.querySelector<HTMLElement>("[data-current] h1")?.focus();
  });

  notices.mode(mode);
  const asked = decodeURIComponent(location.hash.slice(1));
  const first = [asked, state.bookmark, ids[0] ?? ""].find((id) => ids.includes(id) && lock(id) === null);
  await stage.go(first ?? "", "replace");
  if (resumed.dropped > 0) notices.tell(words.migrated);
  launching = false;
  for (const take of met) listener.merged(take);
}

/** The page is there to be read before the session with an LMS is opened, which may hold it up. A frame that nobody sees
 * is never painted, so it does not wait for that. */
function afterFirstPaint(run: () => void): void {
  let isDue = true;
  const once = (): void => {
    if (isDue) run();
    isDue = false;
  };
  requestAnimationFrame(() => setTimeout(once));
  setTimeout(once, 300);
}

/** Shows the way back to an LMS that gives one; `leave` closes the session. */
export type WayBack = (returnUrl: string, leave: () => void) => void;

/** Starts the course of this page, recorded by the transport. */
export function run(open: OpenTransport, wayBack?: WayBack): void {
  const contract = document.getElementById("contract")?.textContent;
  if (contract) afterFirstPaint(() => void start(JSON.parse(contract) as CourseContract, open, wayBack));
}
