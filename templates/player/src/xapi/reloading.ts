// Whether the page goes away only to come back: a reload is the same session. A browser says so only for reloads by
// keyboard and by script; after one by its own button the page looks like one that was left.

interface NavigateEvent extends Event {
  readonly navigationType?: string;
}

/** True from the moment a reload has been asked for. */
export function watchReloads(from: Window = window): () => boolean {
  let asked = false;
  const ask = (): void => {
    asked = true;
    setTimeout(() => (asked = false), 2000); // it was called off
  };
  from.addEventListener("keydown", ({ key, ctrlKey, metaKey }) => {
    if (key === "F5" || ((ctrlKey || metaKey) && key.toLowerCase() === "r")) ask();
  });
  const navigation = (from as { readonly navigation?: EventTarget }).navigation;
  navigation?.addEventListener("navigate", (event: NavigateEvent) => {
    if (event.navigationType === "reload") ask();
  });
  return () => asked;
}
