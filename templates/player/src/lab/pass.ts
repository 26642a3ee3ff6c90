// The proxy's session token, where the proxy wants one. A package cannot prove who its learner is, so the token says only that
// this session was opened from a page that the proxy knows; quotas hang on it.

import type { World } from "./client.ts";

export interface Session {
  readonly url: string;
  readonly course: string;
  readonly lab: string;
  /** Random; says nothing about the learner. */
  readonly session: string;
}

export interface Pass {
  /** Null until the proxy asked for one. */
  token(): string | null;
  /** Asks for a new one; false where there is none to be had. Never rejects. */
  renew(signal: AbortSignal): Promise<boolean>;
}

const RENEW_SECONDS = 5;

/** The address of one of the proxy's resources. */
export function resource(url: string, path: string): string {
  return `${url.replace(/\/+$/, "")}/${path}`;
}

/** What a request to the proxy never carries: cookies, the LMS's address, and itself to a host that the learner did not agree to. */
export const DISCREET = { cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" } as const;

export function passFor({ url, course, lab, session }: Session, world: World): Pass {
  let token: string | null = null;
  return {
    token: () => token,
    async renew(signal) {
      token = null;
      const control = new AbortController();
      const abort = (): void => control.abort();
      signal.addEventListener("abort", abort);
      const disarm = world.after(RENEW_SECONDS, abort);
      try {
        const response = await world.fetch(resource(url, "sessions"), {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ course, lab, session }),
          signal: control.signal,
          ...DISCREET,
        });
        const given = response.ok ? ((await response.json()) as { readonly token?: unknown } | null)?.token : null;
        token = typeof given === "string" && given !== "" ? given : null;
      } catch {
        // No token: what asked for it says so.
      } finally {
        disarm();
        signal.removeEventListener("abort", abort);
      }
      return token !== null;
    },
  };
}
