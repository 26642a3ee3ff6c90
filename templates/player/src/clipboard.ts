// Text to the clipboard.

/**
 * Puts a text on the clipboard; false where the browser allows none of the ways.
 *
 * A frame from another host has the clipboard only where the LMS says so, and some browsers only on https; the older way, by a
 * selection, then still works.
 */
export async function copyText(text: string, place: HTMLElement = document.body): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text, place);
  }
}

function copySelected(text: string, place: HTMLElement): boolean {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.setAttribute("aria-hidden", "true");
  field.style.position = "fixed"; // Where it is, or the page scrolls to it.
  field.style.opacity = "0";
  place.append(field);
  field.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
