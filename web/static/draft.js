// Saves the form as a draft while typing; without a network the text stays in this browser and comes back.
const WAIT = 1500;
let timer;

const key = (form) => `banjie-draft:${form.dataset.draft}`;

function typed(form) {
  const pairs = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !["csrf", "command_id", "version"].includes(name)) pairs.push([name, value]);
  }
  return pairs;
}

function tell(form, word) {
  const place = form.querySelector("[data-draft-state]");
  if (place) place.textContent = place.dataset[word] ?? "";
}

async function save(form) {
  const body = new FormData();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const { draft_id } = await answer.json();
    if (form.elements.draft_id) form.elements.draft_id.value = draft_id;
    localStorage.removeItem(key(form));
    tell(form, "saved");
  } catch {
    localStorage.setItem(key(form), JSON.stringify(typed(form)));
    tell(form, "local");
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (!form) return;
  clearTimeout(timer);
  tell(form, "typing");
  timer = setTimeout(() => save(form), WAIT);
});

document.addEventListener("submit", (event) => {
  clearTimeout(timer);
  if (event.target.matches("form[data-draft]")) localStorage.removeItem(key(event.target));
});

for (const form of document.querySelectorAll("form[data-draft]")) {
  const kept = localStorage.getItem(key(form));
  if (!kept) continue;
  for (const [name, value] of JSON.parse(kept)) {
    const field = form.elements.namedItem(name);
    if (field && "value" in field && field.type !== "file" && !field.value) field.value = value;
  }
  tell(form, "local");
}
