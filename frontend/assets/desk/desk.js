// The desk: who is signed in, and the screen that the address after # names.
import { call, Refusal } from "../api.js";
import { worker } from "../offline.js";
import { forgetCounts } from "./counts.js";
import { forgetSeen, keep, kept } from "./device.js";
import { ignoreSecondClicks } from "./double.js";
import { byKey, useShortcuts } from "./keys.js";
import { seed } from "./live.js";
import { mayOpen, Nav, seatOf } from "./nav.js";
import { belongsTo } from "./outbox.js";
import { OutboxView } from "./outbox_view.js";
import { ListScreen, todayPath } from "./list.js";
import { SignIn } from "./sign_in.js";
import { Alarm, go, goBy, html, render, Screen, useCallback, useEffect, useState, words } from "./ui.js";

// Screens that not everybody opens each day are fetched when they are.
const LATER = {
  dispatch: () => import("./dispatch.js"), merge: () => import("./merge.js"), board: () => import("./board.js"),
  account: () => import("./account.js"), notices: () => import("./notices.js"), reveals: () => import("./reveals.js"), report: () => import("./proxy.js"),
  calls: () => import("./calls.js"), messages: () => import("./messages.js"), sent: () => import("./sent.js"),
  search: () => import("./search.js"), exports: () => import("./exports.js"), publication: () => import("./publication.js"), bulletins: () => import("./bulletins.js"), admin: () => import("./admin.js"), trial: () => import("./trial.js"),
  help: () => import("./help.js"), petition: () => import("./petition.js"),
};
const LISTS = ["unit", "street", "district", "assist", "decide", "unhappy", "clear", "photos"];

// Anybody may have cut or mistyped an address.
function decoded(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

function parse() {
  const [screen, ...rest] = decoded(location.hash.slice(1)).split("/");
  return { screen: screen || "today", rest };
}

function useAddress() {
  const [address, setAddress] = useState(parse());
  useEffect(() => {
    const moved = () => setAddress(parse());
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  return address;
}

function Later({ name, ...given }) {
  const [loaded, setLoaded] = useState(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    setLoaded(null);
    LATER[name]().then((module) => setLoaded(() => module.default), () => setFailed(true));
  }, [name]);
  if (failed) return html`<${Screen} title=${words.desk}><${Alarm}><p>${words.offline}</p><//><//>`;
  return loaded ? html`<${loaded} ...${given} />` : html`<p role="status">${words.loading}</p>`;
}

function Current({ me, address, onProblem, onMe }) {
  const { screen, rest } = address;
  const given = { me, rest, onProblem, onMe };
  if (screen === "petition") return html`<${Later} name="petition" key=${`petition/${rest[0]}`} number=${rest[0]} ...${given} />`;
  if (LISTS.includes(screen) && rest[0]) return html`<${ListScreen} key=${`${screen}/${rest[0]}/${rest[1] ?? ""}`} kind=${screen} unit=${rest[0]} pressing=${rest[1]} ...${given} />`;
  if (LATER[screen] && mayOpen(me, screen)) return html`<${Later} name=${screen} key=${screen === "admin" ? "admin" : [screen, ...rest].join("/")} ...${given} />`;
  const [first] = me.roles.filter(({ role }) => role !== "admin");
  const seat = seatOf(me);
  if (seat) return html`<${ListScreen} key=${`today/${seat}`} kind="unit" unit=${seat} path=${seat === first.unit ? todayPath() : todayPath("unit", seat)} ...${given} />`;
  return html`<${Screen} title=${words.desk}><p>${words.noLists}</p><//>`;
}

function App() {
  const [me, setMe] = useState(kept("me", null));
  goBy(me?.zone); // before anything below tells a moment
  const [state, setState] = useState({ asked: false, said: "" });
  const address = useAddress();

  const onMe = useCallback((who) => {
    keep("me", who);
    setMe((before) => (JSON.stringify(before) === JSON.stringify(who) ? before : who));
  }, []);

  const enter = useCallback((asked) => {
    seed(todayPath(), asked);
    onMe(asked.answer.me);
    belongsTo(asked.answer.me.login);
    setState({ asked: true, said: "" });
  }, []);

  const leave = useCallback((said) => {
    keep("me", null);
    keep("seat", "");
    forgetSeen();
    forgetCounts();
    belongsTo("");
    setMe(null);
    setState({ asked: true, said });
  }, []);

  const onProblem = useCallback((problem) => {
    if (problem instanceof Refusal && problem.status === 401) leave(words.signedOut);
  }, [leave]);

  // The first tap in the list opens it, maybe in a dead spot: fetched once the list is there.
  useEffect(() => { if (state.asked || me) setTimeout(() => LATER.petition().catch(() => {}), 1000); }, [state.asked, Boolean(me)]);

  useEffect(() => {
    if (me) belongsTo(me.login);
    else call("GET", todayPath(), { tagged: true }).then(enter, (problem) => setState({ asked: true, said: problem instanceof Refusal ? "" : words.offline }));
  }, []);

  useShortcuts({
    "/": () => {
      const field = document.getElementById("filter-words") ?? document.getElementById("wanted");
      if (field) field.focus();
      else if (me && mayOpen(me, "search")) { byKey.search = true; go("search"); }
    },
    "?": () => me && go("help"),
  });

  if (!me && !state.asked) return html`<p role="status">${words.loading}</p>`;
  if (!me) return html`<${SignIn} said=${state.said} onEnter=${enter} />`;
  return html`<${Nav} me=${me} address=${address} onLeave=${leave} />
    <${OutboxView} />
    <${Current} me=${me} address=${address} onProblem=${onProblem} onMe=${onMe} />`;
}

worker(`${location.pathname}sw.js`);
const root = document.getElementById("desk");
ignoreSecondClicks(document);
root.replaceChildren();
render(html`<${App} />`, root);
