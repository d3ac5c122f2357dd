// Large diagrams start with the present step in view; the print button prints.
for (const box of document.querySelectorAll(".diagram-box")) {
  const now = box.querySelector(".now, .late");
  if (!now || box.scrollWidth <= box.clientWidth) continue;
  const a = now.getBoundingClientRect();
  const b = box.getBoundingClientRect();
  box.scrollLeft += a.left - b.left - (b.width - a.width) / 2;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
