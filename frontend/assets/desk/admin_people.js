// The people of a unit and below it: looked for by words, role, place and state, a part at a time.
import { call } from "../api.js";
import { Refused } from "./actions.js";
import { Person } from "./admin_person.js";
import { announce, fill, go, html, say, useEffect, useState, words } from "./ui.js";
import { UnitField } from "./units.js";

const ENOUGH = 50; // people of one press of the button, and at most so many requests for them
const REQUESTS = 6;
export const ROLES = ["grid_worker", "officer", "dispatcher", "supervisor", "admin"];
const STATES = ["active", "disabled"];

async function look(wanted, from) {
  const found = { items: [], cursor: from };
  for (let request = 0; request < REQUESTS; request += 1) {
    const query = new URLSearchParams(Object.entries({ ...wanted, cursor: found.cursor, limit: "100" }).filter(([, value]) => value));
    const part = await call("GET", `/api/desk/people?${query}`);
    Object.assign(found, { items: [...found.items, ...part.items], cursor: part.cursor });
    if (!found.cursor || found.items.length >= ENOUGH) break;
  }
  return found;
}

function Choice({ id, label, codes, table }) {
  return html`<div class="filter"><label for=${id}>${label}</label><select id=${id} name=${id} autocomplete="off">
    <option value="">${words.all}</option>${codes.map((code) => html`<option key=${code} value=${code}>${say(table, code)}</option>`)}</select></div>`;
}

function Row({ item }) {
  const held = item.roles.map(({ role, unit_name: name }) => `${say("roles", role)} · ${name}`).join(", ");
  return html`<li><a class="admin-row" href="#admin/people/${item.login}"><strong>${item.name}</strong> <span>${item.login} · ${held}${item.disabled ? ` · ${words.disabled}` : ""}</span></a></li>`;
}

function List({ district, onProblem }) {
  const [state, setState] = useState({ wanted: { unit: district }, tries: 0 });

  async function show(wanted, before) {
    try {
      const found = await look(wanted, before?.cursor ?? null);
      const items = [...(before?.items ?? []), ...found.items];
      setState({ wanted, tries: state.tries, found: { items, cursor: found.cursor } });
      announce(fill(words.foundN, { n: items.length }));
    } catch (problem) {
      onProblem(problem);
      setState({ ...state, tries: state.tries + 1, problem });
    }
  }

  useEffect(() => { show({ unit: district }); }, [district]);

  function submit(event) {
    event.preventDefault();
    const { words: said, role, state: standing, unit } = event.target.elements;
    show({ words: said.value.trim(), role: role.value, state: standing.value, unit: unit.value || district });
  }

  const { found, problem, tries, wanted } = state;
  return html`<form noValidate onSubmit=${submit} role="search">
      <div class="filters"><div class="filter"><label for="words">${words.personWords}</label><input id="words" name="words" type="search" autocomplete="off" /></div>
        <${Choice} id="role" label=${words.personRole} codes=${ROLES} table="roles" /> <${Choice} id="state" label=${words.personState} codes=${STATES} table="personStates" /></div>
      <${UnitField} id="unit" label=${words.personUnit} />
      <p class="buttons"><button type="submit">${words.showPerson}</button> <a class="button quiet" href="#admin/people/+">${words.personNew}</a></p></form>
    ${problem ? html`<${Refused} key=${tries} problem=${problem} />` : null}
    ${found ? html`<p role="status">${fill(found.cursor ? words.foundSoFar : words.foundN, { n: found.items.length })}</p>
      <ul class="plain-list admin-rows">${found.items.map((item) => html`<${Row} key=${item.login} item=${item} />`)}</ul>
      ${found.cursor ? html`<button class="quiet" type="button" onClick=${() => show(wanted, found)}>${words.more}</button>` : null}` : problem ? null : html`<p role="status">${words.loading}</p>`}`;
}

export function People({ login, district, onProblem }) {
  return login ? html`<${Person} key=${login} login=${login === "+" ? "" : login} onProblem=${onProblem} onBack=${() => go("admin/people")} />`
    : html`<${List} district=${district} onProblem=${onProblem} />`;
}
