// Large diagrams: readable at once, the present step in view, and a way to see the whole. The print button prints.
const READABLE = 0.72; // of the size it was drawn in; names are 12 px there
const STEP = 1.3;

function wide(box) {
  return box.querySelector("svg")?.viewBox.baseVal.width ?? 0;
}

function scaleTo(box, scale) {
  const svg = box.querySelector("svg");
  const middle = [(box.scrollLeft + box.clientWidth / 2) / box.scrollWidth, (box.scrollTop + box.clientHeight / 2) / box.scrollHeight];
  svg.style.width = scale ? `${Math.round(wide(box) * scale)}px` : "";
  box.scrollLeft = middle[0] * box.scrollWidth - box.clientWidth / 2;
  box.scrollTop = middle[1] * box.scrollHeight - box.clientHeight / 2;
}

function showNow(box) {
  const now = box.querySelector(".now, .late, .changed, .added, .removed, .parted, .asked");
  if (!now) {
    box.scrollTo(0, 0);
    return;
  }
  const a = now.getBoundingClientRect();
  const b = box.getBoundingClientRect();
  box.scrollLeft += a.left - b.left - (b.width - a.width) / 2;
  box.scrollTop += a.top - b.top - (b.height - a.height) / 2;
}

for (const box of document.querySelectorAll(".diagram-box")) {
  if (box.matches("[data-zoom]") && box.clientWidth < wide(box) * READABLE) scaleTo(box, READABLE);
  showNow(box);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const button = event.target.closest("[data-zoom-by]");
  if (!button) return;
  const box = document.getElementById(button.getAttribute("aria-controls"));
  const present = box.querySelector("svg").getBoundingClientRect().width / wide(box);
  const fit = box.clientWidth / wide(box);
  if (button.dataset.zoomBy === "fit") scaleTo(box, 0);
  else scaleTo(box, Math.min(2, Math.max(Math.min(fit, 1), button.dataset.zoomBy === "in" ? present * STEP : present / STEP)));
});
