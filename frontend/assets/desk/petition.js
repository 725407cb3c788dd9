// One petition: what was said, where it stands, what has happened, and a form for each action that is allowed now.
import { call, Refusal } from "../api.js";
import { newKey } from "../kept.js";
import { alarm, countdown, fill, h, moment, show, shownNumber, words } from "./page.js";

let units = null;

// The whole tree, indented by how deep each unit hangs; asked for once.
async function allUnits() {
  const answer = await call("GET", "/api/desk/units");
  const list = answer.units ?? answer;
  const parents = new Map(list.map(({ code, parent }) => [code, parent]));
  const below = (parent) => list.filter((unit) => unit.parent === parent).flatMap((unit) => [unit, ...below(unit.code)]);
  const depth = (code) => (parents.has(parents.get(code)) ? 1 + depth(parents.get(code)) : 0);
  const roots = list.filter(({ parent }) => !parents.has(parent));
  return roots.flatMap((root) => [root, ...below(root.code)])
    .map(({ code, name }) => ({ code, name: `${"\u3000".repeat(depth(code))}${name}` }));
}

async function unitChoices(action) {
  if (action.units?.length) return action.units;
  units ??= await allUnits();
  return units;
}

const CONTROLS = {
  days: (id) => h("input", { id, name: "days", inputmode: "numeric", class: "short", autocomplete: "off" }),
  review_date: (id) => h("input", { id, name: "review_date", type: "date", class: "short" }),
  lead: (id) => h("input", { id, name: "lead", inputmode: "numeric", autocomplete: "off" }),
};

async function control(need, action, optional) {
  const id = `${action.action}-${need}`;
  const name = words.needs[need] ?? need;
  const label = h("label", { for: id }, optional ? fill(words.optional, { name }) : name);
  if (need === "units") {
    const options = (await unitChoices(action)).map(({ code, name: called }) => h("option", { value: code }, called));
    return h("div", { class: "field" }, label, h("select", { id, name: "units", multiple: true, size: "6" }, options));
  }
  if (need === "reason" && action.action === "reject") {
    const options = Object.entries(words.reasons).map(([code, said]) => h("option", { value: code }, said));
    return h("div", { class: "field" }, label, h("select", { id, name: "reason" }, h("option", { value: "" }, words.choose), options));
  }
  if (need === "unit") {
    const options = (await unitChoices(action)).map(({ code, name }) => h("option", { value: code }, name));
    return h("div", { class: "field" }, label, h("select", { id, name: "unit" }, h("option", { value: "" }, words.choose), options));
  }
  const made = CONTROLS[need] ? CONTROLS[need](id) : h("textarea", { id, name: need, rows: "3", autocomplete: "off" });
  return h("div", { class: "field" }, label, made);
}

function body(form, action, version) {
  const said = { action: action.action, version };
  for (const [name, value] of new FormData(form)) {
    if (!value) continue;
    if (name === "units") (said.units ??= []).push(value);
    else said[name] = name === "days" ? Number(value) : value;
  }
  return said;
}

function refusalWords(problem) {
  if (!(problem instanceof Refusal)) return [h("p", {}, words.offline)];
  if (problem.code === "version_conflict" && problem.first) {
    const { by, action, at } = problem.first;
    const said = h("p", {}, fill(words.conflict, { by, action: words.actions[action] ?? action }), " ", moment(at));
    return [said, h("button", { type: "button", class: "quiet", onclick: () => dispatchEvent(new Event("hashchange")) }, words.reload)];
  }
  const faults = Object.values(problem.fields).map((fault) => h("li", {}, fault.message));
  return [h("p", {}, problem.message), faults.length ? h("ul", {}, faults) : null];
}

async function actionForm(number, action, version) {
  let key = newKey();
  let acting = false;
  const name = words.actions[action.action] ?? action.action;
  const said = h("div", {});
  const form = h("form", { novalidate: true, onsubmit: act });

  async function act(event) {
    event.preventDefault();
    if (acting) return;
    acting = true;
    try {
      const path = `/api/desk/petitions/${number}/actions`;
      await call("POST", path, { body: body(form, action, version), headers: { "Idempotency-Key": key } });
      await petitionScreen(number, fill(words.done, { action: name }));
    } catch (problem) {
      // A refusal used no key up; an answer that was lost may have, and is asked for again with the same one.
      if (problem instanceof Refusal && problem.status < 500) key = newKey();
      said.replaceChildren(alarm(...refusalWords(problem).filter(Boolean)));
      said.firstChild.focus();
    } finally {
      acting = false;
    }
  }

  const needs = (action.needs ?? []).map((need) => control(need, action, false));
  const offers = (action.offers ?? []).map((offer) => control(offer, action, true));
  form.append(...await Promise.all([...needs, ...offers]), said, h("button", { type: "submit" }, name));
  return needs.length + offers.length ? h("details", {}, h("summary", {}, name), form) : form;
}

function facts(petition, now) {
  const rows = [
    [words.needs.status, words.statuses[petition.status] ?? petition.status],
    [words.columns[2], petition.category_name || words.unsorted],
    [words.columns[3], petition.place_name],
    [words.needs.unit, petition.owner_name],
    [words.round, petition.round_number],
    [words.submitted, moment(petition.submitted_at)],
    [words.assisting, (petition.assists ?? []).map((each) => `${each.unit_name} (${words.states[each.state]})`).join(", ")],
    [words.extension, petition.extension && `${petition.extension.days} · ${words.states[petition.extension.state]}`],
    [words.hold, petition.hold && [moment(petition.hold.review_at), ` · ${words.states[petition.hold.state]}`]],
    [words.needs.lead, petition.lead && h("a", { href: `#petition/${petition.lead}` }, shownNumber(petition.lead))],
    [words.followers, petition.followers || ""],
    [words.rejectedFor, petition.reject_reason && (words.reasons[petition.reject_reason] ?? petition.reject_reason)],
    [words.columns[0], petition.due_at ? [countdown(petition.due_at, now), " · ", moment(petition.due_at)] : petition.calendar_missing && words.calendarMissing],
  ];
  return h("dl", { class: "facts" }, rows.filter(([, value]) => value).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

const HANDED_ON = ["assign", "transfer", "escalate", "answer_unhappy"];

function step(entry) {
  const by = words.roles[entry.role] ?? entry.by;
  const to = HANDED_ON.includes(entry.action) ? ` → ${entry.owner_name}` : "";
  return h("li", {}, moment(entry.at), `${words.actions[entry.action] ?? entry.action}${to} · ${by}`,
    entry.text ? h("p", { class: "said" }, entry.text) : null);
}

export async function petitionScreen(number, done = "") {
  const answer = await call("GET", `/api/desk/petitions/${number}`);
  const { petition, text, history, actions } = answer;
  const version = answer.version ?? petition.version;
  const forms = await Promise.all(actions.map((action) => actionForm(number, action, version)));
  show(petition.number_shown ?? shownNumber(number),
    h("p", {}, h("a", { href: "#" }, words.back)),
    done && h("div", { class: "good", role: "status" }, h("p", {}, done)),
    petition.emergency && alarm(h("p", {}, h("strong", {}, words.emergency))),
    h("div", { class: "panel" }, h("p", { class: "said" }, text || words.noText)),
    facts(petition, answer.now),
    h("h2", {}, words.allowed), forms.length ? h("div", { class: "actions" }, forms) : h("p", {}, words.nothing),
    h("h2", {}, words.history), h("ol", { class: "steps" }, history.map(step)));
}
