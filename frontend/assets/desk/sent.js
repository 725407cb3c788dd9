// The messages of one petition, the oldest first; a dispatcher may send one again.
import { call } from "../api.js";
import { newKey } from "../kept.js";
import { Sms } from "./sms.js";
import { announce, html, Problem, Screen, shownNumber, useEffect, useRef, useState, words } from "./ui.js";

export default function SentScreen({ rest, onProblem }) {
  const [number] = rest;
  const path = `/api/desk/petitions/${number}/messages`;
  const [state, setState] = useState({ tries: 0 });
  const keys = useRef({});
  const failed = (problem) => { onProblem(problem); setState((before) => ({ ...before, problem, tries: before.tries + 1, busy: false })); };

  async function load() {
    try {
      const { items } = await call("GET", path);
      setState((before) => ({ ...before, items, busy: false }));
    } catch (problem) { failed(problem); }
  }
  useEffect(() => { load(); }, [number]);

  async function resend(id) {
    if (state.busy) return;
    setState((before) => ({ ...before, busy: true, problem: null }));
    keys.current[id] ??= newKey();
    try {
      await call("POST", `${path}/${encodeURIComponent(id)}/resending`, { headers: { "Idempotency-Key": keys.current[id] } });
      delete keys.current[id];
      announce(words.sms.resent);
      await load();
    } catch (problem) { failed(problem); }
  }

  const { items, problem, tries } = state;
  return html`<${Screen} title=${`${words.sms.of} ${shownNumber(number)}`}><p class="alone"><a href="#petition/${number}">${words.sms.back}</a></p>
    ${problem ? html`<${Problem} key=${tries} problem=${problem} />` : null}
    ${items?.length === 0 ? html`<p class="panel">${words.sms.none}</p>` : null}
    ${(items ?? []).map((item) => html`<${Sms} key=${item.id} item=${item}>${item.may_resend
      ? html`<button type="button" class="quiet small" aria-disabled=${Boolean(state.busy)} onClick=${() => resend(item.id)}>${words.sms.resend}<span class="unseen"> ${words.smsNames[item.name] ?? item.name}</span></button>` : null}<//>`)}<//>`;
}
