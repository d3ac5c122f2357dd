// Keys of lists and task pages. Off inside inputs and during IME composition; none of them sends anything.
const rows = () => [...document.querySelectorAll("[data-row]")];
const current = () => rows().find((row) => row.hasAttribute("data-current"));

function move(step) {
  const all = rows();
  if (!all.length) return document.querySelector(step > 0 ? "[data-next]" : "[data-previous]")?.click();
  const now = all.findIndex((row) => row.hasAttribute("data-current"));
  const next = Math.min(all.length - 1, Math.max(0, now === -1 ? 0 : now + step));
  all.forEach((row, i) => row.toggleAttribute("data-current", i === next));
  all[next].scrollIntoView({ block: "nearest" });
  all[next].querySelector("a.title, a")?.focus({ preventScroll: true });
}

function unfold(name) {
  const deed = document.querySelector(`[data-deed="${name}"]`);
  if (!deed) return;
  deed.open = true;
  deed.scrollIntoView({ block: "center" });
  deed.querySelector("textarea, select, input:not([type=hidden])")?.focus({ preventScroll: true });
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => current()?.querySelector("[name=chosen]")?.click(),
  u: () => document.querySelector("[data-back]")?.click(),
  a: () => document.getElementById("opinion")?.focus(),
  r: () => unfold("return"),
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  const search = document.querySelector("[data-search]");
  const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  if (typing) {
    if (event.key === "Escape") typing.blur();
    // Enter in a line of a form is a habit, not an order to send it.
    if (event.key === "Enter" && typing.matches("input") && typing.form?.method === "post" && !typing.form.matches("[data-plain]"))
      event.preventDefault();
    return;
  }
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key >= "1" && event.key <= "9") {
    document.querySelectorAll("[data-phrase]")[event.key - 1]?.click();
    event.preventDefault();
  } else if (event.key === "Escape") KEYS.u();
  else {
    const act = KEYS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  }
});

// Filters apply on change; the button stays for browsers without scripts.
document.addEventListener("change", (event) => {
  event.target.closest("form[data-filters]")?.requestSubmit();
});
