// The learner as a launch names them: an agent with one inverse functional identifier (xAPI 1.0.3 Data, 2.4.2).

import type { Actor } from "./statement.ts";

const first = (value: unknown): unknown => (Array.isArray(value) ? (value[0] as unknown) : value);
const text = (value: unknown): string | null => (typeof value === "string" && value.trim() !== "" ? value.trim() : null);

function accountOf(value: unknown): Actor | null {
  const account = first(value);
  if (typeof account !== "object" || account === null) return null;
  const { homePage, name, accountServiceHomePage, accountName } = account as { readonly [property: string]: unknown };
  const [page, own] = [text(homePage ?? accountServiceHomePage), text(name ?? accountName)];
  return page && own ? { homePage: page, name: own } : null;
}

/** The agent in a launch's JSON, or null where there is none that a statement could name. Launches of the first days give
 * lists, or several identifiers: the first of a list is taken, and one identifier kept. */
export function readActor(json: string | null): Actor | null {
  let given: { readonly [property: string]: unknown };
  try {
    const value: unknown = JSON.parse(json ?? "");
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    given = value as typeof given;
  } catch {
    return null;
  }
  const account = accountOf(given["account"]);
  const mailbox = text(first(given["mbox"]));
  const sum = text(first(given["mbox_sha1sum"]));
  const openid = text(first(given["openid"]));
  const name = text(first(given["name"]));
  const identifier = account
    ? { account }
    : mailbox
      ? { mbox: mailbox.startsWith("mailto:") ? mailbox : `mailto:${mailbox}` }
      : sum
        ? { mbox_sha1sum: sum }
        : openid
          ? { openid }
          : null;
  return identifier && { objectType: "Agent", ...(name ? { name } : {}), ...identifier };
}

/** The same for the same person, whatever name is shown. */
export function identityOf(actor: Actor): string {
  const { name: _name, ...rest } = actor;
  return JSON.stringify(rest);
}
