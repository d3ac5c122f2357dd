// A form is sent once; Ctrl+Enter in a form sends it; [data-confirm] asks first. The server is idempotent anyway.
document.documentElement.classList.add("js");

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return; // somebody nearer asks first and sends it again
  const form = event.target;
  const question = event.submitter?.dataset.confirm;
  if (question && !form.dataset.sure) {
    event.preventDefault();
    ask(form, event.submitter, question);
    return;
  }
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.classList.add("btn-loading");
});

// Coming back through the browser's history must leave the form usable.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector(".btn-loading")?.classList.remove("btn-loading");
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest("form");
  const button = form?.querySelector("[data-main]");
  if (button) form.requestSubmit(button);
});

function ask(form, submitter, question) {
  const dialog = document.getElementById("confirm");
  if (!dialog) return;
  dialog.querySelector("[data-question]").textContent = question;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue !== "yes") return;
      form.dataset.sure = "1";
      form.requestSubmit(submitter);
      delete form.dataset.sure;
    },
    { once: true },
  );
}
