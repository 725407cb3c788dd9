// What is filled in: kept in the draft at every letter, put back from it, and made what is sent.
import { holds } from "./kept.js";

const TEXTS = ["text", "category", "community", "place_words", "phone", "name", "no_phone_reason"];
const TICKS = ["for_other", "hide_identity", "about_staff", "consent"];

// `kept` gives the draft, `keep` puts it away; `asked` are the category's questions, `where` is where the person is.
export function filled(form, { kept, keep, asked, where, language }) {
  const fields = form.elements;

  // Only whoever reports for somebody else is asked why there is no phone; only what is kept can be cleared.
  function fitted() {
    document.getElementById("no-phone").hidden = !fields.for_other.checked;
    document.getElementById("anew").hidden = !holds(kept().values);
  }

  function remember() {
    const { values } = kept();
    // A list that has not come yet has nothing to choose: what was chosen before stays.
    for (const name of TEXTS) if (fields[name].options?.length !== 1) values[name] = fields[name].value;
    for (const name of TICKS) values[name] = fields[name].checked;
    values.pin = where().pin();
    values.answers = { ...values.answers, ...asked().given() };
    keep();
    fitted();
  }

  // A finer category than the list offers: it stands in the list once it is chosen.
  function choose({ code, name }) {
    const list = fields.category;
    if (![...list.options].some((each) => each.value === code)) list.add(new Option(name, code), 1);
    list.value = code;
    kept().values.finer = { code, name };
    asked().show(code);
  }

  function restore() {
    const { values } = kept();
    if (values.finer && values.finer.code === values.category) choose(values.finer);
    for (const name of TEXTS) if (values[name]) fields[name].value = values[name];
    for (const name of TICKS) fields[name].checked = Boolean(values[name]);
    fitted();
  }

  function body() {
    const said = { text: "", consent: fields.consent.checked, consent_version: fields.consent_version.value, language };
    // As remembered: a list that has not come yet does not show what was chosen in it.
    for (const name of TEXTS) if (kept().values[name]?.trim()) said[name] = kept().values[name];
    for (const name of TICKS) if (name !== "consent" && fields[name].checked) said[name] = true;
    if (!said.for_other) delete said.no_phone_reason;
    if (Object.keys(asked().given()).length) said.answers = asked().given();
    return where().point() ? { ...said, point: where().point() } : said;
  }

  return { remember, choose, restore, body };
}
