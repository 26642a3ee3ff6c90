// Server-sent events, as far as a chat completion needs them: WHATWG HTML 9.2.6, the `data` field alone.

/** The data that ends an OpenAI-compatible stream. */
export const DONE = "[DONE]";

// A CR at the very end of what has arrived may be the first half of a CRLF: it waits for the next chunk.
const LINE_END = /\r\n|\n|\r(?!$)/;
const DATA = /^data(?:: ?([^]*))?$/;

/**
 * Yields each event's data (its lines joined by LF) and ends after `[DONE]` or with the stream.
 *
 * `heard` is called for every chunk of bytes, comments included: a heartbeat is no silence. An event that the stream
 * cuts off is dropped, as the standard says, except a final `[DONE]` that lacks its blank line. Rejects as the stream
 * does; leaving the loop early cancels the stream.
 */
export async function* eventData(
  stream: ReadableStream<Uint8Array>,
  heard: () => void = () => undefined,
): AsyncGenerator<string, void, undefined> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  let data: string[] = [];
  try {
    for (let done = false, value: Uint8Array | undefined; !done; ) {
      ({ done, value } = await reader.read());
      if (!done) heard();
      const lines = done ? [rest.trimEnd(), "", ""] : (rest + decoder.decode(value, { stream: true })).split(LINE_END);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const field = DATA.exec(line);
        if (field) data.push(field[1] ?? "");
        if (line !== "" || data.length === 0) continue;
        const event = data.join("\n");
        data = [];
        if (!done || event === DONE) yield event;
        if (event === DONE) return;
      }
    }
  } finally {
    reader.cancel().catch(() => undefined); // Already closed or in error: there is nothing left to release.
  }
}
