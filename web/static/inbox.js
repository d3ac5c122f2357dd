// Inbox keys: J/K move, Enter opens, "/" searches, Esc leaves the search box. Off inside inputs and during IME composition.
const rows = () => [...document.querySelectorAll("[data-row]")];

function move(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.hasAttribute("data-current"));
  const next = Math.min(all.length - 1, Math.max(0, now === -1 ? 0 : now + step));
  all.forEach((row, i) => row.toggleAttribute("data-current", i === next));
  all[next].scrollIntoView({ block: "nearest" });
  all[next].querySelector("a")?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const search = document.querySelector("[data-search]");
  if (typing) {
    if (event.key === "Escape" && typing === search) search.blur();
    return;
  }
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "j" || event.key === "J") move(1);
  else if (event.key === "k" || event.key === "K") move(-1);
  else if (event.key === "u" || event.key === "U") document.querySelector("[data-back]")?.click();
});

// Filters apply on change; the button stays for browsers without scripts.
document.addEventListener("change", (event) => {
  event.target.closest("form[data-filters]")?.requestSubmit();
});
