// One of the staff: where they stand, an invitation to enrol anew, and out at once.
import { call } from "../api.js";
import { fill, html, Moment, Problem, say, useState, words } from "./ui.js";

export function People({ onProblem }) {
  const [state, setState] = useState({ tries: 0 });
  const { person, invited, problem, tries } = state;

  async function ask(method, login, what, done) {
    try {
      done(await call(method, `/api/desk/people/${encodeURIComponent(login)}${what}`, method === "POST" ? { body: {} } : {}));
    } catch (refusal) {
      onProblem(refusal);
      setState((before) => ({ ...before, problem: refusal, tries: before.tries + 1 }));
    }
  }

  const look = (login) => ask("GET", login, "", (found) => setState({ tries, person: found }));
  const find = (event) => { event.preventDefault(); look(event.target.elements.person.value.trim()); };
  const disable = () => confirm(fill(words.disableAsk, { name: person.name })) && ask("POST", person.login, "/disabling", () => look(person.login));
  const invite = () => ask("POST", person.login, "/invitation", (made) => setState((before) => ({ ...before, invited: made })));
  return html`<form noValidate onSubmit=${find} class="narrow"><div class="field"><label for="person">${words.login}</label><input type="text" id="person" name="person" class="short" autocomplete="off" /></div>
      <button type="submit" class="quiet">${words.showPerson}</button></form>
    ${problem ? html`<${Problem} key=${tries} problem=${problem} />` : null}
    ${person ? html`<div class="panel"><h2>${person.name} (${person.login})</h2>
      <p>${person.disabled ? words.disabled : person.enrolled ? words.enrolled : words.notEnrolled}</p>
      <ul>${person.roles.map((held) => html`<li key=${held.role + held.unit}>${say("roles", held.role)} · ${held.unit_name}</li>`)}</ul>
      <p class="buttons"><button type="button" class="quiet small" onClick=${invite}>${words.invite}</button> <button type="button" class="quiet small" onClick=${disable}>${words.disable}</button></p>
      ${invited ? html`<p role="status">${fill(words.inviteSaid, { hours: invited.hours })} <code>${location.origin}${invited.path}</code></p>` : null}
      <details><summary>${words.history}</summary><ol class="steps">${person.history.map((each) => html`<li key=${each.at + each.action}><${Moment} iso=${each.at} />${say("personSteps", each.action)} · ${each.by}</li>`)}</ol></details></div>` : null}`;
}
