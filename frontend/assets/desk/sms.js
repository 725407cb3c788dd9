// What a message shows of itself, wherever it stands: its name, how it ended, and each step with time, reason and who decided.
import { fill, html, Moment, say, words } from "./ui.js";

export const reasonOf = (code) => words.sms.reasons[code.replaceAll(" ", "_")] ?? code;

export const carrierOf = (code) => code && say("carriers", code);

function Step({ step }) {
  const more = [step.reason && reasonOf(step.reason), carrierOf(step.provider), step.by].filter(Boolean).join(" · ");
  return html`<li><${Moment} iso=${step.at} />${words.sms.states[step.state] ?? step.state}${more ? ` · ${more}` : ""}</li>`;
}

export function Sms({ item, children }) {
  return html`<div class="panel"><p><strong>${say("smsNames", item.name)}</strong> <span class="tag">${words.sms.states[item.state] ?? item.state}</span>
      ${item.round > 1 ? html` <small class="tag">${fill(words.roundN, { n: item.round })}</small>` : null}</p>
    <ol class="steps"><li><${Moment} iso=${item.created_at} />${words.sms.written}</li>${item.steps.map((step, place) => html`<${Step} key=${place} step=${step} />`)}
      ${item.next_at ? html`<li><${Moment} iso=${item.next_at} />${words.sms.next}</li>` : null}</ol>${children}</div>`;
}
