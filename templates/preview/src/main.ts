// The page around the course: an LMS, an inspector, and buttons for what an author cannot easily bring about elsewhere.

import type { CourseContract } from "../../player/src/contract.ts";
import { say } from "../../player/src/views/dom.ts";
import { courseFrame, type Standing } from "./frame.ts";
import type { Held } from "./lms/scorm12-model.ts";
import { bindLog } from "./log.ts";
import { counted, showBroken, showProblems } from "./problems.ts";
import { type Known, showProgress, showState } from "./progress.ts";
import { type Scorm12Desk, scorm12Desk } from "./scorm12-desk.ts";
import { bindTabs } from "./tabs.ts";
import { askLaunch, askStatus, listen, type Heard, type Mode, type News, type Status, switchTrouble, type TargetName } from "./wire.ts";

const STATE_ID = "scormpack.resume";
const TARGET_KEY = "preview:target";
const LEARNERS_KEY = "preview:learners";
const WIDTH_KEY = "preview:width";

function find<T extends HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(selector);
  return found;
}

const element = find<HTMLIFrameElement>("[data-frame]");
const frame = courseFrame(element);
const panels = { progress: find("#panel-progress"), state: find("#panel-state"), problems: find("#panel-problems") };
const log = bindLog(find("#panel-wire"));
const trouble = { lms: false, network: false, lab: false };

let status: Status;
let contract: CourseContract | null = null;
let shown = 0;
let desk: Scorm12Desk | null = null;
let stopListening = (): void => undefined;
let learner = 1;
let learners = Number(sessionStorage.getItem(LEARNERS_KEY) || 1);
let mode: Mode = "normal";
let state = "";
let [held, stored]: [Held | null, Held | null] = [null, null];
let isPainting = false;

const known = (): Known | null => (contract && status.course ? { course: status.course, contract, former: status.former, state, held, stored } : null);

const tabs = bindTabs(find("[role=tablist]"), () => paint());

/** Calls come by the dozen; what they amount to is shown once. */
function paint(): void {
  if (isPainting) return;
  isPainting = true;
  requestAnimationFrame(() => {
    isPainting = false;
    const current = tabs.current();
    if (current === "progress") showProgress(panels.progress, known());
    if (current === "state") showState(panels.state, known());
  });
}

function deskFor(course: string): Scorm12Desk {
  return scorm12Desk({
    course,
    refuses: () => trouble.lms,
    isAway: () => trouble.network,
    heard: log.call,
    changed(now, kept) {
      [held, stored] = [now, kept];
      state = now["cmi.suspend_data"] ?? "";
      paint();
    },
  });
}

/** The contract as the package itself carries it. */
async function contractAt(url: string): Promise<CourseContract | null> {
  const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
  const text = page.getElementById("contract")?.textContent;
  return text ? (JSON.parse(text) as CourseContract) : null;
}

/** Opens the course for the learner. `standing` is what they had before their eyes. */
async function launch(standing: Standing | null, jump = false): Promise<void> {
  const { target, number } = status;
  if (!status.has_package) return;
  desk?.expect(learner, mode);
  const { url, state: given } = await askLaunch({ target, learner, mode, jump });
  contract = await contractAt(`/course/${target}/${new URL(url, location.href).pathname.split("/").slice(3).join("/")}`);
  if (given !== null && target === "scorm12") desk?.give(learner, given);
  if (given !== null || target === "scorm12") state = given ?? desk?.stored(learner)?.["cmi.suspend_data"] ?? "";
  [held, stored] = [null, null];
  shown = number;
  const stands = jump && standing ? { ...standing, hash: "", scroll: 0, fields: new Map<string, string>() } : standing;
  frame.go(url, stands);
  say(find("[data-learner]"), `Learner ${learner}${mode === "review" ? ", in review" : ""}`);
  paint();
}

function showNews(news: News): void {
  const saved = news.saved?.join(", ") ?? "";
  const problems = counted(news.diagnostics);
  const mood = news.is_current ? "well" : "broken";
  const time = `${Math.max(1, Math.round(news.milliseconds))} ms`;
  const text = news.is_current ? `${saved ? `${saved}: ` : ""}built in ${time}${problems ? `, ${problems}` : ""}` : `${saved ? `${saved}: ` : ""}${news.failure || problems}`;
  const place = find("[data-news]");
  place.dataset["mood"] = mood;
  say(place, text);
  find(".stage").classList.toggle("is-broken", !news.is_current && news.has_package);
  showBroken(find("[data-broken]"), news);
  showProblems(panels.problems, news);
  tabs.label("problems", news.diagnostics.length === 0 ? "Problems" : `Problems ${news.diagnostics.length + news.more}`);
}

async function heardNews(news: News): Promise<void> {
  if (news.target !== status.target) return;
  status = { ...status, ...news };
  showNews(news);
  if (!news.has_package || news.number === shown) return;
  const standing = frame.standing();
  status = { ...(await askStatus(status.target)), saved: news.saved ?? [] };
  showFacts();
  log.mark(`Built again: ${news.saved?.join(", ") ?? ""}`);
  await launch(standing);
}

function heardLrs(request: Heard): void {
  log.request("LRS", request);
  const isState = request.query["stateId"] === STATE_ID && /PUT|POST/.test(request.method) && request.status < 300;
  const resume = isState ? (request.body as { readonly resume?: unknown } | null)?.resume : null;
  if (typeof resume !== "string") return;
  state = resume;
  paint();
}

function showFacts(): void {
  const { course, targets, target } = status;
  const title = course ? `${course.title} ${course.version}` : "Preview";
  say(find("[data-title]"), title);
  document.title = `${title} \u00b7 preview`;
  const list = find<HTMLSelectElement>("[data-target]");
  if (list.options.length === 0) list.append(...targets.map(({ name, title: label }) => new Option(label, name)));
  list.value = target;
  tabs.label("wire", target === "scorm12" ? "Calls" : "Statements");
  log.offerEverything(target === "scorm12");
  const link = find<HTMLAnchorElement>("[data-package]");
  link.href = `/-/package?target=${target}`;
  link.hidden = !status.has_package;
  const canReview = target !== "xapi";
  find<HTMLButtonElement>("[data-do=review]").disabled = !canReview;
  find<HTMLButtonElement>("[data-trouble=lms]").textContent = target === "scorm12" ? "LMS fails" : "LRS fails";
  const hints = [canReview ? "" : "A launch of xAPI has no review.", status.labs || contract?.lab_proxy ? "" : "Labs have no proxy here: learners get the guided reflection."];
  const hint = find("[data-hint]");
  say(hint, hints.filter(Boolean).join(" "));
  hint.hidden = hint.textContent === "";
}

async function open(target: TargetName | ""): Promise<void> {
  stopListening();
  status = await askStatus(target);
  sessionStorage.setItem(TARGET_KEY, status.target);
  [contract, state, held, stored, shown] = [null, "", null, null, 0];
  (globalThis as { API?: unknown }).API = undefined;
  desk = status.target === "scorm12" ? deskFor(status.course?.id ?? "") : null;
  if (status.target === "xapi") setMode("normal");
  showFacts();
  showNews(status);
  stopListening = listen(status.target, { news: (news) => void heardNews(news), lrs: heardLrs, lab: (request) => log.request("lab", request), here });
  await launch(null);
  showFacts();
}

let wasAway = false;

/** The server of the preview went away, and perhaps came back with other sources. */
function here(isHere: boolean): void {
  const place = find("[data-away]");
  place.hidden = isHere;
  say(place, isHere ? "" : "The preview has ended, or cannot be reached. This page goes on as soon as it is there again.");
  if (isHere && wasAway) void open(status.target);
  wasAway = !isHere;
}

function setMode(next: Mode): void {
  mode = next;
  find("[data-do=review]").setAttribute("aria-pressed", String(mode === "review"));
}

function newLearner(): void {
  learners += 1;
  learner = learners;
  state = "";
  sessionStorage.setItem(LEARNERS_KEY, String(learners));
  setMode("normal");
}

const actions: { readonly [name: string]: () => Promise<void> } = {
  async return() {
    await frame.leave();
    log.mark("Left, and come back");
    await launch(null);
  },
  async fresh() {
    await frame.leave();
    newLearner();
    log.mark(`Learner ${learner}, for the first time`);
    await launch(null);
  },
  async jump() {
    await frame.leave();
    newLearner();
    log.mark(`Learner ${learner}, who has done all but the test`);
    await launch(null, true);
  },
  async review() {
    await frame.leave();
    setMode(mode === "review" ? "normal" : "review");
    log.mark(mode === "review" ? "Review: nothing may be recorded" : "An ordinary visit");
    await launch(null);
  },
};

/** Requests that fail in the course's own page; the rest is switched in the LMS, and in the LRS. */
function cuts(): ((address: string) => boolean) | null {
  const proxy = contract?.lab_proxy?.url;
  if (trouble.network) return () => true;
  return trouble.lab && proxy ? (address) => address.startsWith(proxy) : null;
}

async function toggle(name: keyof typeof trouble, button: HTMLElement): Promise<void> {
  trouble[name] = !trouble[name];
  button.setAttribute("aria-pressed", String(trouble[name]));
  log.mark(`${button.textContent ?? ""}: ${trouble[name] ? "on" : "off"}`);
  await switchTrouble({ lrs: trouble.lms, lab: trouble.lab && status.labs });
  frame.cut(trouble.lab && status.labs && !trouble.network ? null : cuts());
}

function setWidth(width: string): void {
  const sheet = find(".sheet");
  sheet.dataset["width"] = width;
  sheet.classList.toggle("is-sized", width !== "");
  sessionStorage.setItem(WIDTH_KEY, width);
}

/** What the page around must say when something here goes wrong, rather than standing still. */
function attempt(work: Promise<void>): void {
  work.catch((error: unknown) => say(find("[data-news]"), error instanceof Error ? error.message : String(error)));
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("[data-do], [data-trouble]");
  const action = actions[button?.dataset["do"] ?? ""];
  const name = button?.dataset["trouble"] as keyof typeof trouble | undefined;
  if (button && action) attempt(action());
  if (button && name) attempt(toggle(name, button));
});
find<HTMLSelectElement>("[data-target]").addEventListener("change", (event) => {
  const target = (event.target as HTMLSelectElement).value as TargetName;
  log.mark(`Target: ${target}`);
  attempt(frame.leave().then(async () => open(target)));
});
const width = find<HTMLSelectElement>("[data-width]");
width.value = sessionStorage.getItem(WIDTH_KEY) ?? "";
width.addEventListener("change", () => setWidth(width.value));
setWidth(width.value);

const asked = new URLSearchParams(location.search).get("target") ?? sessionStorage.getItem(TARGET_KEY) ?? "";
attempt(switchTrouble({ lrs: false, lab: false }).then(async () => open(asked as TargetName | "")));
