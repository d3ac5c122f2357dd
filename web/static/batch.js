// Choosing several lines: all of the page at once.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-all]")) return;
  for (const box of event.target.form.querySelectorAll("[name=chosen]")) box.checked = event.target.checked;
});
