// What this device can know to be wrong before anything is kept to be sent: read as the function reads it (journey/submit.py), and said in its
// words, which the build writes into fault_words.js. Whatever else may be wrong, the function says once there is a connection.
import { LIMITS, PHONE, STRIPPED, words } from "./fault_words.js";

const stripped = new RegExp(STRIPPED, "gu");
const [separators, country, mobile, landline] = PHONE.map((each) => new RegExp(each, "u"));
const clean = (text = "") => text.replace(/\r\n?|[\u2028\u2029\x85]/g, "\n").replace(stripped, "").normalize("NFC").trim();

function tooLong(text, limit, code = "text_too_long") {
  const { length } = [...text];
  return length > limit && { code, limit, length };
}

// As the API tells one field; `wrong` is a code, or one with what its words say besides.
function told(wrong) {
  const { code, ...needs } = wrong.code ? wrong : { code: wrong };
  return { code, message: Object.entries(needs).reduce((said, [name, value]) => said.replace(`{${name}}`, value), words[code]), ...needs };
}

export function phoneHolds(text) {
  const typed = text.normalize("NFKC").split(separators).join("");
  const national = typed.replace(country, "");
  return mobile.test(national) || (landline.test(national) && (national.startsWith("0") || national !== typed));
}

function answerFault({ kind, required }, answer) {
  if (!clean(answer)) return required && "answer_missing";
  return tooLong(clean(answer), LIMITS.answer) || (kind === "number" && !Number.isFinite(Number(answer.normalize("NFKC").replace(/_/g, ""))) && "number_invalid");
}

// A refusal as the API's own, or null. `said`: what would be sent; `asked`: the questions of its category.
export function refusedHere(said, asked) {
  const theirs = said.for_other && !said.phone;
  const codes = [
    ["text", clean(said.text) ? tooLong(clean(said.text), LIMITS.text) : "text_missing"],
    ["phone", said.phone ? !phoneHolds(said.phone) && "phone_invalid" : theirs && !clean(said.no_phone_reason) && "phone_or_reason_missing"],
    ["name", tooLong(said.name ?? "", LIMITS.name, "name_too_long")],
    ["consent", !said.consent && "consent_missing"],
    ["no_phone_reason", theirs && tooLong(said.no_phone_reason ?? "", LIMITS.text)],
    ["place_words", tooLong(clean(said.place_words), LIMITS.place)],
    ["place", !said.community && !said.point && !clean(said.place_words) && "place_missing"],
    ...asked.map((each) => [`answers.${each.name}`, answerFault(each, said.answers?.[each.name] ?? "")]),
  ].filter(([, code]) => code);
  return codes.length ? { code: "invalid_input", fields: Object.fromEntries(codes.map(([name, code]) => [name, told(code)])) } : null;
}
