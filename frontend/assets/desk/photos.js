// How it was and how it is: photos beside each other, and one of how it is now, made small and bare on this device.
import { call } from "../api.js";
import { newKey } from "../kept.js";
import { fill, html, labelled, say, useState, words } from "./ui.js";

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

async function sent(number, file) {
  const [{ shrunk }, { upload }] = await Promise.all([import("../photos.js"), import("../photo_sending.js")]);
  const picture = await shrunk(file);
  const place = await call("POST", `/api/desk/petitions/${number}/photos`, { body: { id: newKey(), type: picture.type } });
  await upload(place.fields, picture);
}

export function AddPhoto({ number, onDone }) {
  const [said, setSaid] = useState("");
  const took = async ({ currentTarget }) => {
    const [file] = currentTarget.files;
    if (!file) return;
    setSaid(words.loading);
    try {
      await sent(number, file);
      setSaid(words.photos.sent);
      onDone();
    } catch (problem) {
      setSaid(problem.message && problem.code ? problem.message : words.photos.failed);
    }
    currentTarget.value = "";
  };
  return html`<div class="photo-now"><input id="photo-now" class="unseen" type="file" accept="image/*" onChange=${took} />
    <label for="photo-now" class="button quiet">${words.photos.add}</label>
    <p role="status">${said}</p></div>`;
}
