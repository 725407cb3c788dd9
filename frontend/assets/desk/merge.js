// Two petitions side by side: is it the same trouble, and which of them leads?
import { Refused } from "./actions.js";
import { send } from "./outbox.js";
import { Facts, usePetition, Whole } from "./petition.js";
import { fill, go, html, Problem, Screen, shownNumber, useState, words } from "./ui.js";

const mayMerge = (side) => side.answer?.actions.some(({ action }) => action === "merge");

function Side({ number, side, other, onMerge }) {
  const { answer, problem, now } = side;
  if (problem) return html`<${Problem} problem=${problem} />`;
  if (!answer) return html`<p role="status">${words.loading}</p>`;
  return html`<article aria-label=${shownNumber(number)}><h2 class="alone"><a href="#petition/${number}">${shownNumber(number)}</a></h2>
    <${Whole} answer=${answer} now=${now} /><p><strong>${answer.petition.place_name}</strong></p><${Facts} petition=${answer.petition} />
    ${mayMerge(side) ? html`<button type="button" onClick=${() => onMerge(number, other, answer.version)}>${fill(words.mergeInto, { number: shownNumber(other) })}</button>`
      : html`<p class="hint">${words.cannotMerge}</p>`}</article>`;
}

function Choose({ first }) {
  const submit = (event) => {
    event.preventDefault();
    const numbers = ["one", "two"].map((name) => event.target.elements[name].value.replace(/\D/g, ""));
    if (numbers.every((each) => each.length === 14) && numbers[0] !== numbers[1]) go(`merge/${numbers.join("/")}`);
  };
  const field = (name, label, value) => html`<div class="field"><label for=${name}>${label}</label><input type="text" id=${name} name=${name} class="short" inputmode="numeric" autocomplete="off" value=${value} /></div>`;
  return html`<form noValidate onSubmit=${submit} class="narrow">${field("one", words.firstNumber, first)}${field("two", words.secondNumber, "")}
    <button type="submit">${words.compare}</button></form>`;
}

export default function MergeScreen({ rest, onProblem }) {
  const [one, two] = rest;
  return html`<${Screen} title=${words.mergeTitle} wide="wide">
    ${one && two ? html`<${Pair} one=${one} two=${two} onProblem=${onProblem} />` : html`<${Choose} first=${one ? shownNumber(one) : ""} />`}<//>`;
}

function Pair({ one, two, onProblem }) {
  const left = usePetition(one, onProblem);
  const right = usePetition(two, onProblem);
  const [refused, setRefused] = useState(null);

  async function merge(number, lead, version) {
    try {
      await send(number, { action: "merge", version, lead });
      go(`petition/${lead}`);
    } catch (problem) {
      setRefused((before) => ({ problem, count: (before?.count ?? 0) + 1 }));
    }
  }

  const reload = () => { setRefused(null); left.load(); right.load(); };
  return html`<p class="hint">${words.mergeHint}</p>
    ${refused ? html`<${Refused} key=${refused.count} problem=${refused.problem} onReload=${reload} />` : null}
    <div class="columns even"><${Side} number=${one} side=${left} other=${two} onMerge=${merge} />
      <${Side} number=${two} side=${right} other=${one} onMerge=${merge} /></div>`;
}
