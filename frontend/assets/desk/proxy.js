// A petition taken down for a neighbour who cannot write it: the neighbour owns it and is told by SMS. It is one petition
// however often it is sent or changed: its draft keeps one key until it has arrived.
import { call, Refusal, undecided } from "../api.js";
import { newKey } from "../kept.js";
import { locating } from "../where.js";
import { forget, keep, kept } from "./device.js";
import { seatOf } from "./nav.js";
import { behind, queueReport, reportDraft } from "./outbox.js";
import { PickPhotos } from "./photos.js";
import { sentFor } from "./proxy_sending.js";
import { Alarm, announce, fill, html, reasonFor, Screen, useEffect, useRef, useState, words } from "./ui.js";
import { useUnits } from "./units.js";

const BESIDE = { point: "community", place: "community", kind: "category" }; // where words about no control of their own go

const begun = () => ({ key: newKey(), values: { consent: false }, tried: [] });

function Field({ name, label, hint, error, children }) {
  return html`<div class="field ${error ? "wrong" : ""}"><label for="proxy-${name}">${label}</label>
    ${hint ? html`<p class="hint" id="proxy-${name}-hint">${hint}</p>` : null}
    ${error ? html`<p class="field-error" id="proxy-${name}-error">${error}</p>` : null}${children}</div>`;
}

function Done({ said, receipt, first, lost, onAgain }) {
  return html`<div class="good" role="status"><h2>${receipt ? words.proxyDone : words.outbox}</h2>
    ${receipt ? html`<p class="number">${receipt.number_shown}</p><p>${receipt.unit_name}</p>` : html`<p>${said}</p>`}
    ${first ? html`<p>${words.proxy.earlier}</p>` : null}${lost ? html`<p>${words.photos.failed}</p>` : null}</div>
    <button type="button" class="quiet" onClick=${onAgain}>${words.proxyAgain}</button>`;
}

function Where({ point, onPoint }) {
  const box = useRef();
  useEffect(() => {
    const found = locating(box.current, words.proxy, () => onPoint(found.point()));
    if (!point) return;
    const [ask, drop] = box.current.querySelectorAll("button"); // as it is once it was found
    box.current.querySelector("[role=status]").textContent = fill(words.proxy.located, { metres: point.accuracy });
    [ask.hidden, drop.hidden] = [true, false];
  }, []);
  return html`<div class="field" ref=${box}><button class="quiet ask" type="button">${words.proxy.here}</button> <p role="status"></p>
    <button class="quiet drop" type="button" hidden>${words.proxy.notHere}</button></div>`;
}

function Question({ question, given, error }) {
  const label = question.required ? question.text : question.text + words.proxy.optional;
  const name = `answers.${question.name}`;
  return html`<${Field} name=${name} label=${label} error=${error(name)}>${question.kind === "choice"
    ? html`<select ...${given(name)} onChange=${given(name).onInput}><option value="">${words.choose}</option>${question.choices.map((each) => html`<option key=${each.code} value=${each.code} selected=${each.code === given(name).value}>${each.name}</option>`)}</select>`
    : html`<input type=${question.kind === "date" ? "date" : "text"} ...${given(name)} />`}<//>`;
}

// The form of the district where this person works; the one that this device saw last in a dead spot.
function useForm(me) {
  const units = useUnits();
  const name = `form.${document.documentElement.lang}`;
  const [form, setForm] = useState(kept(name, null));
  const count = useRef({ asked: 0, shown: 0 });
  async function load(district) {
    const mine = ++count.current.asked;
    const found = await call("GET", `/api/form${district ? `?district=${encodeURIComponent(district)}` : ""}`).catch(() => null);
    if (!found || mine < count.current.shown) return;
    count.current.shown = mine;
    keep(name, found);
    setForm(found);
  }
  useEffect(() => { load(""); }, []);
  useEffect(() => {
    let at = units.find(({ code }) => code === seatOf(me));
    while (at && at.level !== "district") at = units.find(({ code }) => code === at.parent);
    if (at) load(at.code);
  }, [units]);
  return { form, load };
}

export default function ProxyScreen({ me, onProblem }) {
  const { form, load } = useForm(me);
  const place = reportDraft(me.login);
  const [draft, setDraft] = useState(kept(place, null) ?? begun());
  const [state, setState] = useState({ faults: {}, tries: 0 });
  const sending = useRef(false);
  const latest = useRef(draft);
  latest.current = draft;
  useEffect(() => {
    const back = () => { take(kept(place, null) ?? begun()); setState({ faults: {}, tries: 0 }); };
    addEventListener("desk-draft", back);
    return () => removeEventListener("desk-draft", back);
  }, []);

  function take(after) {
    latest.current = after;
    setDraft(after);
  }

  function change(name, value) {
    const { values } = latest.current;
    const question = name.split(".")[1];
    const after = { ...latest.current, values: question ? { ...values, answers: { ...values.answers, [question]: value } } : { ...values, [name]: value } };
    take(after);
    keep(place, after);
  }

  const { values } = draft;
  const asked = (form?.questions ?? []).filter((each) => values.category?.startsWith(each.category));

  function body() {
    const { answers = {}, photos, ...said } = values;
    const answered = Object.fromEntries(asked.map(({ name }) => [name, answers[name]?.trim()]).filter(([, value]) => value));
    const given = Object.entries({ text: "", ...said }).filter(([name, value]) => name === "text" || (value !== "" && value != null));
    return { ...Object.fromEntries(given), ...(Object.keys(answered).length ? { answers: answered } : {}) };
  }

  function over(after) {
    forget(place);
    take(begun());
    setState({ faults: {}, tries: 0, ...after });
  }

  async function refused(problem) {
    onProblem(problem);
    if (problem.district) await load(problem.district);
    const faults = problem instanceof Refusal ? problem.fields : {};
    setState((before) => ({ faults, tries: before.tries + 1, said: reasonFor(problem), elsewhere: Boolean(problem.district) }));
  }

  async function submit(event) {
    event.preventDefault();
    if (sending.current) return;
    sending.current = true;
    const said = body();
    const trying = { ...latest.current };
    try {
      const sent = await sentFor(trying, said, (tried) => { take({ ...tried }); keep(place, tried); });
      const photos = trying.values.photos ?? [];
      over({ ...sent, lost: photos.length > 0 && !(await behind(sent.receipt, photos)) });
    } catch (problem) {
      if (!undecided(problem)) await refused(problem);
      else await queueReport(trying, said).then(() => { announce(words.proxy.waits); over({ waits: true }); }, refused);
    } finally {
      sending.current = false;
    }
  }

  const { faults, receipt, first, lost, waits, said, tries, elsewhere } = state;
  const shown = (name) => (document.getElementById(`proxy-${name}`) ? name : BESIDE[name] ?? name);
  const error = (name) => Object.entries(faults).find(([fault]) => fault === name || BESIDE[fault] === name)?.[1].message;
  const value = (name) => (name.startsWith("answers.") ? values.answers?.[name.slice(8)] : values[name]) ?? "";
  const given = (name) => ({ id: `proxy-${name}`, value: value(name), autocomplete: "off", onInput: (event) => change(name, event.target.value),
    "aria-invalid": error(name) ? "true" : null, "aria-describedby": error(name) ? `proxy-${name}-error` : null });
  if (receipt || waits) return html`<${Screen} title=${words.screens.report}><${Done} said=${words.proxy.waits} receipt=${receipt} first=${first} lost=${lost} onAgain=${() => setState({ faults: {}, tries: 0 })} /><//>`;
  return html`<${Screen} title=${words.screens.report}><p class="hint">${words.proxyHint}</p>
    ${said ? html`<${Alarm} key=${tries}><p>${said}</p>${elsewhere ? html`<p>${words.proxy.elsewhere}</p>` : null}<ul>${Object.entries(faults).map(([name, fault]) => html`<li key=${name}><a href="#proxy-${name}" onClick=${(event) => { event.preventDefault(); document.getElementById(`proxy-${shown(name)}`)?.focus(); }}>${fault.message}</a></li>`)}</ul><//>` : null}
    <form noValidate onSubmit=${submit} class="narrow" key=${draft.key}>
      <${Field} name="text" label=${words.proxyText} error=${error("text")}><textarea rows="4" ...${given("text")}></textarea><//>
      <${PickPhotos} id="proxy-photos" ids=${values.photos ?? []} onIds=${(ids) => change("photos", ids)} />
      <${Field} name="category" label=${words.columns[2]} error=${error("category")}><select ...${given("category")} onChange=${(event) => change("category", event.target.value)}><option value="">${words.unsorted}</option>
        ${(form?.categories ?? []).map((each) => html`<option key=${each.code} value=${each.code} selected=${each.code === values.category}>${each.name}</option>`)}</select><//>
      ${asked.map((question) => html`<${Question} key=${question.name} question=${question} given=${given} error=${error} />`)}
      <${Where} point=${values.point ?? null} onPoint=${(point) => change("point", point)} />
      <${Field} name="community" label=${words.proxyCommunity} error=${error("community")}><select ...${given("community")} onChange=${(event) => change("community", event.target.value)}><option value="">${words.choose}</option>
        ${(form?.streets ?? []).map((street) => html`<optgroup key=${street.code} label=${street.name}>${street.communities.map((each) => html`<option key=${each.code} value=${each.code} selected=${each.code === values.community}>${each.name}</option>`)}</optgroup>`)}</select><//>
      <${Field} name="place_words" label=${words.proxyPlace} error=${error("place_words")}><input type="text" ...${given("place_words")} /><//>
      <${Field} name="phone" label=${words.proxyPhone} error=${error("phone")}><input type="tel" class="short" ...${given("phone")} /><//>
      <${Field} name="no_phone_reason" label=${words.proxyNoPhone} error=${error("no_phone_reason")}><input type="text" ...${given("no_phone_reason")} /><//>
      <div class="field ${faults.consent ? "wrong" : ""}">${faults.consent ? html`<p class="field-error" id="proxy-consent-error">${faults.consent.message}</p>` : null}
        <span class="tick-row"><input type="checkbox" id="proxy-consent" checked=${values.consent} onChange=${(event) => change("consent", event.target.checked)} /><label for="proxy-consent">${words.proxyConsent}</label></span></div>
      <button type="submit">${words.proxySend}</button></form><//>`;
}
