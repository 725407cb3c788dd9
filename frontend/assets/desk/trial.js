// Rules tried above those that count, by who places petitions or answers for it: shown, and never saved.
import "./admin_words.js";
import { naming } from "./admin_names.js";
import { Rows } from "./admin_rows.js";
import { Trial } from "./admin_trial.js";
import { seatWith } from "./nav.js";
import { html, Screen, useState, words } from "./ui.js";
import { DistrictField, useDistricts, useUnits } from "./units.js";

export default function TrialScreen({ me }) {
  const [rows, setRows] = useState([]);
  const [chosen, setChosen] = useState("");
  const seat = seatWith(me, "dispatcher", "supervisor");
  const districts = useDistricts([seat]);
  const named = naming({ units: useUnits() });
  const district = chosen || districts[0]?.code || seat;
  return html`<${Screen} title=${words.screens.trial} wide="wide"><p class="hint">${words.trialHint}</p>
    <${DistrictField} id="trial-district" districts=${districts} chosen=${district} onChoose=${setChosen} />
    <${Rows} name="rules" rows=${rows} named=${named} onChange=${setRows} />
    ${rows.length ? html`<p><${Trial} key=${district} district=${district} rows=${rows} above /></p>` : null}<//>`;
}
