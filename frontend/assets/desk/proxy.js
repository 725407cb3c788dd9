// A petition taken down for a neighbour who cannot write it: the neighbour owns it and is told by SMS.
import { call, Refusal } from "../api.js";
import { newKey } from "../kept.js";
import { forget, keep, kept } from "./device.js";
import { Alarm, html, reasonFor, Screen, useEffect, useRef, useState, words } from "./ui.js";

const DRAFT = "proxy";

function Field({ name, label, hint, error, children }) {
  return html`<div class="field ${error ? "wrong" : ""}"><label for="proxy-${name}">${label}</label>
    ${hint ? html`<p class="hint" id="proxy-${name}-hint">${hint}</p>` : null}
    ${error ? html`<p class="field-error" id="proxy-${name}-error">${error}</p>` : null}${children}</div>`;
}

function Done({ receipt, onAgain }) {
  return html`<div class="good" role="status"><h2>${words.proxyDone}</h2><p class="number">${receipt.number_shown}</p><p>${receipt.unit_name}</p></div>
    <button type="button" class="quiet" onClick=${onAgain}>${words.proxyAgain}</button>`;
}

export default function ProxyScreen({ onProblem }) {
  const [form, setForm] = useState(null);
  const [values, setValues] = useState(kept(DRAFT, { key: newKey(), consent: false }));
  const [state, setState] = useState({ faults: {}, tries: 0 });
  const sending = useRef(false);
  useEffect(() => { call("GET", "/api/form").then(setForm, onProblem); }, []);

  function change(name, value) {
    const after = { ...values, [name]: value, key: newKey() };
    setValues(after);
    keep(DRAFT, after);
  }

  async function submit(event) {
    event.preventDefault();
    if (sending.current) return;
    sending.current = true;
    const { key, ...said } = values;
    const body = Object.fromEntries(Object.entries({ text: "", ...said }).filter(([name, value]) => name === "text" || value !== ""));
    try {
      const receipt = await call("POST", "/api/desk/petitions", { body, headers: { "Idempotency-Key": key } });
      forget(DRAFT);
      setValues({ key: newKey(), consent: false });
      setState({ faults: {}, tries: 0, receipt });
    } catch (problem) {
      onProblem(problem);
      const faults = problem instanceof Refusal ? problem.fields : {};
      setState((before) => ({ faults, tries: before.tries + 1, said: reasonFor(problem) }));
    } finally {
      sending.current = false;
    }
  }

  const { faults, receipt, said, tries } = state;
  const given = (name) => ({ id: `proxy-${name}`, value: values[name] ?? "", autocomplete: "off", onInput: (event) => change(name, event.target.value),
    "aria-invalid": faults[name] ? "true" : null, "aria-describedby": faults[name] ? `proxy-${name}-error` : null });
  const error = (name) => faults[name]?.message;
  if (receipt) return html`<${Screen} title=${words.screens.report}><${Done} receipt=${receipt} onAgain=${() => setState({ faults: {}, tries: 0 })} /><//>`;
  return html`<${Screen} title=${words.screens.report}><p class="hint">${words.proxyHint}</p>
    ${said ? html`<${Alarm} key=${tries}><p>${said}</p><ul>${Object.entries(faults).map(([name, fault]) => html`<li key=${name}><a href="#proxy-${name}" onClick=${(event) => { event.preventDefault(); document.getElementById(`proxy-${name}`)?.focus(); }}>${fault.message}</a></li>`)}</ul><//>` : null}
    <form noValidate onSubmit=${submit} class="narrow">
      <${Field} name="text" label=${words.proxyText} error=${error("text")}><textarea rows="4" ...${given("text")}></textarea><//>
      <${Field} name="community" label=${words.proxyCommunity} error=${error("community")}><select ...${given("community")} onChange=${(event) => change("community", event.target.value)}><option value="">${words.choose}</option>
        ${(form?.streets ?? []).map((street) => html`<optgroup key=${street.code} label=${street.name}>${street.communities.map((each) => html`<option key=${each.code} value=${each.code} selected=${each.code === values.community}>${each.name}</option>`)}</optgroup>`)}</select><//>
      <${Field} name="place_words" label=${words.proxyPlace} error=${error("place_words")}><input type="text" ...${given("place_words")} /><//>
      <${Field} name="category" label=${words.columns[2]} error=${error("category")}><select ...${given("category")} onChange=${(event) => change("category", event.target.value)}><option value="">${words.unsorted}</option>
        ${(form?.categories ?? []).map((each) => html`<option key=${each.code} value=${each.code} selected=${each.code === values.category}>${each.name}</option>`)}</select><//>
      <${Field} name="phone" label=${words.proxyPhone} error=${error("phone")}><input type="tel" class="short" ...${given("phone")} /><//>
      <${Field} name="no_phone_reason" label=${words.proxyNoPhone} error=${error("no_phone_reason")}><input type="text" ...${given("no_phone_reason")} /><//>
      <div class="field ${faults.consent ? "wrong" : ""}">${faults.consent ? html`<p class="field-error" id="proxy-consent-error">${faults.consent.message}</p>` : null}
        <span class="tick-row"><input type="checkbox" id="proxy-consent" checked=${values.consent} onChange=${(event) => change("consent", event.target.checked)} /><label for="proxy-consent">${words.proxyConsent}</label></span></div>
      <button type="submit">${words.proxySend}</button></form><//>`;
}
