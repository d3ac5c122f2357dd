// Two versions side by side: what is scrolled in one comes into view in the other.
for (const pair of document.querySelectorAll(".side-by-side")) {
  const boxes = [...pair.querySelectorAll(".diagram-box")];
  if (boxes.length < 2) continue;
  let leading = null;
  for (const box of boxes) {
    box.addEventListener("pointerenter", () => { leading = box; });
    box.addEventListener("focusin", () => { leading = box; });
    box.addEventListener("scroll", () => {
      if (leading !== box) return;
      for (const other of boxes) if (other !== box) other.scrollTo(box.scrollLeft, box.scrollTop);
    });
  }
}
