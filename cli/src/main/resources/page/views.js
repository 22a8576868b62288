/* What each view shows of a state. Pure of the network: a report draws them as well. */
"use strict";

const METRICS = [["mrr", "MRR"], ["recallAt10", "Recall@10"], ["ndcgAt10", "nDCG@10"]];

function taskNames(state) {
  return [...new Set([...Object.keys(state.tasks), ...state.windows.map(w => w.task), ...Object.keys(state.bm25)])].sort();
}

const place = (state, task) => Math.max(0, taskNames(state).indexOf(task));
const serving = state => state.generations.filter(g => g.state === "SERVING").pop();
const building = g => ["WAITING", "CREATED", "BACKFILLING", "CATCHING_UP", "VALIDATING"].includes(g.state);
const taskName = (state, task) => [swatch(place(state, task)), task];

/* Whether a window holds at least a third of the queries that a window of its task can hold. */
function full(windows, w) {
  return 3 * w.queries >= Math.max(...windows.map(o => o.queries));
}

function lastWindow(state, task) {
  const windows = state.windows.filter(w => w.task === task && w.queries > 0);
  return windows.filter(w => full(windows, w)).pop();
}

/* ---- results of a command ---- */

function results({ report, training, ended }) {
  const facts = Object.entries(report.facts).filter(([, value]) => value !== "");
  return [
    card("What was done", null, element("dl", { class: "addresses" }, facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]))),
    training.steps ? card("Training", null, element("dl", { class: "addresses" }, [["Examples", whole(training.consumed)], ["Steps", whole(training.steps)], ["Pairs", whole(training.pairs)], ["Speed", whole(training.meanPairsPerSecond) + " pairs/s"], ["Loss", `${number(training.firstLoss)} at first, ${number(training.lastLoss)} at last`]].flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]))) : null,
    ...report.tables.map(resultTable),
  ].filter(part => part);
}

function resultTable(t) {
  const numeric = t.columns.map((_, i) => t.rows.some(row => typeof row[i] === "number") && t.rows.every(row => typeof row[i] === "number" || row[i] === ""));
  const most = t.bars === null ? 0 : Math.max(...t.rows.map(row => Math.abs(row[t.bars]) || 0), 1e-9);
  const cell = (value, i) => typeof value !== "number" ? value : Number.isInteger(value) ? whole(value) : value.toFixed(4);
  return card(t.title, t.note || null, table(t.title, [...t.columns.map((name, i) => ({ name, number: numeric[i] })), ...(t.bars === null ? [] : [{ name: "" }])],
    t.rows.map(row => [...row.map(cell), ...(t.bars === null ? [] : [typeof row[t.bars] === "number" ? element("div", { class: "result-bar" }, bar(row[t.bars] / (t.columns[t.bars] === "Queries" ? most : Math.max(1, most)), `${row[0]}: ${cell(row[t.bars])}`)) : ""])]), "Nothing was evaluated."));
}

/* ---- overview ---- */

function overview(state) {
  const t = state.training, now = serving(state), open = state.versions.filter(v => v.state === "CANDIDATE");
  const figures = [
    ["Examples trained on", whole(t.consumed), t.rejected ? whole(t.rejected) + " rejected" : "none rejected"],
    ["Steps", whole(t.steps), whole(t.pairs) + " pairs"],
    ["Speed", whole(state.ended ? t.meanPairsPerSecond : t.pairsPerSecond) + " pairs/s", state.ended ? "mean of the run" : "mean " + whole(t.meanPairsPerSecond)],
    ["Loss", number(t.lastLoss), t.firstLoss === null ? "no step yet" : "from " + number(t.firstLoss) + " at first"],
    ["Serving", now ? "g" + now.number : "none yet", now ? "version " + now.version : "nothing behind the alias"],
    ["Dead letters", whole(state.deadLetters.total), state.deadLetters.total ? "kept with their reasons" : "every record usable"],
  ];
  const builds = state.generations.filter(building);
  const quality = taskNames(state).filter(task => lastWindow(state, task));
  return [
    element("dl", { class: "figures" }, figures.map(([name, value, more]) => element("div", {}, element("dt", {}, name), element("dd", {}, value, element("small", {}, more))))),
    card(state.ended ? "Unfinished" : "Under way", null, builds.length || open.length || state.alarms.length
      ? element("ul", { class: "list" },
        builds.map(g => element("li", {}, element("code", {}, g.index), " ", stateWord(g.state), " ", percent(g.progress), g.leftMillis === undefined ? "" : `, about ${duration(g.leftMillis)} left`, g.reason ? `: ${g.reason}` : "")),
        open.map(v => element("li", {}, "version ", element("code", {}, v.name), state.ended ? " without the gate's verdict" : " waits for the gate's verdict")),
        state.alarms.length ? element("li", {}, element("span", { class: "state bad" }, `✕ ${state.alarms.length} alarm${state.alarms.length > 1 ? "s" : ""}`), " of falling quality: see Evaluation") : null)
      : empty("Nothing: no build, no version without a verdict, no alarm.")),
    card("Search quality", "Newest window of live searches with at least a third of the queries of the largest, by task.",
      quality.length ? table("Search quality by task", [{ name: "Task" }, ...METRICS.map(([, name]) => ({ name, number: true })), { name: "MRR of BM25", number: true }, { name: "MRR of hybrid", number: true }, { name: "Queries", number: true }],
        quality.map(task => { const w = lastWindow(state, task);
          return [taskName(state, task), ...METRICS.map(([key]) => number(w[key])), number((state.bm25[task] || {}).mrr), number((state.hybrid[task] || {}).mrr), whole(w.queries)]; }), "")
      : empty("Waiting for the first window."),
      quality.length ? courses(state, quality) : null),
    card("Addresses", null, addresses(state)),
  ];
}

/* How the MRR of every task went, over all generations. */
function courses(state, names) {
  const lines = names.map(task => {
    const windows = state.windows.filter(w => w.task === task && w.queries > 0);
    // Where two generations have a window of one end, the newer one's counts.
    const points = new Map(windows.filter(w => full(windows, w)).map(w => [w.end / 1000, [w.end / 1000, w.mrr, w.generation]]));
    return { name: task, place: place(state, task), points: [...points.values()] };
  });
  return lineChart("courses", {
    label: "MRR over time: " + names.map(task => `${task} now ${number(lastWindow(state, task).mrr)}`).join(", "),
    height: 220, time: true, xName: "", yName: "MRR", top: Math.min(1, 1.15 * Math.max(0.1, ...lines.flatMap(l => l.points.map(p => p[1])))), lines, marks: rollOvers(state),
  });
}

function rollOvers(state) {
  return state.generations.filter(g => g.servingSince !== null).map(g => ({ x: g.servingSince / 1000, text: "g" + g.number })).sort((a, b) => a.x - b.x);
}

function addresses(state) {
  const all = Object.entries(state.addresses);
  return all.length ? element("dl", { class: "addresses" }, all.flatMap(([name, url]) =>
    [element("dt", {}, name), element("dd", {}, /^https?:/.test(url) && !url.includes(",") && !state.ended ? element("a", { href: url, rel: "noreferrer" }, url) : url)]))
    : empty("Nothing is up yet.");
}

/* ---- tasks ---- */

function tasks(state) {
  const all = Object.entries(state.tasks), trained = all.filter(([, t]) => t.losses.length);
  const points = trained.flatMap(([, t]) => t.losses);
  const loss = trained.length ? [lineChart("loss", {
    label: "Loss by step: " + trained.map(([name, t]) => `${name} ${number(t.losses.at(-1).loss, 2)}`).join(", "),
    height: 260, time: false, xName: "optimiser step", yName: "loss (nats)", top: Math.max(0.1, ...points.map(p => p.loss)) * 1.06,
    lines: trained.map(([name, t]) => ({ name, place: place(state, name), points: t.losses.map(l => [l.step, l.loss]) })),
  }), element("ul", { class: "legend" }, trained.map(([name, t]) => element("li", {}, ...taskName(state, name), " " + number(t.losses.at(-1).loss, 2))))]
    : [empty("Waiting for the first step.")];
  const scale = Math.max(0.01, ...all.flatMap(([, t]) => [t.expectedShare, t.actualShare])) * 1.08;
  return [
    card("Loss by task", null, ...loss),
    card("Share of training rows", "Bar: dealt lately. Mark: what the sampling strategy asks for.", ...(all.some(([, t]) => t.arrived) ? all.map(([name, t]) => shareOf(state, name, t, scale)) : [empty("Waiting for the first examples.")])),
    card("Test-then-train", "Ranks in the forward pass before the update, among the candidates of the batch. By chance the own text of n has an MRR of H(n)/n.",
      table("Test-then-train by task", [{ name: "Task" }, { name: "MRR", number: true }, { name: "by chance", number: true }, { name: "Recall@1", number: true }, { name: "Candidates", number: true }, { name: "Seen", number: true }, { name: "Dealt", number: true }, { name: "Buffered", number: true }],
        all.map(([name, t]) => [taskName(state, name), number(t.inBatch.mrr), t.inBatch.candidates ? number(chance(t.inBatch.candidates)) : "–", number(t.inBatch.recall_1), t.inBatch.candidates ? whole(t.inBatch.candidates) : "–", whole(t.arrived), whole(t.dealt), whole(t.buffered)]), "Waiting for the first examples.")),
  ];
}

function chance(candidates) {
  let harmonic = 0;
  for (let i = 1; i <= candidates; i++) harmonic += 1 / i;
  return harmonic / Math.max(1, candidates);
}

function shareOf(state, name, t, scale) {
  const shown = bar(t.actualShare / scale, `${name}: dealt ${percent(t.actualShare)}, asked for ${percent(t.expectedShare)}`, "s" + place(state, name) % 6);
  const asked = element("b", {});
  asked.style.left = 100 * t.expectedShare / scale + "%";
  shown.append(asked);
  return element("div", { class: "share" }, element("span", {}, ...taskName(state, name)), element("span", { class: "numbers" }, `${percent(t.actualShare)} of ${percent(t.expectedShare)} asked for`), shown);
}

/* ---- versions ---- */

function versions(state, acts) {
  const now = serving(state);
  return [
    card("Lineage", "Newest first, each with the version that it goes on from.", state.versions.length
      ? element("ol", { class: "versions" }, [...state.versions].reverse().map(v => version(v, now, acts)))
      : empty("Waiting for the first version.")),
    card("What every version reached on every task", "nDCG@10 on the frozen probe sets; darker is better within a task. Backward transfer: mean over tasks against the first version that was scored on them. Worst task: against the best version before.", matrix(state)),
  ];
}

function version(v, now, acts) {
  const findings = Object.entries((v.decision || {}).tasks || {});
  const numbers = Object.entries(v.metrics);
  return element("li", {},
    element("div", { class: "version-head" }, element("code", {}, v.name), stateWord(v.state), now && now.version === v.name ? element("span", { class: "tag" }, "serves as g" + now.number) : null, v.command ? element("span", { class: "tag" }, "ordered: " + words(v.command)) : null,
      element("span", { class: "soft" }, `step ${whole(v.step)}, ${clockTime(v.createdAt)}` + (v.parent ? `, from ${v.parent}` : ""))),
    v.reason ? element("p", { class: "reason" }, v.reason) : null,
    acts ? element("div", { class: "acts" }, acts.version(v)) : null,
    findings.length ? details("findings-" + v.name, `Findings on ${findings.length} task${findings.length > 1 ? "s" : ""}`, table("Findings on " + v.name, [{ name: "Task" }, { name: "Finding" }, { name: "Why" }],
      findings.sort(([a], [b]) => a < b ? -1 : 1).map(([task, f]) => [task, stateWord(f.outcome), element("div", {}, f.reason, list(f.numbers))]), "")) : null,
    numbers.length ? details("numbers-" + v.name, "Numbers", list(v.metrics)) : null,
    acts ? acts.card(v) : null,
    element("p", { class: "soft path" }, v.uri));
}

function list(numbers) {
  return element("dl", { class: "facts" }, Object.entries(numbers).sort(([a], [b]) => a < b ? -1 : 1).map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, Number.isInteger(value) ? whole(value) : value.toFixed(4)))));
}

function matrix(state) {
  const rows = state.matrix, names = [...new Set(rows.flatMap(r => Object.keys(r.scores)))].sort();
  const best = Object.fromEntries(names.map(t => [t, rows.map(r => r.scores[t]).filter(s => s !== undefined)]));
  const score = (r, t) => {
    const value = r.scores[t];
    if (value === undefined) return "–";
    const low = Math.min(...best[t]), high = Math.max(...best[t]);
    return element("span", { class: "heat h" + (high > low ? Math.round(4 * (value - low) / (high - low)) : 4) }, value.toFixed(3));
  };
  return table("Scores of versions by task",
    [{ name: "Version" }, ...names.map(name => ({ name, number: true })), { name: "Average", number: true }, { name: "Backward transfer", number: true }, { name: "Worst task" }],
    rows.map(r => [element("code", {}, r.version), ...names.map(t => score(r, t)), number(r.average), signed(r.backwardTransfer), r.worst === undefined ? "–" : `${r.worst.task} ${signed(-r.worst.loss)}`]),
    "Waiting for the first version to be scored.");
}

/* ---- generations ---- */

function generations(state, acts) {
  const heads = [{ name: "Index" }, { name: "Version" }, { name: "State" }, { name: "Backfill" }, { name: "Documents", number: true }, { name: "Serving since", number: true }, ...(acts ? [{ name: "Acts" }] : [])];
  return [card("Generations of the index", "One version of the model built each. The former one is written to as long as indexing.rollback-window says, and can serve again at once.",
    table("Generations", heads, [...state.generations].reverse().map(g => [
      element("code", {}, g.index), element("code", {}, g.version), [stateWord(g.state), g.reason ? element("small", {}, g.reason) : null], backfill(g),
      gone(g) || (building(g) && !g.documents) ? "–" : whole(g.documents), g.servingSince === null ? "–" : clockTime(g.servingSince), ...(acts ? [element("div", { class: "acts" }, acts.generation(g))] : []),
    ]), "Waiting for the first version to be promoted."))];
}

/* Nothing is left of it to be counted. */
const gone = g => g.state === "ABANDONED" || g.state === "RETIRED";

function backfill(g) {
  if (gone(g)) return g.state === "ABANDONED" ? "given up" : "deleted";
  return element("div", { class: "progress" }, bar(g.progress, "backfill of " + g.index, "accent"),
    element("span", {}, percent(g.progress) + (g.leftMillis === undefined ? "" : `, about ${duration(g.leftMillis)} left`)));
}

/* ---- evaluation ---- */

function evaluation(state) {
  const names = taskNames(state), marks = rollOvers(state);
  return [
    card("Search quality on held-out queries", "Sliding windows of live searches in the serving generation. Vertical lines: a new generation took over. Dashed: BM25 over the same documents and queries, and hybrid search where it was measured. Hollow points: windows with few queries, when a generation comes or goes.",
      ...(names.length ? names.map(task => quality(state, task, marks)) : [empty("Waiting for the first window.")])),
    card("Alarms", "Falls of rolling metrics that chance does not explain.", table("Alarms", [{ name: "Task" }, { name: "Generation" }, { name: "Metric" }, { name: "Before", number: true }, { name: "After", number: true }, { name: "Since", number: true }, { name: "Comes from" }],
      state.alarms.map(a => [a.task, element("code", {}, a.generation), a.metric, number(a.before), number(a.after), clockTime(a.since), a.diagnosis || "–"]), "None so far.")),
  ];
}

function quality(state, task, marks) {
  const windows = state.windows.filter(w => w.task === task && w.queries > 0), last = lastWindow(state, task);
  const levels = [[state.bm25, "BM25"], [state.hybrid, "hybrid"]].filter(([all]) => all[task]).map(([all, text]) => ({ of: all[task], text }));
  const head = element("div", { class: "task-head" }, element("h4", {}, ...taskName(state, task)), element("span", {}, last ? `${whole(last.queries)} queries in the last window` : "no window yet"));
  if (!windows.length) return element("div", { class: "task" }, head, empty("Waiting for the first window."));
  return element("div", { class: "task" }, head, element("div", { class: "task-charts" }, METRICS.map(([key, name]) => element("figure", {},
    element("figcaption", {}, element("b", {}, name), last ? " " + number(last[key]) : "", ...levels.map(l => ` · ${l.text} ${number(l.of[key])}`)),
    lineChart(`quality-${task}-${key}`, {
      label: `${name} of ${task} over time` + (last ? `, now ${number(last[key])}` : "") + levels.map(l => `; ${l.text} ${number(l.of[key])}`).join(""),
      height: 168, time: true, xName: "", yName: "", top: Math.min(1, 1.15 * Math.max(0.1, ...levels.map(l => l.of[key]), ...windows.map(w => w[key]))),
      lines: linesOf(windows, key, place(state, task)), marks, levels: levels.map(l => ({ y: l.of[key], text: l.text })),
    })))));
}

/* One line a generation: around a roll-over the windows of two of them overlap. */
function linesOf(windows, key, place) {
  const lines = [];
  for (const generation of new Set(windows.map(w => w.generation))) {
    const own = windows.filter(w => w.generation === generation);
    const point = w => [w.end / 1000, w[key], `${whole(w.queries)} queries`];
    for (const faint of [false, true]) {
      const points = own.filter(w => full(windows, w) !== faint).map(point);
      if (points.length) lines.push({ name: generation, place, faint, points });
    }
  }
  return lines;
}

/* ---- dead letters ---- */

function letterCounts(state) {
  return card("Dead letters by topic and reason", "Records that could not be used, kept with their bytes.",
    table("Dead letters by topic and reason", [{ name: "Topic" }, { name: "Reason" }, { name: "Records", number: true }], state.deadLetters.counts.map(c => [c.topic, c.reason, whole(c.count)]), "None so far."));
}
