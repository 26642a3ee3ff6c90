// What the lab takes from the browser: network, clock, chance, and elements that its markup promises.

import type { World } from "./client.ts";

export const BROWSER: World = {
  fetch: (input, init) => fetch(input, init),
  random: Math.random,
  now: Date.now,
  after(seconds, run) {
    const timer = setTimeout(run, seconds * 1000);
    return () => clearTimeout(timer);
  },
};

/** 96 random bits. Not crypto.randomUUID, which pages on plain http lack. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The first element that matches. Throws where the template and the player disagree. */
export function find<T extends HTMLElement = HTMLElement>(under: HTMLElement, selector: string): T {
  const found = under.querySelector<T>(selector);
  if (found === null) throw new Error(`lab: no ${selector}`);
  return found;
}
