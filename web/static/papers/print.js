// A printed paper opens the printer's dialog by itself; the button opens it again.
if (document.body.dataset.printNow !== undefined) window.addEventListener("load", () => window.print());
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
