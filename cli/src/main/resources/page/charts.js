/* Line charts as SVG, drawn in the pixels that they have, so that text keeps its size. */
const SVG = "http://www.w3.org/2000/svg";

function shape(name, attributes, text) {
  const node = document.createElementNS(SVG, name);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  if (text !== undefined) node.textContent = text;
  return node;
}

/* Steps of 1, 2 or 5 times a power of ten. */
function ticks(low, high, about) {
  const raw = (high - low) / Math.max(1, about);
  if (!(raw > 0)) return [low];
  const power = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 5, 10].map(f => f * power).find(s => s >= raw - 1e-12);
  const all = [];
  for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + step * 1e-6; v += step) all.push(+v.toPrecision(12));
  return all;
}

/* Steps that people count minutes and seconds in. */
function timeTicks(low, high, about) {
  const step = [5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400].find(s => (high - low) / 1000 / s <= about) || 172800;
  const all = [];
  for (let v = Math.ceil(low / 1000 / step) * step; v * 1000 <= high; v += step) all.push(v * 1000);
  return all;
}

function minutes(milliseconds) {
  const s = Math.max(0, Math.round(milliseconds / 1000)), h = Math.floor(s / 3600);
  const rest = String(s % 60).padStart(2, "0"), m = Math.floor(s / 60) % 60;
  return h ? h + ":" + String(m).padStart(2, "0") + ":" + rest : m + ":" + rest;
}

/* Labels that keep a distance and their order. */
function spread(labels, distance, low, high) {
  labels.sort((a, b) => a.y - b.y);
  let last = -Infinity;
  for (const l of labels) { l.at = Math.max(l.y, last + distance); last = l.at; }
  let over = last - high;
  for (let i = labels.length - 1; i >= 0 && over > 0; i--) {
    labels[i].at = Math.min(labels[i].at, high - (labels.length - 1 - i) * distance);
  }
  for (const l of labels) l.at = Math.max(l.at, low);
  return labels;
}

/*
 * chart: {label, height, series: [{name, cls, segments: [[[x, y, title, beside the line]]]}], x: {from, to, name, time},
 *         y: {to, name}, marks: [{x, text}], levels: [{y, text}], ends}
 */
function lineChart(into, chart) {
  const width = Math.max(220, into.clientWidth), height = chart.height;
  const room = { left: 38, right: chart.ends && width > 480 ? 118 : 8, top: 16, bottom: 34 };
  const inner = { w: width - room.left - room.right, h: height - room.top - room.bottom };
  const px = x => room.left + (x - chart.x.from) / Math.max(1e-9, chart.x.to - chart.x.from) * inner.w;
  const py = y => room.top + (1 - y / chart.y.to) * inner.h;
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, height, role: "img", "aria-label": chart.label });

  for (const v of ticks(0, chart.y.to, Math.max(2, inner.h / 27))) {
    svg.append(shape("line", { class: v ? "grid" : "axis", x1: room.left, x2: width - room.right, y1: py(v), y2: py(v) }));
    svg.append(shape("text", { x: room.left - 6, y: py(v) + 4, "text-anchor": "end" }, +v.toFixed(3)));
  }
  const across = Math.max(2, Math.floor(inner.w / 72));
  const xs = chart.x.time ? timeTicks(chart.x.from, chart.x.to, across) : ticks(chart.x.from, chart.x.to, across);
  for (const v of xs) {
    svg.append(shape("text", { x: px(v), y: height - room.bottom + 15, "text-anchor": "middle" }, chart.x.time ? minutes(v) : v.toLocaleString("en")));
  }
  svg.append(shape("text", { x: room.left + inner.w / 2, y: height - 4, "text-anchor": "middle" }, chart.x.name));
  svg.append(shape("text", { x: 2, y: 9 }, chart.y.name));

  let lastMark = -Infinity;
  for (const mark of chart.marks || []) {
    svg.append(shape("line", { class: "mark", x1: px(mark.x), x2: px(mark.x), y1: room.top - 2, y2: room.top + inner.h }));
    if (px(mark.x) - lastMark > 22) {
      svg.append(shape("text", { class: "mark-text", x: px(mark.x), y: 9, "text-anchor": "middle" }, mark.text));
      lastMark = px(mark.x);
    }
  }
  const ends = [];
  for (const one of chart.series) {
    const group = shape("g", { class: one.cls });
    for (const segment of one.segments) {
      const line = segment.filter(p => !p[3]);
      if (line.length > 1) {
        group.append(shape("path", { class: "curve", d: "M" + line.map(p => px(p[0]).toFixed(1) + " " + py(p[1]).toFixed(1)).join("L") }));
      }
      if (segment.length === 1 || one.points) {
        for (const p of segment) {
          const dot = shape("circle", { cx: px(p[0]).toFixed(1), cy: py(p[1]).toFixed(1), r: p[3] ? 1.6 : 2.2, class: p[3] ? "few" : "" });
          dot.append(shape("title", {}, p[2] || String(p[1])));
          group.append(dot);
        }
      }
    }
    const segments = one.segments.filter(s => s.length);
    if (chart.ends && width > 480 && segments.length) {
      const last = segments[segments.length - 1].slice(-1)[0];
      ends.push({ y: py(last[1]) + 4, text: one.name + " " + last[1].toFixed(2), group });
    }
    svg.append(group);
  }
  for (const end of spread(ends, 14, room.top + 4, room.top + inner.h + 4)) {
    end.group.append(shape("text", { class: "end-text", x: width - room.right + 6, y: end.at }, end.text));
  }
  for (const level of chart.levels || []) {
    svg.append(shape("line", { class: "level", x1: room.left, x2: width - room.right, y1: py(level.y), y2: py(level.y) }));
    svg.append(shape("text", { class: "level-text", x: room.left + 4, y: py(level.y) - 4 }, level.text));
  }
  into.replaceChildren(svg);
}
