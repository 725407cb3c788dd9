// How it was and how it is: photos beside each other, and those of how it is now, made small and bare on this device. They are
// kept here until they have come in, so that a dead spot loses none.
import { send } from "./outbox.js";
import { fill, html, labelled, say, useEffect, useRef, useState, words } from "./ui.js";

function Row({ kind, photos }) {
  const mine = photos.filter((each) => each.kind === kind);
  if (!mine.length) return null;
  return html`<div><h3>${words.photos[kind]}</h3><ul class="photos">${mine.map((each, place) => html`<li key=${`${each.at}${place}`}>${each.state === "ready"
    ? html`<a href=${each.url}><img src=${each.small} alt=${labelled(words.photos[kind], fill(words.photoN, { n: place + 1 }))} loading="lazy" /></a>`
    : html`<span class="hint">${say("photos", each.state)}</span>`}</li>`)}</ul></div>`;
}

export function Photos({ photos }) {
  if (!photos?.length) return null;
  return html`<div class="pairs"><${Row} kind="before" photos=${photos} /><${Row} kind="after" photos=${photos} /></div>`;
}

// Photos that go with an action: `ids` are the draft's, `onIds` puts others there. What they are made with is loaded at once:
// later there may be no network.
export function PickPhotos({ id, ids, onIds }) {
  const box = useRef();
  const held = useRef(ids);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let ready = false;
    const keep = (after) => { held.current = after; onIds(after); };
    async function load() {
      const [{ choosing }] = await Promise.all([import("../photos.js"), import("../photo_sending.js")]);
      if (!ready && box.current) choosing(box.current, words.photos, () => held.current, keep);
      ready = true;
      setFailed(false);
    }
    const again = () => ready || load().catch(() => setFailed(true));
    again();
    addEventListener("online", again);
    return () => removeEventListener("online", again);
  }, []);
  return html`<div class="field photo-pick" role="group" aria-label=${words.photos.after} ref=${box}>
    <ul class="pictures"></ul><p role="status"></p>
    <div class="stacked"><input id=${id} class="unseen" type="file" accept="image/*" multiple /><label for=${id} class="button quiet">${words.photos.add}</label></div>
    ${failed ? html`<p class="hint">${words.offline}</p>` : null}</div>`;
}

export function AddPhoto({ number }) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    const came = ({ detail }) => detail.number === number && !detail.body && setSaid(words.photos.sent);
    addEventListener("desk-sent", came);
    return () => removeEventListener("desk-sent", came);
  }, [number]);
  const took = async ({ currentTarget }) => {
    const [file] = currentTarget.files;
    if (!file) return;
    setSaid(words.loading);
    try {
      const [{ picked }] = await Promise.all([import("../photos.js"), import("../photo_sending.js")]);
      const { lost } = await send(number, null, [await picked(file)]);
      setSaid(lost ? words.photos.failed : words.photos.kept);
    } catch (problem) {
      setSaid(problem.code ? problem.message : words.photos.failed);
    }
    currentTarget.value = "";
  };
  return html`<div class="photo-now"><input id="photo-now" class="unseen" type="file" accept="image/*" onChange=${took} />
    <label for="photo-now" class="button quiet">${words.photos.add}</label>
    <p role="status">${said}</p></div>`;
}
