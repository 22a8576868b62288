/* SPDX-License-Identifier: Apache-2.0 */
// Searches the headings of the site. "/" goes to the field, arrow keys through what was found.
"use strict";
(() => {
  const MOST = 12;
  const form = document.getElementById("search");
  const field = form.querySelector("input");
  const list = form.querySelector("ul");
  const status = form.querySelector("[role=status]");
  const top = document.body.dataset.top;

  // Lower is better; undefined where a word is found nowhere.
  function rank(entry, words) {
    const heading = entry.heading.toLowerCase();
    const both = heading + " " + entry.page.toLowerCase();
    if (!words.every((word) => both.includes(word))) return undefined;
    if (heading.startsWith(words.join(" "))) return 0;
    return words.every((word) => heading.includes(word)) ? 1 : 2;
  }

  function found(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    return FRESHET_HEADINGS
      .map((entry) => ({ entry, rank: rank(entry, words) }))
      .filter((hit) => hit.rank !== undefined)
      .sort((a, b) => a.rank - b.rank)
      .slice(0, MOST)
      .map((hit) => hit.entry);
  }

  function item(entry) {
    const link = document.createElement("a");
    link.href = top + entry.address;
    link.textContent = entry.heading;
    if (entry.page !== entry.heading) {
      const page = document.createElement("small");
      page.textContent = entry.page;
      link.append(" ", page);
    }
    const line = document.createElement("li");
    line.append(link);
    return line;
  }

  function show() {
    const entries = found(field.value);
    list.replaceChildren(...entries.map(item));
    list.hidden = entries.length === 0;
    status.textContent = field.value.trim() === "" ? "" : entries.length + " found";
  }

  function close() {
    list.hidden = true;
  }

  function move(by) {
    const stops = [field, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + by];
    if (next) next.focus();
  }

  form.hidden = false;
  field.addEventListener("input", show);
  field.addEventListener("focus", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = list.querySelector("a");
    if (first) first.click();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      field.focus();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  list.addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    const writing = event.target instanceof HTMLInputElement;
    if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
    }
  });
})();
