// A list by deadline, kept fresh: on a phone the nearest can come first, at a screen it is filtered, chosen from and accepted.
import { call } from "../api.js";
import { Bulk } from "./bulk.js";
import { tellCount } from "./counts.js";
import { Filters, isSet, matches, NOTHING } from "./filters.js";
import { useLive } from "./live.js";
import { lists, mayOpen } from "./nav.js";
import { tellNews } from "./news.js";
import { nearest, useWhere } from "./near.js";
import { Row } from "./row.js";
import { useKeys } from "./keys.js";
import { Alarm, go, html, Problem, Screen, useEffect, useRef, useState, words } from "./ui.js";

const PAGE = 50;
const OPEN_ALL = ["street", "district"]; // wait for nobody here, so nobody counts them
const ONWARD = 20; // pages that are loaded by themselves for one filter

function titleOf(me, kind, unit) {
  const name = me.roles.find((each) => each.unit === unit)?.unit_name ?? unit;
  const what = { unit: words.queue, assist: words.helping, street: words.allOpen, district: words.allOpen, decide: words.toDecide, unhappy: words.unhappyList, clear: words.toClear, photos: words.photosToJudge }[kind];
  return `${name} · ${what}`;
}

// The pages after the first one; they are not kept fresh, and go when the list is opened anew. While `onward` says what is
// looked for, they are loaded by themselves, so far as that is cheap.
function useFurther(path, first, onward) {
  const [further, setFurther] = useState({ items: [], cursor: undefined, problem: null });
  const [pages, setPages] = useState(0);
  const asking = useRef(false);
  const cursor = further.cursor === undefined ? first?.cursor : further.cursor;
  async function more() {
    if (asking.current) return;
    asking.current = true;
    try {
      const page = await call("GET", `${path}&cursor=${encodeURIComponent(cursor)}`);
      setFurther(({ items }) => ({ items: [...items, ...page.items], cursor: page.cursor, problem: null }));
    } catch (problem) {
      setFurther((before) => ({ ...before, problem }));
    } finally {
      asking.current = false;
    }
  }
  useEffect(() => setPages(0), [onward]);
  useEffect(() => {
    if (!onward || !cursor || further.problem || pages >= ONWARD) return;
    setPages(pages + 1);
    more();
  }, [onward, cursor]);
  const known = new Set(first?.items.map((each) => each.number));
  return { items: [...(first?.items ?? []), ...further.items.filter((each) => !known.has(each.number))], more: cursor ? more : null, problem: further.problem };
}

// The first screen says who is signed in as well, so that it is one call and a role that was taken away is gone at once.
export function todayPath(kind = "", unit = "") {
  return `/api/desk/today?${kind ? `${kind}=${encodeURIComponent(unit)}&` : ""}limit=${PAGE}`;
}

export function ListScreen({ me, kind, unit, pressing = "", onProblem, onMe, path = todayPath(kind, unit) }) {
  const live = useLive(path, tellNews);
  const [filter, setFilter] = useState({ ...NOTHING, pressing });
  const { items, more, problem: missing } = useFurther(`/api/desk/petitions?${kind}=${encodeURIComponent(unit)}&limit=${PAGE}`, live.answer, isSet(filter) ? JSON.stringify(filter) : "");
  useEffect(() => { if (live.answer?.me) onMe(live.answer.me); }, [live.answer]);
  useEffect(() => { if (!OPEN_ALL.includes(kind) && !live.stale) tellCount(`${kind}/${unit}`, live.answer); }, [live.now]);
  const [chosen, setChosen] = useState(new Set());
  const where = useWhere();
  const shown = nearest(items.filter((each) => matches(each, filter, live.now)), where.point, live.now);
  const picks = kind === "unit"; // what somebody else owns, or what is over, is not accepted by the dozen
  const judges = ["clear", "photos"].includes(kind) && mayOpen(me, "publication"); // opens what is to be decided, and leads on
  const target = (item) => (judges ? `publication/${item.number}/${kind}/${unit}` : `petition/${item.number}`);
  const { at } = useKeys(shown, { open: (item) => go(target(item)), choose: (item) => picks && toggle(item.number) });
  if (live.problem?.status === 401) onProblem(live.problem);

  function toggle(number) {
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(number)) after.add(number);
      return after;
    });
  }

  const title = lists(me).length ? titleOf(me, kind, unit) : words.queue;
  return html`<${Screen} title=${title} wide="wide">
    ${live.stale ? html`<p class="stale" role="status">${words.stale}</p>` : null}
    ${live.problem && !live.stale && !live.answer ? html`<${Alarm}><p>${live.problem.message}</p><//>` : null}
    ${live.problem && live.stale && !live.answer ? html`<${Alarm}><p>${words.offline}</p><//>` : null}
    ${live.answer ? html`
      <${Filters} items=${items} filter=${filter} onChange=${setFilter} where=${where} shown=${shown.length} more=${Boolean(more)} />
      <${Bulk} me=${me} items=${shown} chosen=${chosen} onDone=${() => { setChosen(new Set()); live.reload(); }} onChoose=${setChosen} />
      ${shown.length ? html`<ol class="rows" aria-label=${title}>${shown.map((item, place) => html`<${Row} key=${item.number} item=${item} target=${target(item)} now=${live.now} point=${where.point}
          current=${place === at} chosen=${chosen.has(item.number)} onChoose=${picks ? () => toggle(item.number) : null} />`)}</ol>`
        : html`<p class="panel">${items.length ? words.noneMatch : words.empty}</p>`}
      ${missing ? html`<${Problem} key=${missing} problem=${missing} />` : null}
      ${more ? html`<button class="quiet" type="button" onClick=${more}>${words.more}</button>` : null}`
    : live.problem ? null : html`<p role="status">${words.loading}</p>`}
  <//>`;
}
