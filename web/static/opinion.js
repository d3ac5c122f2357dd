// 常用语: a chip puts its sentence into the opinion box; the person still reads and sends it.
document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-phrase]");
  if (!chip) return;
  const box = document.getElementById(chip.dataset.for);
  if (!box) return;
  const text = chip.dataset.phrase;
  const before = box.value.trimEnd();
  box.value = before && !before.endsWith(text) ? `${before}${text}` : before || text;
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
});
