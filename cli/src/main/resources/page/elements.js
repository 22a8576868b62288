/* Small things that every view is made of. No markup is made of texts: all goes through text nodes. */
"use strict";

const byId = id => document.getElementById(id);
const whole = n => Math.round(n).toLocaleString("en");
const number = (value, digits = 3) => value === undefined || value === null ? "–" : value.toFixed(digits);
const signed = value => value === undefined ? "–" : (value < 0 ? "−" : "+") + Math.abs(value).toFixed(3);
const percent = share => (100 * share).toFixed(0) + " %";
const words = constant => constant.toLowerCase().replaceAll("_", " ");

/* Attributes that are functions are listeners. */
function element(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") node.addEventListener(key, value);
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

function drawn(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  node.append(...children);
  return node;
}

const empty = text => element("p", { class: "empty" }, text);

function card(title, note, ...content) {
  return element("section", {}, element("h3", {}, title), note ? element("p", { class: "note" }, note) : null, ...content);
}

/* Year to second, in the time zone of the one who looks. */
function fullTime(milliseconds) {
  const time = new Date(milliseconds), pad = n => String(n).padStart(2, "0");
  return [time.getFullYear(), pad(time.getMonth() + 1), pad(time.getDate())].join("-") + " " + [time.getHours(), time.getMinutes(), time.getSeconds()].map(pad).join(":");
}

/* Without the day where that is today. */
function clockTime(milliseconds) {
  const time = fullTime(milliseconds);
  return time.slice(0, 10) === fullTime(Date.now()).slice(0, 10) ? time.slice(11) : time;
}

function duration(milliseconds) {
  const s = Math.max(0, Math.round(milliseconds / 1000));
  if (s < 120) return s + " s";
  return s < 7200 ? Math.round(s / 60) + " min" : (s / 3600).toFixed(1) + " h";
}

/* heads: {name, number}; a cell is a text or an element. On narrow screens a row becomes a card. */
function table(label, heads, rows, none) {
  if (!rows.length) return empty(none);
  const cls = head => head.number ? "n" : undefined;
  return element("table", { "aria-label": label },
    element("thead", {}, element("tr", {}, heads.map(h => element("th", { scope: "col", class: cls(h) }, h.name)))),
    element("tbody", {}, rows.map(row => element("tr", {}, row.map((cell, i) =>
      element("td", { "data-label": heads[i].name, class: cls(heads[i]) }, ...(Array.isArray(cell) ? cell : [cell])))))));
}

/* A state has a sign beside its colour. */
function stateWord(word) {
  const good = ["SERVING", "PROMOTED", "HELD"].includes(word), bad = ["REJECTED", "ABANDONED", "ROLLED_BACK", "WORSE"].includes(word);
  return element("span", { class: "state" + (good ? " good" : bad ? " bad" : "") },
    element("span", { class: "sign", "aria-hidden": "true" }, good ? "●" : bad ? "✕" : "○"), words(word));
}

function bar(share, label, cls) {
  const fill = element("i", { class: cls });
  // Through the object model: the page's policy allows no style in markup.
  fill.style.width = 100 * Math.min(1, Math.max(0, share)) + "%";
  return element("div", { class: "bar", role: "progressbar", "aria-valuenow": Math.round(100 * share), "aria-valuemin": 0, "aria-valuemax": 100, "aria-label": label }, fill);
}

function button(text, key, act, attributes) {
  return element("button", { type: "button", "data-key": key, click: act, ...attributes }, text);
}

function details(key, summary, ...content) {
  return element("details", { "data-key": key }, element("summary", {}, summary), ...content);
}
