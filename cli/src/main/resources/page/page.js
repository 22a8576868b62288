/* Draws a run: once in a report, every second while it lives. */
const METRICS = [["mrr", "MRR"], ["recallAt10", "Recall@10"], ["ndcgAt10", "nDCG@10"]];
const byId = id => document.getElementById(id);
const whole = n => Math.round(n).toLocaleString("en");

function element(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const key in attributes || {}) node.setAttribute(key, attributes[key]);
  node.append(...children);
  return node;
}

const empty = text => element("p", { class: "empty" }, text);
const colour = (state, task) => "s" + Math.max(0, taskNames(state).indexOf(task)) % 6;

function taskNames(state) {
  return [...new Set([...Object.keys(state.tasks), ...state.windows.map(w => w.task), ...Object.keys(state.bm25)])].sort();
}

function figures(state) {
  const t = state.training, serving = state.generations.filter(g => g.state === "SERVING").pop();
  const all = [
    ["Examples trained on", whole(t.consumed), t.rejected ? whole(t.rejected) + " rejected" : "none rejected"],
    ["Steps", whole(t.steps), whole(t.pairs) + " pairs"],
    ["Speed", whole(state.ended ? t.meanPairsPerSecond : t.pairsPerSecond) + " pairs/s", state.ended ? "mean of the run" : "mean of the run " + whole(t.meanPairsPerSecond)],
    ["Loss", t.lastLoss === null ? "–" : t.lastLoss.toFixed(3), t.firstLoss === null ? "no step yet" : "from " + t.firstLoss.toFixed(3) + " at first"],
    ["Serving", serving ? "g" + serving.number : "none yet", serving ? "version " + serving.version : "first build under way"],
    ["Dead letters", whole(state.deadLetters.total), state.deadLetters.total ? "kept with their reasons" : "every record usable"],
  ];
  byId("figures").replaceChildren(...all.map(([name, value, more]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value, element("small", {}, more)))));
}

function rollOvers(state) {
  return state.generations.filter(g => g.servingSince !== null)
    .map(g => ({ x: g.servingSince - state.startedAt, text: "g" + g.number })).sort((a, b) => a.x - b.x);
}

/* One line a generation: around a roll-over the windows of two of them overlap. Windows that hold
   few queries, at the ends of a generation's life, are points beside the line. */
function segments(state, windows, key) {
  const byGeneration = new Map();
  for (const w of windows) {
    if (!byGeneration.has(w.generation)) byGeneration.set(w.generation, []);
    byGeneration.get(w.generation).push([w.end - state.startedAt, w[key],
      `${w[key].toFixed(3)} at ${minutes(w.end - state.startedAt)}, ${w.queries} queries, ${w.generation}`, !full(windows, w)]);
  }
  return [...byGeneration.values()];
}

/* Whether a window holds at least a third of the queries that a window of its task can hold. */
function full(windows, w) {
  return 3 * w.queries >= Math.max(...windows.map(o => o.queries));
}

function quality(state) {
  const into = byId("quality"), tasks = taskNames(state);
  if (!tasks.length) { into.replaceChildren(empty("Waiting for the first window.")); return; }
  const marks = rollOvers(state);
  const answered = state.windows.filter(w => w.queries > 0);
  const from = Math.min(...answered.map(w => w.end - state.startedAt), ...marks.map(m => m.x), state.now - state.startedAt);
  const to = Math.max(from + 1000, ...answered.map(w => w.end - state.startedAt), ...marks.map(m => m.x));
  const pending = [];
  into.replaceChildren(...tasks.map(task => {
    const windows = answered.filter(w => w.task === task);
    const last = windows.filter(w => full(windows, w)).pop();
    const levels = [[state.bm25, "BM25"], [state.hybrid, "hybrid"]].filter(([all]) => all[task]).map(([all, text]) => ({ of: all[task], text }));
    const charts = element("div", { class: "task-charts" });
    for (const [key, name] of METRICS) {
      const caption = element("figcaption", {}, element("b", {}, name),
        last ? " " + last[key].toFixed(3) : "", ...levels.map(l => ` · ${l.text} ${l.of[key].toFixed(3)}`));
      const plot = element("div", {});
      charts.append(element("figure", {}, caption, plot));
      const highest = Math.max(0.1, ...levels.map(l => l.of[key]), ...windows.map(w => w[key]));
      pending.push(() => windows.length ? lineChart(plot, {
        label: `${name} of ${task} over time` + (last ? `, now ${last[key].toFixed(3)}` : "") + levels.map(l => `; ${l.text} ${l.of[key].toFixed(3)}`).join(""),
        height: 168, series: [{ name, cls: colour(state, task), segments: segments(state, windows, key), points: true }],
        x: { from, to, name: "time since start (min:s)", time: true }, y: { to: Math.min(1, highest * 1.15), name: "" },
        marks, levels: levels.map(l => ({ y: l.of[key], text: l.text })),
      }) : plot.replaceChildren(empty("Waiting for the first window.")));
    }
    const head = element("div", { class: "task-head " + colour(state, task) }, element("h3", {}, element("i", { class: "chip-dot" }), task),
      element("span", {}, last ? `${last.queries} queries in the last window` : "no window yet"), ...testThenTrain(state, task));
    return element("div", { class: "task" }, head, charts);
  }));
  pending.forEach(draw => draw());
}

/* Ranks in the forward pass before the update; by chance the own text of n stands at 1/rank H(n)/n. */
function testThenTrain(state, task) {
  const ranks = (state.tasks[task] || {}).inBatch || {};
  if (ranks.mrr === undefined) return [];
  let harmonic = 0;
  for (let i = 1; i <= ranks.candidates; i++) harmonic += 1 / i;
  return [element("span", {}, `test-then-train: MRR ${ranks.mrr.toFixed(3)}, Recall@1 ${ranks.recall_1.toFixed(3)} among ${whole(ranks.candidates)} candidates of the batch (MRR by chance ${(harmonic / Math.max(1, ranks.candidates)).toFixed(3)})`)];
}

function loss(state) {
  const into = byId("loss"), tasks = Object.entries(state.tasks).filter(([, t]) => t.losses.length);
  if (!tasks.length) { into.replaceChildren(empty("Waiting for the first step.")); return; }
  const points = tasks.flatMap(([, t]) => t.losses);
  const plot = element("div", {});
  const legend = element("ul", { class: "legend" }, ...tasks.map(([name, t]) =>
    element("li", { class: colour(state, name) }, element("i", { class: "chip-dot" }), name + " " + t.losses[t.losses.length - 1].loss.toFixed(2))));
  const wide = into.clientWidth > 480;
  into.replaceChildren(plot, ...(wide ? [] : [legend]));
  lineChart(plot, {
    label: "Loss by step: " + tasks.map(([name, t]) => `${name} ${t.losses[t.losses.length - 1].loss.toFixed(2)}`).join(", "),
    height: 260, ends: true,
    series: tasks.map(([name, t]) => ({ name, cls: colour(state, name), segments: [t.losses.map(l => [l.step, l.loss])] })),
    x: { from: 0, to: Math.max(1, ...points.map(p => p.step)), name: "optimiser step" },
    y: { to: Math.max(0.1, ...points.map(p => p.loss)) * 1.06, name: "loss (nats)" },
  });
}

function shares(state) {
  const tasks = Object.entries(state.tasks);
  if (!tasks.some(([, t]) => t.arrived)) { byId("shares").replaceChildren(empty("Waiting for the first examples.")); return; }
  const scale = Math.max(0.01, ...tasks.flatMap(([, t]) => [t.expectedShare, t.actualShare])) * 1.08;
  const percent = share => (100 * share).toFixed(0) + " %";
  byId("shares").replaceChildren(...tasks.map(([name, t]) => {
    const bar = element("div", { class: "bar", role: "img", "aria-label": `${name}: dealt ${percent(t.actualShare)}, expected ${percent(t.expectedShare)}` },
      element("i", { style: `width:${100 * t.actualShare / scale}%` }), element("b", { style: `left:${100 * t.expectedShare / scale}%` }));
    return element("div", { class: "share " + colour(state, name) }, element("span", {}, name),
      element("span", { class: "numbers" }, `${percent(t.actualShare)} of ${percent(t.expectedShare)} expected · ${whole(t.buffered)} buffered · ${whole(t.arrived)} seen`), bar);
  }));
}

function table(id, heads, rows, none) {
  if (!rows.length) { byId(id).replaceChildren(empty(none)); return; }
  const cls = head => head.number ? { class: "n" } : {};
  byId(id).replaceChildren(element("table", {},
    element("thead", {}, element("tr", {}, ...heads.map(h => element("th", { scope: "col", ...cls(h) }, h.name)))),
    element("tbody", {}, ...rows.map(row => element("tr", {}, ...row.map((cell, i) =>
      element("td", { "data-label": heads[i].name, ...cls(heads[i]) }, cell)))))));
}

function stateWord(word) {
  const good = ["SERVING", "PROMOTED"].includes(word), bad = ["REJECTED", "ABANDONED", "ROLLED_BACK"].includes(word);
  return element("span", { class: "state" + (good ? " good" : bad ? " bad" : "") }, word.toLowerCase().replaceAll("_", " "));
}

function generations(state) {
  table("generations",
    [{ name: "Index" }, { name: "Version" }, { name: "State" }, { name: "Backfill" }, { name: "Documents", number: true }, { name: "Serving since", number: true }],
    state.generations.map(g => {
      const percent = Math.round(100 * g.progress);
      const bar = element("div", { class: "progress" },
        element("div", { class: "bar", role: "progressbar", "aria-valuenow": percent, "aria-valuemin": 0, "aria-valuemax": 100, "aria-label": "backfill of " + g.index }, element("i", { style: `width:${percent}%` })),
        percent + " %");
      return [element("code", {}, g.index), element("code", {}, g.version), stateWord(g.state), bar, whole(g.documents), g.servingSince === null ? "–" : minutes(g.servingSince - state.startedAt)];
    }), "Waiting for the first version to be promoted.");
}

function versions(state) {
  table("versions",
    [{ name: "Version" }, { name: "Step", number: true }, { name: "Verdict" }, { name: "Exported", number: true }, { name: "What the gate said" }],
    state.versions.map(v => [element("code", {}, v.name), whole(v.step), stateWord(v.state), minutes(v.createdAt - state.startedAt), v.reason || "–"]),
    "Waiting for the first version.");
}

function matrix(state) {
  const rows = state.matrix, tasks = [...new Set(rows.flatMap(r => Object.keys(r.scores)))].sort();
  const score = value => value === undefined ? "–" : value.toFixed(3);
  const change = value => value === undefined ? "–" : (value < 0 ? "−" : "+") + Math.abs(value).toFixed(3);
  table("matrix",
    [{ name: "Version" }, ...tasks.map(name => ({ name, number: true })), { name: "Average", number: true }, { name: "Backward transfer", number: true }, { name: "Worst task" }],
    rows.map(r => [element("code", {}, r.version), ...tasks.map(t => score(r.scores[t])), score(r.average), change(r.backwardTransfer),
      r.worst === undefined ? "–" : `${r.worst.task} ${change(-r.worst.loss)}`]),
    "Waiting for the first version to be scored.");
}

function alarms(state) {
  table("alarms",
    [{ name: "Task" }, { name: "Generation" }, { name: "Metric" }, { name: "Before", number: true }, { name: "After", number: true }, { name: "Since", number: true }, { name: "Comes from" }],
    state.alarms.map(a => [a.task, element("code", {}, a.generation), a.metric, a.before.toFixed(3), a.after.toFixed(3), minutes(a.since - state.startedAt), a.diagnosis || "–"]),
    "None so far.");
}

function letters(state) {
  table("letters", [{ name: "Topic" }, { name: "Reason" }, { name: "Records", number: true }],
    state.deadLetters.counts.map(c => [c.topic, c.reason, whole(c.count)]), "None so far.");
}

function addresses(state) {
  const all = Object.entries(state.addresses);
  byId("addresses").replaceChildren(...(all.length ? all.flatMap(([name, url]) => {
    const link = /^https?:/.test(url) && !state.ended ? element("a", { href: url }, url) : url;
    return [element("dt", {}, name), element("dd", {}, link)];
  }) : [empty("Nothing is up yet.")]));
}

let shown = null;
function render(state) {
  shown = state;
  byId("phase").textContent = state.phase || "Starting";
  byId("phase").className = "";
  byId("clock").textContent = (state.ended ? "ended after " : "running for ") + minutes(state.now - state.startedAt);
  for (const draw of [figures, quality, loss, shares, generations, versions, matrix, alarms, letters, addresses]) draw(state);
}

async function follow() {
  try {
    const answer = await fetch("state.json", { cache: "no-store" });
    render(await answer.json());
  } catch (failure) {
    byId("phase").textContent = "No answer from the run: it has ended, or is being stopped. This is its last state.";
    byId("phase").className = "lost";
  }
  setTimeout(follow, 1000);
}

const recorded = JSON.parse(byId("state").textContent);
if (recorded) render(recorded); else follow();
let resized;
addEventListener("resize", () => { clearTimeout(resized); resized = setTimeout(() => shown && render(shown), 120); });
