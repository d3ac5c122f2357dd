// Filters one wants to keep are addresses; this browser remembers their names. Copying puts the address on the clipboard.
const KEPT = "banjie-filters";

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

function show() {
  for (const place of document.querySelectorAll("[data-saved-filters]")) {
    const list = place.querySelector("ul");
    list.replaceChildren();
    const all = kept();
    place.classList.toggle("some", all.length > 0);
    for (const [n, { name, path }] of all.entries()) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = path;
      link.textContent = name;
      const drop = document.createElement("button");
      drop.type = "button";
      drop.textContent = "×";
      drop.setAttribute("aria-label", `${place.dataset.drop} ${name}`);
      drop.addEventListener("click", () => {
        localStorage.setItem(KEPT, JSON.stringify(kept().filter((_, at) => at !== n)));
        show();
      });
      item.append(link, drop);
      list.append(item);
    }
  }
}

document.addEventListener("click", async (event) => {
  const save = event.target.closest("[data-save-filter]");
  if (save) {
    const words = [...new URLSearchParams(location.search).values()].filter(Boolean).join(" ");
    const name = `${document.querySelector("h1").textContent} ${words}`.trim().slice(0, 40);
    const path = location.pathname + location.search;
    const others = kept().filter((one) => one.path !== path);
    localStorage.setItem(KEPT, JSON.stringify([{ name, path }, ...others].slice(0, 20)));
    show();
  }
  const copy = event.target.closest("[data-copy-link]");
  if (copy) {
    try {
      await navigator.clipboard.writeText(location.href);
      copy.textContent = copy.dataset.done;
    } catch {
      // no clipboard (plain http): the address line still has it
    }
  }
});

show();
