// Replay: all steps are fetched once, each as its difference from the one before; a step is then shown without the server.
const PACE = 1600; // milliseconds a step stays while playing
const SETTLED = 150; // milliseconds until the address follows
const NOTHING = { elements: {}, flows: {}, badges: {}, tokens: {}, document: {} };
const root = document.querySelector("[data-replay]");

function merged(before, change) {
  const after = { ...before, ...change };
  for (const [name, value] of Object.entries(change)) {
    if (value === null || Array.isArray(value) || typeof value !== "object") continue;
    const inner = { ...before[name], ...value };
    for (const key of Object.keys(inner)) if (inner[key] === null) delete inner[key];
    after[name] = inner;
  }
  return after;
}

function cell([text, css, href], tag) {
  const made = document.createElement(tag);
  if (css) made.className = css;
  const holder = href ? made.appendChild(document.createElement("a")) : made;
  if (href) holder.href = href;
  holder.textContent = text;
  return made;
}

function line(row, tag, first, others) {
  const made = document.createElement(tag);
  if (typeof row === "string") made.textContent = row;
  else made.append(...row.map((each, place) => cell(each, place ? others : first)));
  return made;
}

class Player {
  constructor(root, changes) {
    this.root = root;
    this.steps = [];
    for (const change of changes) this.steps.push(merged(this.steps.at(-1) ?? NOTHING, change));
    this.number = Number(root.dataset.step);
    this.timer = 0;
    this.slide = root.querySelector("#slide");
    this.drawing = Number(root.dataset.now);
    this.drawings = new Map([...root.querySelectorAll("template[data-drawing]")].map((t) => [Number(t.dataset.drawing), t.content.querySelector("svg")]));
    this.find();
    root.classList.add("ready");
    this.mark(this.number);
    this.follow();
  }

  find() {
    const box = this.root.querySelector(".diagram-box");
    this.shapes = new Map([...(box?.querySelectorAll("[data-element]") ?? [])].map((g) => [g.dataset.element, g]));
    this.edges = new Map([...(box?.querySelectorAll("[data-flow]") ?? [])].map((g) => [g.dataset.flow, g]));
  }

  change(drawing) { // the matter was moved to another version: its steps are drawn on that one's diagram
    const present = this.root.querySelector(".diagram-box svg");
    const wanted = this.drawings.get(drawing);
    if (drawing === this.drawing || !present || !wanted) return;
    this.drawings.set(this.drawing, present);
    this.drawings.delete(drawing);
    if (present.style.width) wanted.style.width = `${parseFloat(present.style.width) * (wanted.viewBox.baseVal.width / present.viewBox.baseVal.width)}px`;
    present.replaceWith(wanted);
    this.drawing = drawing;
    this.find();
  }

  go(number) {
    const wanted = Math.min(Math.max(number, 1), this.steps.length);
    if (wanted === this.number) return;
    this.number = wanted;
    const step = this.steps[wanted - 1];
    this.draw(step);
    this.say(step);
    this.tables(step.hits);
    this.mark(wanted);
    clearTimeout(this.later); // browsers bound how often an address may change while a slider is drawn
    this.later = setTimeout(() => history.replaceState(null, "", this.address(wanted)), SETTLED);
  }

  address(number) {
    const address = new URL(location.href);
    address.searchParams.set("step", number);
    return address;
  }

  draw(step) {
    this.change(step.drawing);
    for (const [id, shape] of this.shapes) {
      shape.setAttribute("class", `element ${step.elements[id] ?? ""}`.trim());
      this.sign(shape, "visits", step.badges[id] ?? 0, "×");
      this.sign(shape, "tokens", step.tokens[id] ?? 0, "");
    }
    for (const [id, edge] of this.edges) edge.setAttribute("class", step.flows[id] ?? "");
    const described = this.root.querySelector("#diagram-desc");
    if (described) described.textContent = step.description;
    this.follow();
  }

  sign(shape, kind, count, before) {
    const sign = shape.querySelector(`:scope > .${kind}`);
    if (!sign) return;
    sign.classList.toggle("none", !count);
    sign.querySelector("text").textContent = `${before}${count}`;
  }

  follow() {
    const box = this.root.querySelector(".diagram-box");
    const touched = [...(box?.querySelectorAll(".element.here") ?? [])].filter((g) => !g.querySelector(":scope > .sub"));
    const here = touched.find((g) => g.matches(".now, .late")) ?? touched[0];
    if (!here) return;
    const [a, b] = [here.getBoundingClientRect(), box.getBoundingClientRect()];
    if (a.left < b.left || a.right > b.right) box.scrollLeft += a.left - b.left - (b.width - a.width) / 2;
    if (a.top < b.top || a.bottom > b.bottom) box.scrollTop += a.top - b.top - (b.height - a.height) / 2;
  }

  say(step) {
    this.root.querySelector("[data-sentence]").textContent = step.sentence;
    const time = this.root.querySelector("[data-moment]");
    time.textContent = step.moment;
    time.dateTime = step.at;
    this.fill("after", step.after, "li");
    this.fill("card", step.card, "tr", "th", "td");
    this.fill("why", step.why, "li");
    this.fill("values", step.values, "tr", "th", "td");
    this.fill("open", step.open, "li", "span", "span");
    this.fill("files", step.files, "li", "span", "span");
    const written = Object.values(step.document).map(([label, value]) => [[label], [value]]);
    this.fill("document", written, "tr", "th", "td");
  }

  fill(part, rows, tag, first, others) {
    const holder = this.root.querySelector(`[data-part=${part}]`);
    holder.replaceChildren(...rows.map((row) => line(row, tag, first, others)));
    const section = this.root.querySelector(`[data-section=${part}]`) ?? (part === "after" ? holder : null);
    if (section) section.hidden = rows.length === 0;
  }

  tables(hits) {
    for (const table of this.root.querySelectorAll("[data-table]")) {
      const mine = hits.filter(([key]) => key === table.dataset.table);
      table.hidden = mine.length === 0;
      const [, tested, rules] = mine.at(-1) ?? ["", [], []];
      table.querySelectorAll("[data-tested]").forEach((each, place) => (each.textContent = tested[place] ?? ""));
      for (const row of table.querySelectorAll("[data-rule]")) row.classList.toggle("hit", rules.includes(Number(row.dataset.rule)));
    }
  }

  mark(number) {
    this.slide.value = number;
    this.slide.setAttribute("aria-valuetext", `${this.steps[number - 1].moment} ${this.steps[number - 1].sentence}`);
    this.root.querySelector("[data-number]").textContent = number;
    this.root.querySelector("[data-li][aria-current]")?.removeAttribute("aria-current");
    const line = this.root.querySelector(`[data-li="${number}"]`);
    line.setAttribute("aria-current", "step");
    const story = line.parentElement; // scrolled by itself, so that the page stays where it is
    if (story.scrollHeight > story.clientHeight) story.scrollTop = line.offsetTop - story.clientHeight / 3;
    const places = { first: 1, previous: Math.max(1, number - 1), next: Math.min(number + 1, this.steps.length), last: this.steps.length };
    for (const [name, place] of Object.entries(places)) this.root.querySelector(`[data-go=${name}]`).href = this.address(place);
    const file = document.querySelector("[data-file=svg]");
    if (file) file.action = `${file.action.split("?")[0]}?step=${number}`;
  }

  play(on = !this.timer) {
    clearInterval(this.timer);
    this.timer = 0;
    if (on) {
      if (this.number === this.steps.length) this.go(1);
      this.timer = setInterval(() => (this.number < this.steps.length ? this.go(this.number + 1) : this.play(false)), PACE);
    }
    this.root.querySelector("[data-go=play]").setAttribute("aria-pressed", String(Boolean(this.timer)));
  }
}

function listen(player) {
  const last = player.steps.length;
  player.slide.addEventListener("input", () => (player.play(false), player.go(Number(player.slide.value))));
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go], [data-li] > a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.go === "play") return player.play();
    player.play(false);
    player.go(Number(new URL(link.href).searchParams.get("step")));
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not(#slide), textarea, select, dialog, .diagram-box, .scroll")) return;
    if (event.key === " " && event.target.closest("a, button, summary")) return;
    const ways = { ArrowLeft: player.number - 1, ArrowRight: player.number + 1, Home: 1, End: last };
    if (event.key === " ") player.play();
    else if (event.key in ways) (player.play(false), player.go(ways[event.key]));
    else return;
    event.preventDefault();
  });
}

if (root) {
  fetch(root.dataset.replay, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then((changes) => listen(new Player(root, changes)))
    .catch(() => root.classList.add("plain")); // the links go on working
}
