// Elements made with text, never with HTML: names come from files somebody uploaded.
export const make = (tag, properties = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name in element && typeof value === "boolean") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== false));
  return element;
};

/** A dialog with a question; resolves to the value of the button pressed, "" when it was closed. */
export const ask = (title, content, buttons) =>
  new Promise((resolve) => {
    const dialog = make("dialog", { class: "ask diagram-ask", "aria-label": title },
      make("h2", { class: "h3" }, title), content,
      make("form", { method: "dialog", class: "btns" },
        buttons.map(({ value, label, main }) => make("button", { class: main ? "btn btn-primary" : "btn", value }, label))));
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue);
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
  });

/** Hands a text or a blob over as a file. */
export const handOver = (content, name, type) => {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
};

export const clock = (date = new Date()) =>
  `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
