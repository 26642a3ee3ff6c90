// Beside each block of code a button that copies it; what is wider than the page can be scrolled from the keyboard.
"use strict";

const typed = (text) => {
  const commands = text.split("\n").filter((line) => line.startsWith("$ "));
  return commands.length ? commands.map((line) => line.slice(2)).join("\n") : text;
};

const addButton = (block) => {
  const pre = block.querySelector("pre");
  if (!pre || !navigator.clipboard || block.closest(".highlight-diff")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(typed((block.querySelector("td.code pre") ?? pre).textContent));
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  block.append(button);
};

const wide = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

document.querySelectorAll("div.highlight").forEach(addButton);
document.querySelectorAll("pre, .table-wrapper, .highlighttable").forEach((element) => wide.observe(element));
