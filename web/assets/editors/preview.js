// The frame that shows a form as staff see it: as wide as a phone, or a desktop's width made to fit.
const DESKTOP = 1100;

const fit = (place) => {
  const frame = place.querySelector("iframe");
  const scale = place.dataset.width === "desktop" ? Math.min(1, place.clientWidth / DESKTOP) : 1;
  frame.style.width = place.dataset.width === "desktop" ? `${DESKTOP}px` : "";
  frame.style.transform = scale < 1 ? `scale(${scale})` : "";
  frame.style.height = scale < 1 ? `${place.clientHeight / scale}px` : "";
};

export const preview = () => {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-preview-width]");
    if (!button) return;
    const place = document.querySelector(".preview-frame");
    place.dataset.width = button.dataset.previewWidth;
    for (const each of document.querySelectorAll("[data-preview-width]")) each.setAttribute("aria-pressed", String(each === button));
    fit(place);
  });
};
