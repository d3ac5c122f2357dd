// A trial over many matters goes on by itself, stretch by stretch, until it is done or the page is left.
const form = document.querySelector("form[data-go-on]");
if (form) setTimeout(() => form.requestSubmit(), 300);
