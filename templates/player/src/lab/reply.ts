// The assistant's text as DOM nodes. Model output is hostile: it becomes elements named here and text nodes, never
// markup; a link stays the text it is written as, and an image is never fetched. Time is linear in the text's length.
//
// Understood (a part of CommonMark): paragraphs, lists, **bold**, *italics*, `code`, fenced code, # headings (as bold
// lines). A line break is kept: an assistant means it.

export type Span = string | readonly ["code", string] | readonly ["strong" | "em", readonly Span[]];

/** An item stands `depth` lists deep, 0 the outermost; its number is null in a bulleted list. */
export type Block =
  | { readonly kind: "paragraph" | "heading" | "code"; readonly text: string }
  | { readonly kind: "item"; readonly text: string; readonly depth: number; readonly number: number | null };

// Not `.*`, which stops at U+2028: a text would end there, and be gone over again for each space or tilde before it.
const FENCE = /^(?:(`{3,})[^`]*$|(~{3,}))/;
const ITEM = /^( *)(?:[-*+]|(\d{1,9})[.)])(?: +([^]*)|$)/;
const HEADING = /^#{1,6} +([^]*)/;
const RULE = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const DEEPEST_LIST = 5;

/** The text's blocks, in order. A fence without its end holds the rest, as it does while a reply still arrives. */
export function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { kind: Block["kind"]; text: string; depth: number; number: number | null } | null = null;
  let indents: number[] = []; // Of the lists that are open, outermost first.
  let blank = false;
  const add = (kind: Block["kind"], held: string, depth = 0, number: number | null = null): typeof open => {
    const block = { kind, text: held, depth, number };
    blocks.push(block as Block);
    return block;
  };
  const lines = text.replace(/\r\n?/g, "\n").replace(/\t/g, "    ").split("\n");
  for (let i = 0; i < lines.length; i++) {
    const line = (lines[i] ?? "").replace(/^ {0,3}> ?/, ""); // A quotation reads as what it quotes.
    const start = line.trimStart();
    const [, ticks, fence = ticks] = FENCE.exec(start) ?? [];
    const rule = RULE.test(line);
    const item = rule ? null : ITEM.exec(line);
    const heading = HEADING.exec(line);
    if (start === "") {
      if (open?.kind !== "item") open = null;
      blank = true;
      continue;
    }
    if (item && (open?.kind !== "paragraph" || !item[2] || item[2] === "1")) {
      const indent = (item[1] ?? "").length;
      indents = indents.filter((outer) => outer <= indent);
      if (indents.length === 0 || (indent >= (indents.at(-1) ?? 0) + 2 && indents.length <= DEEPEST_LIST)) indents.push(indent);
      open = add("item", item[3] ?? "", indents.length - 1, item[2] ? Number(item[2]) : null);
    } else if (open && !fence && !heading && !rule && (!blank || line.startsWith("  "))) {
      open.text += `\n${start.trimEnd()}`;
    } else {
      open = null;
      indents = [];
      if (fence) {
        const code: string[] = [];
        const indent = line.length - start.length;
        for (i++; i < lines.length; i++) {
          const inside = lines[i] ?? "";
          if (inside.trim().startsWith(fence) && inside.trim().replaceAll(fence.charAt(0), "") === "") break;
          code.push(inside.slice(0, indent).trim() === "" ? inside.slice(indent) : inside);
        }
        add("code", code.join("\n"));
      } else if (heading) {
        add("heading", heading[1] ?? "");
      } else if (!rule) {
        open = add("paragraph", start.trimEnd());
      }
    }
    blank = false;
  }
  return blocks;
}

const MARK = /\\[!-/:-@[-`{-~]|`+|\*\*|__|\*|_/g;
const IN_WORD = /[\p{L}\p{N}]/u;
const DEEPEST_SPAN = 4;
const LONGEST_TICKS = 9; // The whole text may be searched once for each length.

/** Where the span that `mark` opens before `from` ends, or -1. */
function closing(text: string, mark: string, from: number): number {
  for (let at = text.indexOf(mark, from + 1); at >= 0; at = text.indexOf(mark, at + 1)) {
    const before = text.charAt(at - 1);
    const after = text.charAt(at + mark.length);
    // A run of another length ends no code, half of a double star ends nothing, and the last two of three end bold.
    if (after === mark[0] || (before === mark[0] && (mark.length === 1 || mark[0] === "`"))) continue;
    if (mark[0] === "`" || !(/[\s\\]/.test(before) || (mark[0] === "_" && IN_WORD.test(after)))) return at;
  }
  return -1;
}

/** The spans of one paragraph, item or heading. */
export function spansOf(text: string, depth = 0): readonly Span[] {
  const spans: Span[] = [];
  const unclosed = new Set<string>(); // A mark that found no end further left will find none here.
  const marks = new RegExp(MARK);
  let plain = "";
  let at = 0;
  for (let found = marks.exec(text); found; found = marks.exec(text)) {
    const mark = found[0];
    const isCode = mark[0] === "`";
    const inner = found.index + mark.length;
    const opens = isCode
      ? mark.length <= LONGEST_TICKS
      : /\S/.test(text.charAt(inner)) && !(mark[0] === "_" && IN_WORD.test(text.charAt(found.index - 1)));
    const end = opens && mark[0] !== "\\" && depth < DEEPEST_SPAN && !unclosed.has(mark) ? closing(text, mark, inner) : -1;
    plain += text.slice(at, found.index);
    at = inner;
    if (end < 0) {
      if (opens) unclosed.add(mark);
      plain += mark[0] === "\\" ? mark.slice(1) : mark;
      continue;
    }
    if (plain !== "") spans.push(plain);
    plain = "";
    const inside = text.slice(inner, end);
    const padded = /^ .* $/s.test(inside) && inside.trim() !== "";
    if (isCode) spans.push(["code", padded ? inside.slice(1, -1) : inside]);
    else spans.push([mark[1] ? "strong" : "em", spansOf(inside, depth + 1)]);
    marks.lastIndex = at = end + mark.length;
  }
  plain += text.slice(at);
  if (plain !== "") spans.push(plain);
  return spans;
}

type Tag = "p" | "ul" | "ol" | "li" | "pre" | "code" | "strong" | "em";

function addElement<T extends Tag>(parent: Node, tag: T): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  parent.appendChild(element);
  return element;
}

/** Adds the text as it is, line breaks kept. */
export function addText(parent: Node, text: string): void {
  text.split("\n").forEach((line, i) => {
    if (i > 0) parent.appendChild(document.createElement("br"));
    parent.appendChild(document.createTextNode(line));
  });
}

function addSpans(parent: Node, spans: readonly Span[]): void {
  for (const span of spans) {
    if (typeof span === "string") addText(parent, span);
    else if (span[0] === "code") addElement(parent, "code").textContent = span[1];
    else addSpans(addElement(parent, span[0]), span[1]);
  }
}

/** Replaces what stands in `target` by the text's blocks. */
export function renderReply(target: Element, text: string): void {
  const content = document.createDocumentFragment();
  let lists: HTMLElement[] = []; // Open ones, outermost first.
  for (const block of blocksOf(text)) {
    if (block.kind === "item") {
      const { depth, number } = block;
      const tag = number === null ? "ul" : "ol";
      lists = lists.slice(0, depth + 1);
      let list = lists[depth];
      if (list?.localName !== tag) {
        list = lists[depth] = addElement(lists[depth - 1]?.lastElementChild ?? content, tag);
        if (number !== null && number !== 1) list.setAttribute("start", String(number));
      }
      addSpans(addElement(list, "li"), spansOf(block.text));
      continue;
    }
    lists = [];
    const element = addElement(content, block.kind === "code" ? "pre" : "p");
    if (block.kind === "code") {
      element.tabIndex = 0; // What scrolls sideways must scroll from the keyboard (WCAG 2.1.1).
      addElement(element, "code").textContent = block.text;
    } else {
      addSpans(block.kind === "heading" ? addElement(element, "strong") : element, spansOf(block.text));
    }
  }
  target.replaceChildren(content);
}
