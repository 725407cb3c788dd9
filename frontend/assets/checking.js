// Before it is sent: everything once more, and what others reported close by; "me too" follows that instead.
import { call } from "./api.js";
export { clearErrors, showErrors } from "./errors.js";
export { toldOther } from "./for_other.js";
export { refusedHere } from "./checked_here.js";
export { attempt, earlier, keepTrying, told } from "./sending.js";
import { deviceKey } from "./kept.js";
import { words as mapWords } from "./map_words.js";

const panel = document.getElementById("check");

const pointed = ({ accuracy }) => (accuracy === undefined ? mapWords.pinSaid : mapWords.here.replace("{metres}", accuracy));

function rows(said, form, words, place, photos) {
  const { says } = mapWords;
  const shown = (id) => form.elements[id]?.selectedOptions[0]?.text ?? "";
  const where = [
    said.point ? pointed(said.point) : "",
    said.community ? shown("community") : place,
    said.place_words,
  ];
  return [
    [says.text, said.text],
    [says.category, said.category && shown("category")],
    ...Object.keys(said.answers ?? {}).map((name) => answered(form, `answers.${name}`)),
    [words.photos.title, photos && String(photos)],
    [says.place, where.filter(Boolean).join("\n")],
    [says.forOther, said.for_other && says.theirs],
    [says.phone, said.phone ?? (said.for_other ? mapWords.noneTheirs : says.noPhone), !said.phone && mapWords.addPhone],
    [mapWords.reach, !said.phone && said.no_phone_reason],
    [says.name, said.name],
    said.about_staff ? [says.staff, says.staffHidden] : [says.hidden, said.hide_identity && says.hiddenWhat],
  ].filter(([, value]) => value);
}

function answered(form, name) {
  const control = form.elements[name];
  const label = form.querySelector(`label[for="${CSS.escape(name)}"]`);
  return [label.textContent, control.selectedOptions ? control.selectedOptions[0].text : control.value];
}

// Back to the phone number, with all that was written.
function adding(form, words) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "quiet small", textContent: words });
  button.addEventListener("click", () => { document.getElementById("back").click(); form.elements.phone.focus(); });
  return [document.createElement("br"), button];
}

function fact(form, [name, value, add]) {
  const [title, words] = [document.createElement("dt"), document.createElement("dd")];
  title.textContent = name;
  words.textContent = value;
  words.className = "said";
  if (add) words.append(...adding(form, add));
  return [title, words];
}

function pictured(address, facts, alt) {
  const [both, photo] = ["div", "img"].map((name) => document.createElement(name));
  both.className = "pictures";
  Object.assign(photo, { loading: "lazy", src: address, alt, width: 160, height: 120 });
  both.append(photo, facts);
  return both;
}

// What was cleared of somebody's words, in their language.
function said({ words, language }, className = "said") {
  const made = document.createElement("p");
  Object.assign(made, { className, textContent: words, lang: language ? { zh: "zh-CN" }[language] ?? language : "" });
  if (!language) made.removeAttribute("lang");
  return made;
}

function card(each, words, joined) {
  const { near } = mapWords;
  const made = document.createElement("li");
  made.className = "panel";
  const [facts, title, button, failed] = ["p", "strong", "button", "p"].map((name) => document.createElement(name));
  title.textContent = each.category_name || near.kind;
  const place = [each.place_name, each.metres === null ? "" : near.metres.replace("{metres}", each.metres)];
  const since = [each.days ? near.days[each.days === 1 ? 0 : 1].replace("{days}", each.days) : near.today, each.supporters ? near.more.replace("{count}", each.supporters) : ""];
  facts.append(title, ...[place, since].flatMap((line) => [document.createElement("br"), line.filter(Boolean).join(" · ")]));
  const more = [each.words && said(each), each.metres === null && said({ words: mapWords.placeUnknown }, "")].filter(Boolean);
  button.type = "button";
  button.className = "quiet wide";
  button.textContent = near.join;
  failed.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    try {
      await call("POST", "/api/me-too", { body: { token: each.token }, headers: { "Nuannan-Device": deviceKey() } });
      joined();
    } catch {
      failed.textContent = near.failed;
      button.removeAttribute("aria-disabled");
    }
  });
  made.append(each.photo ? pictured(each.photo, facts, near.photo.replace("{kind}", title.textContent)) : facts, ...more, button, failed);
  return made;
}

// `found`: what the check answered, or null where none came: then it is looked at without it. `joined` follows a "me too".
export function showCheck(said, found, form, words, joined, photos) {
  panel.querySelector("dl").replaceChildren(...rows(said, form, words, found?.place_name ?? "", photos).flatMap((each) => fact(form, each)));
  const danger = document.getElementById("check-danger");
  danger.hidden = !found?.emergency;
  danger.querySelector("strong").textContent = found?.emergency ? words.ring.replace("{number}", found.emergency) : "";
  document.getElementById("near").hidden = !found?.nearby.length;
  document.querySelector("#near ul").replaceChildren(...(found?.nearby ?? []).map((each) => card(each, words, joined)));
}
