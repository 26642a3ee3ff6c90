// Tabs by the pattern that screen readers know (ARIA Authoring Practices, Tabs): arrows move, and what is chosen is shown.

export interface Tabs {
  choose(name: string): void;
  current(): string;
  label(name: string, text: string): void;
}

export function bindTabs(list: HTMLElement, chosen: (name: string) => void): Tabs {
  const tabs = [...list.querySelectorAll<HTMLButtonElement>("[role=tab]")];
  const nameOf = (tab: HTMLElement): string => tab.id.replace("tab-", "");

  const choose = (wanted: HTMLElement): void => {
    for (const tab of tabs) {
      const isChosen = tab === wanted;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) panel.hidden = !isChosen;
    }
    chosen(nameOf(wanted));
  };

  list.addEventListener("click", (event) => {
    const tab = (event.target as Element).closest<HTMLElement>("[role=tab]");
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (!tab || at < 0) return;
    event.preventDefault();
    tab.focus();
    choose(tab);
  });

  const named = (name: string): HTMLButtonElement | undefined => tabs.find((tab) => nameOf(tab) === name);
  return {
    choose(name) {
      const tab = named(name);
      if (tab) choose(tab);
    },
    current: () => nameOf(tabs.find((tab) => tab.getAttribute("aria-selected") === "true") ?? list),
    label(name, text) {
      const tab = named(name);
      if (tab && tab.textContent !== text) tab.textContent = text;
    },
  };
}
