// The petitioner's number: shown when it is asked for, on record, and gone with the screen.
import { call } from "../api.js";
import { html, reasonFor, useState, words } from "./ui.js";

export function Contact({ me, petition, onProblem }) {
  const [shown, setShown] = useState(null);
  const [said, setSaid] = useState("");
  if (!petition.has_phone) return html`<p class="hint">${petition.no_phone_reason || (petition.erased_at ? words.erasing.noNumber : words.noPhone)}</p>`;
  if (!me.may.includes("reveal_contact")) return null;
  if (petition.contact_hidden && !me.may.includes("audit_reveals")) return html`<p class="hint">${words.contactHidden}</p>`;

  async function reveal() {
    try {
      setShown(await call("POST", `/api/desk/petitions/${petition.number}/contact`));
    } catch (problem) {
      onProblem(problem);
      setSaid(reasonFor(problem));
    }
  }

  if (shown) return html`<p class="contact" role="status">${shown.name} <a class="button" href="tel:${shown.phone}">${words.call}${"\u00a0"}${shown.phone}</a></p>`;
  return html`<p class="contact no-print"><button type="button" class="quiet" onClick=${reveal}>${words.showPhone}</button>
    <span class="hint">${said || words.onRecord}</span></p>`;
}
