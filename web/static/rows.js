// Rows of a list: one more, or one less. The server draws them, as it knows what a row offers.
// Its spare row is for pages without scripts; here it stays out of the form until it is wanted.
function shut(within = document) {
  for (const spare of within.querySelectorAll("[data-blank]")) spare.disabled = true;
}

shut();
document.addEventListener("htmx:after:swap", () => shut());

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-row], [data-drop-row]");
  if (!button) return;
  const list = button.closest("[data-list]");
  if (button.matches("[data-drop-row]")) button.closest("[data-list-row]").remove();
  else list.querySelector(":scope > details > [data-blank]").disabled = false;
  list.closest("[data-fields]")?.dispatchEvent(new Event("ask"));
  list.closest("form")?.dispatchEvent(new Event("input", { bubbles: true }));
});
