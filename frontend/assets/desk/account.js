// Who am I and where, where else am I signed in, and out of everywhere at once.
import { call } from "../api.js";
import { keep, kept } from "./device.js";
import { html, Moment, Problem, say, Screen, useEffect, useState, words } from "./ui.js";

function Notify() {
  const [on, setOn] = useState(kept("notify", false));
  if (!window.Notification) return null;
  async function change(event) {
    const wanted = event.target.checked && (await Notification.requestPermission()) === "granted";
    keep("notify", wanted);
    setOn(wanted);
  }
  return html`<p class="tick-row"><input type="checkbox" id="notify" checked=${on} onChange=${change} /><label for="notify">${words.notify}</label></p>`;
}

export default function AccountScreen({ me, onProblem }) {
  const [state, setState] = useState({});
  useEffect(() => {
    call("GET", "/api/desk/sessions").then(({ sessions }) => setState({ sessions }), (problem) => { onProblem(problem); setState({ problem }); });
  }, []);

  async function everywhere() {
    try {
      await call("DELETE", "/api/desk/sessions");
      location.reload();
    } catch (problem) {
      onProblem(problem);
      setState((before) => ({ ...before, problem }));
    }
  }

  const { sessions, problem } = state;
  return html`<${Screen} title=${words.account}>
    <p><strong>${me.name}</strong> (${me.login})</p>
    <h2>${words.myRoles}</h2><ul>${me.roles.map((held) => html`<li key=${held.role + held.unit}>${say("roles", held.role)} · ${held.unit_name}</li>`)}</ul>
    <${Notify} />
    <h2>${words.sessions}</h2>
    ${problem ? html`<${Problem} problem=${problem} />` : null}
    ${sessions ? html`<ul class="steps">${sessions.map((each) => html`<li key=${each.expires_at}><${Moment} iso=${each.opened_at ?? each.expires_at} /><span>${each.current ? html`<strong>${words.thisOne}</strong> ` : null}${words.until} <${Moment} iso=${each.expires_at} /></span></li>`)}</ul>` : null}
    <button type="button" class="quiet" onClick=${everywhere}>${words.signOutEverywhere}</button><//>`;
}
