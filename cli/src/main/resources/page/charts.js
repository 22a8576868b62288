/* Line charts by uPlot. A chart lives as long as its key is drawn and gets new data in place. */
"use strict";

const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [12, 4]];
const plots = new Map();
let onPaper = false;

/* A colour of the style sheet as it is now, by light or dark; on paper always the light one. */
function ink(name) {
  return getComputedStyle(onPaper ? byId("paper") : document.documentElement).getPropertyValue(name).trim() || "#000";
}

/* A line as it looks in a chart: colour and dashes tell tasks apart, each alone would do. */
function swatch(place) {
  return drawn("svg", { class: "swatch", viewBox: "0 0 26 8", width: 26, height: 8, "aria-hidden": "true" },
    drawn("line", { class: "s" + place % 6, x1: 1, x2: 25, y1: 4, y2: 4, "stroke-width": 2.5, "stroke-dasharray": DASHES[place % 6].join(" ") }));
}

/*
 * One chart.
 * options: {label, height, time, xName, yName, top,
 *   lines: [{name, place, points: [[x, y, what is told of it]], faint: bool}],
 *   marks: [{x, text}], levels: [{y, text}]}
 * Returns the element to place; the same one for the same key.
 */
function lineChart(key, options) {
  let plot = plots.get(key);
  const shape = JSON.stringify([options.lines.map(l => [l.name, l.place, l.faint]), options.height, options.time]);
  if (!plot || plot.shape !== shape) {
    if (plot) plot.chart?.destroy();
    plot = { shape, box: element("div", { class: "plot", role: "img" }), told: element("output", { class: "told" }), zoomed: false };
    plots.set(key, plot);
    new ResizeObserver(() => fit(plot)).observe(plot.box);
    plot.box.addEventListener("dblclick", () => { plot.zoomed = false; });
  }
  plot.options = options;
  plot.box.setAttribute("aria-label", options.label);
  plot.data = joined(options);
  if (!plot.chart) fit(plot);
  else if (plot.zoomed) { plot.chart.setData(plot.data, false); plot.chart.redraw(); }
  else plot.chart.setData(plot.data);
  return element("div", { class: "chart" }, plot.box, plot.told);
}

/* All lines over the same x, with gaps where a line has no point. */
function joined(options) {
  const tables = options.lines.filter(l => l.points.length).map(l => [l.points.map(p => p[0]), l.points.map(p => p[1])]);
  if (!tables.length) return [[], ...options.lines.map(() => [])];
  const all = uPlot.join(tables);
  let at = 1;
  return [all[0], ...options.lines.map(l => l.points.length ? all[at++] : all[0].map(() => null))];
}

function fit(plot) {
  const width = Math.floor(plot.box.clientWidth);
  if (width < 40) return;
  if (!plot.chart) plot.chart = made(plot, width);
  else if (plot.chart.width !== width) plot.chart.setSize({ width, height: plot.options.height });
}

/* As much of a time as tells ticks of this distance, in seconds, apart. */
function times(u, all, axis, space, distance) {
  return all.map(v => {
    if (v === null) return "";
    const full = fullTime(v * 1000);
    return distance >= 86400 ? full.slice(5, 10) : full.slice(11, distance >= 60 ? 16 : 19);
  });
}

function made(plot, width) {
  const o = () => plot.options;
  const axis = (side, label, more) => ({ side, ...(label ? { label, labelSize: 16, labelGap: 0, labelFont: "11px system-ui" } : {}), font: "11px system-ui", stroke: () => ink("--soft"),
    grid: { stroke: () => ink("--grid"), width: 1 }, ticks: { stroke: () => ink("--grid"), width: 1, size: 4 }, ...more });
  return new uPlot({
    width, height: o().height, legend: { show: false }, padding: [14, o().time ? 28 : 14, 0, 0],
    cursor: { y: false, points: { size: 7 }, drag: { x: true, y: false } },
    scales: { x: { time: o().time }, y: { range: () => [0, o().top] } },
    axes: [axis(2, o().xName, { size: 28, space: 76, values: o().time ? times : (u, all) => all.map(v => v === null ? "" : whole(v)) }), axis(3, o().yName, { size: 40, values: (u, all) => all.map(v => +v.toFixed(3)) })],
    series: [{}, ...o().lines.map(l => {
      const stroke = () => ink("--s" + l.place % 6);
      const points = l.faint ? { show: true, size: 5, stroke, fill: () => ink("--card") } : { size: 5, stroke, fill: stroke };
      return { label: l.name, stroke, width: 2, dash: DASHES[l.place % 6], spanGaps: true, points, ...(l.faint ? { paths: () => null } : {}) };
    })],
    hooks: { draw: [u => marked(u, o())], setCursor: [u => tell(u, plot)], setSelect: [u => { plot.zoomed = u.select.width > 0; }] },
  }, plot.data, plot.box);
}

/* Roll-overs as vertical lines, and levels to compare with as dashed ones. */
function marked(u, options) {
  const c = u.ctx, { left, top, width, height } = u.bbox, scale = u.pxRatio || devicePixelRatio;
  c.save();
  c.font = `${11 * scale}px system-ui`;
  c.lineWidth = scale;
  let last = -Infinity;
  for (const mark of options.marks || []) {
    const x = u.valToPos(mark.x, "x", true);
    if (x < left || x > left + width) continue;
    c.strokeStyle = c.fillStyle = ink("--soft");
    c.setLineDash([]);
    c.globalAlpha = .6;
    c.beginPath(); c.moveTo(x, top); c.lineTo(x, top + height); c.stroke();
    c.globalAlpha = 1;
    if (x - last > 24 * scale) { c.textAlign = "center"; c.fillText(mark.text, x, top - 3 * scale); last = x; }
  }
  (options.levels || []).forEach((level, i) => {
    const y = u.valToPos(level.y, "y", true);
    c.strokeStyle = c.fillStyle = ink("--level");
    c.setLineDash([5 * scale, 4 * scale]);
    c.beginPath(); c.moveTo(left, y); c.lineTo(left + width, y); c.stroke();
    // Levels may lie close to each other: their names at different ends.
    c.textAlign = i % 2 ? "right" : "left";
    c.fillText(level.text, i % 2 ? left + width - 4 * scale : left + 4 * scale, y - 4 * scale);
  });
  c.restore();
}

/* What stands under the pointer, beside the chart and not over it. */
function tell(u, plot) {
  const at = u.cursor.idx;
  if (at === null || at === undefined) { plot.told.textContent = ""; return; }
  const x = u.data[0][at], said = [];
  for (const line of plot.options.lines) {
    const point = line.points.find(p => p[0] === x);
    if (point) said.push(`${line.name} ${point[1].toFixed(3)}${point[2] ? ` (${point[2]})` : ""}`);
  }
  plot.told.textContent = said.length ? `${plot.options.time ? clockTime(x * 1000) : plot.options.xName + " " + whole(x)}: ${said.join(", ")}` : "";
}

const redraw = () => plots.forEach(plot => plot.chart?.redraw(false));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
addEventListener("beforeprint", () => { onPaper = true; redraw(); });
addEventListener("afterprint", () => { onPaper = false; redraw(); });
