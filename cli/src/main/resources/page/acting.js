/* What an operator does: orders with a confirmation and a token, and dead letters sent again. */
"use strict";

const SHOWN_TOKEN = "freshet-token";

/* Opens a dialog; resolves to whether it was answered by its strong button. */
function answered(name) {
  const dialog = byId(name), form = dialog.querySelector("form");
  return new Promise(resolve => {
    const end = yes => { form.onsubmit = null; dialog.onclose = null; if (dialog.open) dialog.close(); resolve(yes); };
    form.onsubmit = event => { event.preventDefault(); end(true); };
    byId(name + "-no").onclick = () => end(false);
    dialog.onclose = () => end(false);
    dialog.showModal();
  });
}

/* Kept for this tab alone, and gone with it. Several who wait for a token wait for the same one. */
let awaited = null;
function newToken(why) {
  awaited ??= (async () => {
    byId("token-text").textContent = why;
    byId("token-value").value = "";
    const given = await answered("token");
    if (given) sessionStorage.setItem(SHOWN_TOKEN, byId("token-value").value.trim());
    awaited = null;
    return given;
  })();
  return awaited;
}

/* Asks the server; where it wants a token, asks the person for one and goes on. */
async function ask(path, body, patient) {
  const token = sessionStorage.getItem(SHOWN_TOKEN);
  const answer = await fetch("page/" + path, {
    method: body === undefined ? "GET" : "POST", cache: "no-store", credentials: "omit",
    headers: { ...(token ? { Authorization: "Bearer " + token } : {}), ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const content = await answer.json();
  if (answer.ok) return content;
  if (answer.status === 401 && await newToken((token ? "The token was not accepted. " : "") + content.error.message)) return ask(path, body, patient);
  if (patient && answer.status === 503 && content.error.code === "not_ready") {
    patient(content.error.message);
    await new Promise(resolve => setTimeout(resolve, 1000));
    return ask(path, body, patient);
  }
  throw new Error(content.error.message);
}

let silence;
function say(text, bad) {
  const said = byId("said");
  said.textContent = text;
  said.className = bad ? "bad" : "good";
  clearTimeout(silence);
  silence = setTimeout(() => { said.textContent = ""; said.className = ""; }, 15000);
}

async function confirmed(title, text, command, withReason) {
  byId("confirm-title").textContent = title;
  byId("confirm-text").textContent = text;
  byId("confirm-command").textContent = command;
  byId("confirm-why").hidden = !withReason;
  byId("confirm-reason").value = "";
  byId("confirm-yes").textContent = title;
  return answered("confirm");
}

async function order(act, of, title, text, command) {
  if (!await confirmed(title, text, command, true)) return;
  try {
    say((await ask("act", { act, of, reason: byId("confirm-reason").value })).said);
  } catch (failure) {
    say(failure.message, true);
  }
}

/* The acts that a version or a generation has, as buttons. */
const acts = {
  version(v) {
    const one = (act, title, text) => button(title, `${act}-${v.name}`, () => order(act, v.name, title, `${v.name}: ${text}`, `freshet versions --${act} ${v.name}`));
    return [
      v.state === "PROMOTED" ? null : one("promote", "Promote", "let it serve, whatever the gate said. A generation is built for it first, where none is there."),
      v.state === "REJECTED" ? null : one("reject", "Reject", "do not let it serve; if it does, the generation before it serves again."),
      v.command === "PIN" ? one("unpin", "Unpin", "take back the pin, and decide on candidates again.") : one("pin", "Pin", "let it serve, and nothing else until it is unpinned."),
    ];
  },
  generation(g) {
    const one = (act, title, text, command) => button(title, `${act}-${g.index}`, () => order(act, g.index, title, `${g.index}: ${text}`, command || `freshet generations ${act} ${g.index}`));
    if (g.state === "RETIRING") return [one("promote_generation", "Swap back", `let version ${g.version} serve again. It is still written to, so searches get it at once.`, `freshet generations promote ${g.index}`)];
    if (!building(g)) return [];
    return [
      one("pause", "Pause", "the build reads no more documents until it is resumed; what was read is written."),
      one("resume", "Resume", "the build goes on, also one that was held back."),
      one("abandon", "Abandon", "the build is given up and its index deleted."),
    ];
  },
  card(v) {
    const text = element("pre", {});
    const shown = details("card-" + v.name, "Card", text);
    shown.addEventListener("toggle", async () => {
      if (!shown.open || text.textContent) return;
      try { text.textContent = (await ask("card", { version: v.name })).card; } catch (failure) { text.textContent = failure.message; }
    });
    return shown;
  },
};

/* ---- dead letters ---- */

const letters = { filter: { topic: "", stage: "", reason: "" }, found: null, failed: "" };

function lettersView(state, redrawn) {
  const field = name => element("label", {}, name[0].toUpperCase() + name.slice(1), element("input", { name, value: letters.filter[name], list: "known-" + name, autocomplete: "off", "data-key": "letters-" + name, input: event => { letters.filter[name] = event.target.value.trim(); } }),
    element("datalist", { id: "known-" + name }, [...new Set(name === "stage" ? (letters.found?.letters || []).map(l => l.stage) : state.deadLetters.counts.map(c => c[name]))].map(value => element("option", { value }))));
  const form = element("form", { class: "filter", submit: event => { event.preventDefault(); browse(redrawn); } }, field("topic"), field("stage"), field("reason"),
    element("button", { type: "submit", "data-key": "letters-find" }, "Find"), button("Replay these", "letters-replay", () => replay(redrawn)));
  return [
    letterCounts(state),
    card("Browse and replay", "An empty filter takes all. Replay sends the bytes of those found to their topics again, each once, however often it is asked for.", form,
      letters.failed ? element("p", { class: "state bad" }, letters.failed) : letters.found ? found() : empty("Find lists the newest hundred.")),
  ];
}

function found() {
  const { count, letters: shown } = letters.found;
  return element("div", {}, element("p", { class: "note" }, `${whole(count)} found${count > shown.length ? `, the newest ${shown.length} shown` : ""}.`),
    element("ul", { class: "letters" }, shown.map(l => element("li", {}, details("letter-" + l.name, element("span", {}, element("code", {}, l.name), " ", element("b", {}, l.reason), ` at ${l.stage}, ${clockTime(l.writtenAt)}`, l.replayed ? element("span", { class: "tag" }, "replayed") : null, l.cut ? element("span", { class: "tag" }, "cut: cannot be replayed") : null),
      element("p", { class: "reason" }, l.error), l.key ? element("p", { class: "soft" }, "key ", element("code", {}, l.key)) : null, element("pre", {}, l.value))))));
}

async function browse(redrawn) {
  letters.failed = "";
  try { letters.found = await ask("letters", letters.filter); } catch (failure) { letters.failed = failure.message; }
  redrawn();
}

async function replay(redrawn) {
  const options = Object.entries(letters.filter).filter(([, value]) => value).map(([name, value]) => ` --${name} ${value}`).join("");
  try {
    const would = await ask("letters/replay", { ...letters.filter, dryRun: true });
    const text = `${whole(would.sent)} would be sent to their topics again; ${whole(would.before)} were replayed before, ${whole(would.cut)} are cut and cannot be.`;
    if (!await confirmed("Replay", text, "freshet dead-letters replay" + options, false)) return;
    const done = await ask("letters/replay", letters.filter);
    say(`${whole(done.sent)} replayed.`);
    await browse(redrawn);
  } catch (failure) {
    say(failure.message, true);
  }
}
