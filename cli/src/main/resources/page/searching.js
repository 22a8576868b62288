/* One query, answered in several ways side by side, with the reasons of each answer. */
"use strict";

const LISTS = [["vector", "Vectors"], ["bm25", "BM25"], ["hybrid", "Hybrid"], ["beside", "Other generation"]];
const search = { text: "", task: "", beside: "", tasks: null, answer: null, note: "" };

function searchView(state, redrawn) {
  if (search.tasks === null) { search.tasks = []; ask("tasks.json").then(names => { search.tasks = names; redrawn(); }, () => { }); }
  const others = search.answer ? search.answer.generations.filter(g => g.index !== search.answer.serving.index) : state.generations.filter(g => !gone(g) && g.state !== "SERVING");
  const choice = (name, label, none, values) => element("label", {}, label, element("select", { name, "data-key": "search-" + name, change: event => { search[name] = event.target.value; } },
    element("option", { value: "" }, none), values.map(([value, text]) => element("option", { value, selected: search[name] === value }, text))));
  const form = element("form", { class: "filter", role: "search", submit: event => { event.preventDefault(); searched(redrawn); } },
    element("label", { class: "wide" }, "Query", element("input", { name: "text", type: "search", value: search.text, "data-key": "search-text", autocomplete: "off", required: true, input: event => { search.text = event.target.value; } })),
    choice("task", "Task", "the model's own way", search.tasks.map(t => [t, t])),
    choice("beside", "Beside the serving one", "no other generation", others.map(g => [g.index, `${g.index} (${g.version})`])),
    element("button", { type: "submit", "data-key": "search-go", class: "strong" }, "Search"));
  return [card("Search side by side", "The same query by vectors, by words and by both in the serving generation, and by vectors in another one with its own version: a candidate that is being built, or the former one.", form,
    element("p", { class: "note", role: "status" }, search.note), search.answer ? compared(search.answer) : null)];
}

async function searched(redrawn) {
  search.note = "Searching; the first search loads the version.";
  redrawn();
  try {
    search.answer = await ask("search", { text: search.text, task: search.task, beside: search.beside }, said => { search.note = said; redrawn(); });
    search.note = `Served by ${search.answer.serving.index}, version ${search.answer.serving.version}` + (search.answer.beside ? `; beside it ${search.answer.beside.index}, version ${search.answer.beside.version}` : "") + ".";
  } catch (failure) {
    search.answer = null;
    search.note = failure.message;
  }
  redrawn();
}

function compared(answer) {
  return element("div", { class: "compared" }, LISTS.filter(([list]) => answer.lists[list]).map(([list, name]) => element("section", { class: "hits", "aria-label": name },
    element("h4", {}, name), answer.lists[list].length ? element("ol", {}, answer.lists[list].map(id => hit(answer, list, id))) : empty("Nothing found."))));
}

function hit(answer, list, id) {
  const d = answer.documents[id], at = d.places;
  return element("li", {}, element("p", { class: "hit-title" }, d.title || id), element("p", { class: "hit-text" }, ...(d.highlights.length ? d.highlights.slice(0, 2).flatMap(marked => [...emphasised(marked), " … "]) : [d.text.slice(0, 200) + (d.text.length > 200 ? "…" : "")])),
    element("ul", { class: "places" }, LISTS.filter(([other]) => other !== list && answer.lists[other]).map(([other, name]) => element("li", {}, at[other] ? `${name} #${at[other].rank}` : `not in ${name}`))),
    details(`why-${list}-${id}`, "Why", element("p", {}, why(answer, list, at)), element("p", { class: "soft path" }, id), Object.keys(d.metadata).length ? element("p", { class: "soft path" }, JSON.stringify(d.metadata)) : null));
}

/* Highlights come with marks around words; everything else in them is text. */
function emphasised(text) {
  return text.split(/(<em>.*?<\/em>)/s).map(part => part.startsWith("<em>") ? element("mark", {}, part.slice(4, -5)) : part);
}

function why(answer, list, at) {
  const score = (name, digits = 3) => at[name] ? at[name].score.toFixed(digits) : "0.000";
  if (list === "vector") return `Its vector's dot product with the query's is ${score("vector")}.`;
  if (list === "beside") return `Its vector's dot product with the query's is ${score("beside")}, both by version ${answer.beside.version}: not comparable with those of another version.`;
  if (list === "bm25") return `BM25 gives its words ${score("bm25")}; they are marked above.`;
  return `${score("hybrid")} = ${score("vectorShare")} of vectors (${at.vector ? `#${at.vector.rank}, ${score("vector")}` : "not among the first hundred"}) + ${score("bm25Share")} of words (${at.bm25 ? `#${at.bm25.rank}, ${score("bm25")}` : "not among the first hundred"}), fused by ${answer.fusion} with a weight of ${answer.weight} for vectors.`;
}
