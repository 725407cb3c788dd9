// Signing in: what was typed as login stays, password and code are typed anew.
import { call } from "../api.js";
import { todayPath } from "./list.js";
import { Alarm, html, reasonFor, Screen, useEffect, useState, words } from "./ui.js";

function Field({ label, hint, ...input }) {
  return html`<div class="field"><label for=${input.name}>${label}</label>
    ${hint ? html`<p class="hint" id="${input.name}-hint">${hint}</p>` : null}
    <input id=${input.name} class="short" aria-describedby=${hint ? `${input.name}-hint` : null} ...${input} /></div>`;
}

export function SignIn({ said, onEnter }) {
  const [problem, setProblem] = useState({ said: location.hash.startsWith("#refused-") ? words.issuerRefused : said, count: 0 });
  const [busy, setBusy] = useState(false);
  const [issuer, setIssuer] = useState(false);
  // Without an answer the password is the only way that is shown; it always works.
  useEffect(() => { call("GET", "/api/desk/ways").then((ways) => setIssuer(ways.issuer === true), () => {}); }, []);

  async function submit(event) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const { login, password, code } = event.target.elements;
    try {
      const body = { login: login.value.trim(), password: password.value, code: code.value.replace(/\D/g, "") };
      await call("POST", "/api/desk/session", { body });
      onEnter(await call("GET", todayPath(), { tagged: true }));
    } catch (refusal) {
      password.value = code.value = "";
      setBusy(false);
      setProblem((before) => ({ said: reasonFor(refusal), count: before.count + 1 }));
    }
  }

  return html`<${Screen} title=${words.signInTitle}>
    ${problem.said ? html`<${Alarm} key=${problem.count}><p>${problem.said}</p><//>` : null}
    <form noValidate onSubmit=${submit} class="narrow">
      <${Field} label=${words.login} name="login" type="text" autocomplete="username" />
      <${Field} label=${words.password} name="password" type="password" autocomplete="current-password" />
      <${Field} label=${words.code} hint=${words.codeHint} name="code" type="text" autocomplete="one-time-code" inputmode="numeric" />
      <button type="submit" aria-disabled=${busy}>${words.signIn}</button>
    </form>
    <p class="hint">${words.signInHelp}</p>
    ${issuer ? html`<p><a class="button quiet" href="/api/desk/issuer">${words.signInElsewhere}</a></p>` : null}<//>`;
}
