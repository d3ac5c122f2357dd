// A choice may show, hide or rename other fields and lead elsewhere: ask the server, which knows the rules.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (!field.matches(".live, select, [type=radio], [type=checkbox]")) return;
  field.closest("[data-fields]")?.dispatchEvent(new Event("ask"));
});
