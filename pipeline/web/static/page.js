// What pages do better with a script; all of it works without one (a citation is a link to its note).
"use strict";

(() => {
  const narrow = matchMedia("(max-width: 56rem)");
  for (const details of document.querySelectorAll('details[data-narrow="closed"]')) {
    if (narrow.matches) details.open = false;
  }

  // Citations: the note beside the word, on hover for a look, on click or Enter to stay. Escape closes it.
  const citations = document.querySelectorAll("a.cite");
  if (!citations.length || !HTMLElement.prototype.showPopover) return;

  const box = document.createElement("div");
  box.id = "popover";
  box.popover = "manual";
  box.tabIndex = -1;
  box.setAttribute("role", "dialog");
  document.body.append(box);
  let current = null;
  let kept = false;
  let timer = 0;

  const close = (back) => {
    clearTimeout(timer);
    if (!current) return;
    const from = current;
    from.classList.remove("open");
    from.setAttribute("aria-expanded", "false");
    current = null;
    kept = false;
    box.hidePopover();
    if (back) from.focus();
  };

  const open = (link) => {
    const note = document.getElementById(link.hash.slice(1));
    if (!note) return;
    if (current !== link) {
      close(false);
      box.replaceChildren(...[...note.cloneNode(true).children]);
      for (const part of box.querySelectorAll("[id]")) part.removeAttribute("id");
      box.setAttribute("aria-label", link.textContent);
      current = link;
      link.classList.add("open");
      link.setAttribute("aria-expanded", "true");
      box.showPopover();
    }
    const at = link.getClientRects()[0];
    const size = box.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, innerWidth - size.width - 8));
    const below = at.bottom + 6;
    const above = at.top - size.height - 6;
    box.style.left = `${left}px`;
    box.style.top = `${below + size.height > innerHeight && above > 0 ? above : below}px`;
  };

  for (const link of citations) {
    link.setAttribute("aria-expanded", "false");
    link.setAttribute("aria-haspopup", "dialog");
    link.removeAttribute("title");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(link);
      kept = true;
      if (event.detail === 0) box.focus(); // from the keyboard
    });
    link.addEventListener("mouseenter", () => {
      if (kept) return;
      clearTimeout(timer);
      timer = setTimeout(() => open(link), 150);
    });
    link.addEventListener("mouseleave", () => {
      clearTimeout(timer);
      if (!kept) timer = setTimeout(() => close(false), 300);
    });
  }
  box.addEventListener("mouseenter", () => clearTimeout(timer));
  box.addEventListener("mouseleave", () => {
    if (!kept) timer = setTimeout(() => close(false), 300);
  });
  box.addEventListener("focusout", (event) => {
    if (kept && event.relatedTarget && !box.contains(event.relatedTarget)) close(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && current) close(box.contains(document.activeElement));
  });
  document.addEventListener("click", (event) => {
    if (current && !box.contains(event.target) && !event.target.closest("a.cite")) close(false);
  });
  addEventListener("resize", () => close(false));
})();
