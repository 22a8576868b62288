/* Views by the address after the hash, news every second; a report shows everything at once. */
"use strict";

/* Name, title, what draws it, and what of the state it shows: it is drawn anew where that changed. */
const VIEWS = [
  ["overview", "Overview", state => overview(state), ({ now, phase, ...rest }) => rest],
  ["tasks", "Tasks", state => tasks(state), s => s.tasks],
  ["versions", "Versions", (state, live) => versions(state, live && acts), s => [s.versions, s.matrix, serving(s)?.index]],
  ["generations", "Generations", (state, live) => generations(state, live && acts), s => s.generations],
  ["evaluation", "Evaluation", state => evaluation(state), s => [s.windows, s.alarms, s.bm25, s.hybrid, s.generations.map(g => g.servingSince)]],
  ["letters", "Dead letters", (state, live) => live ? lettersView(state, again("letters")) : [letterCounts(state)], s => s.deadLetters],
  ["search", "Search", state => searchView(state, again("search")), s => s.generations.map(g => [g.index, g.state])],
];
const recorded = JSON.parse(byId("state").textContent);
let state = recorded, drawnOf = "", drawnView = "", pressed = false;

/* Draws a view again if it is the one that is shown. */
const again = name => () => { if (wanted()[0] === name) show(true); };
const wanted = () => VIEWS.find(([name]) => name === location.hash.slice(1)) || VIEWS[0];

/* What was focused and unfolded stays so when a view is drawn anew. */
function replaced(into, nodes) {
  const focused = document.activeElement?.dataset?.key, at = document.activeElement?.selectionStart;
  const unfolded = new Map([...into.querySelectorAll("details[data-key][open]")].map(d => [d.dataset.key, d.querySelector("pre")?.textContent]));
  into.replaceChildren(...nodes);
  for (const d of into.querySelectorAll("details[data-key]")) {
    if (!unfolded.has(d.dataset.key)) continue;
    const text = d.querySelector("pre");
    if (text && !text.textContent) text.textContent = unfolded.get(d.dataset.key) || "";
    d.open = true;
  }
  const again = focused && [...into.querySelectorAll("[data-key]")].find(node => node.dataset.key === focused);
  if (again) { again.focus({ preventScroll: true }); if (at !== null && at !== undefined && again.setSelectionRange && again.type !== "submit") again.setSelectionRange(at, at); }
}

/* Draws the view that is wanted, where it would look different from how it does. */
function show(always) {
  const [name, title, draw, slice] = wanted();
  document.title = `${title} · Freshet`;
  for (const link of byId("views").children) {
    if (link.hash === "#" + name) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  if (!state) return;
  const of = JSON.stringify(slice(state));
  if (!always && ((of === drawnOf && name === drawnView) || pressed)) return;
  drawnOf = of;
  const other = name !== drawnView;
  drawnView = name;
  replaced(byId("main"), [element("h2", { tabindex: "-1", id: "view-title" }, title), ...draw(state, true)]);
  byId("main").dataset.view = name;
  if (other && !document.activeElement.closest("#views")) byId("view-title").focus({ preventScroll: true });
}

function head() {
  byId("phase").textContent = state.phase || "Starting";
  byId("phase").className = "";
  byId("clock").textContent = "as of " + clockTime(state.now);
}

/* A state that will not change: every view below the other, without what needs a server. */
function report() {
  document.body.classList.add("report");
  document.title = `${state.phase || "Run"} · Freshet`;
  byId("phase").textContent = state.phase || "ended";
  byId("clock").textContent = state.now - state.startedAt < 1000 ? fullTime(state.now) : `${fullTime(state.startedAt)} to ${fullTime(state.now)}`;
  const shown = VIEWS.slice(0, -1).filter(([name]) => !state.views || state.views.includes(name));
  if (state.report) shown.unshift(["results", "Results", results]);
  if (shown.length > 1) byId("views").append(...shown.map(([name, title]) => element("a", { href: "#" + name }, title)));
  byId("main").replaceChildren(...shown.map(([name, title, draw]) => element("article", { id: name }, element("h2", {}, title), ...draw(state, false))));
  // On paper nothing can be unfolded.
  addEventListener("beforeprint", () => { for (const folded of document.querySelectorAll("details")) folded.open = true; });
}

async function follow() {
  let pause = 1000;
  try {
    state = await ask("state.json");
    head();
    show(false);
  } catch (failure) {
    // Of a server that refuses nothing else is to be had soon; one that is gone may come back.
    const gone = failure instanceof TypeError;
    byId("phase").textContent = gone ? "No answer: the run has ended, or is being stopped. This is its last state." : failure.message;
    byId("phase").className = "lost";
    if (!gone) pause = 10000;
  }
  setTimeout(follow, pause);
}

/* The keys 1 to 7 choose a view, left and right go from one to the next in the row of views. */
function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const at = VIEWS.findIndex(([name]) => name === wanted()[0]);
  if (VIEWS[event.key - 1]) location.hash = VIEWS[event.key - 1][0];
  else if (event.target.closest("#views") && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    const next = (at + (event.key === "ArrowRight" ? 1 : VIEWS.length - 1)) % VIEWS.length;
    location.hash = VIEWS[next][0];
    byId("views").children[next].focus();
  }
}

if (recorded) {
  report();
} else {
  byId("views").append(...VIEWS.map(([name, title], i) => element("a", { href: "#" + name, "aria-keyshortcuts": i + 1 }, title)));
  addEventListener("hashchange", () => show(false));
  addEventListener("keydown", keys);
  // A click is lost where its button is drawn anew between press and release.
  addEventListener("pointerdown", () => { pressed = true; }, true);
  for (const over of ["pointerup", "pointercancel"]) addEventListener(over, () => { setTimeout(() => { pressed = false; }); }, true);
  show(false);
  follow();
}
