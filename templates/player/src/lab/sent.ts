// "What is sent": the next request to the proxy as it would leave the browser now, word for word.

import { find } from "./browser.ts";
import { requestOf, type Question } from "./client.ts";

/** The request as text: first line, headers, body. The body is indented to be read; its data is the same. */
export function requestText(question: Question, token: string | null): string {
  const { url, headers, body } = requestOf(question, token);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`POST ${url}`, ...lines, "", JSON.stringify(JSON.parse(body), null, 2)].join("\n");
}

/** Keeps `details[data-sent]` as the conversation stands; `text` is asked for only while somebody looks. */
export function bindSent(details: HTMLDetailsElement, text: () => string): { show(): void } {
  const show = (): void => {
    if (details.open) find(details, "pre").textContent = text();
  };
  details.addEventListener("toggle", show);
  return { show };
}
