// A list that comes in pages: read at once, read on by a button. An answer that something newer overtook is dropped.
import { call } from "../api.js";
import { html, useEffect, useRef, useState, words } from "./ui.js";

// {items, first, problem, empty, more, reload} of the address, which has a query; nothing is read of none. `first` is the
// first page as it came, `empty` is true once nothing is known to be there, `more` is null at the end.
export function usePages(path, onProblem) {
  const [state, setState] = useState({ items: [] });
  const turn = useRef(0);

  async function read(cursor) {
    const mine = (turn.current += 1);
    try {
      const page = await call("GET", cursor ? `${path}&cursor=${encodeURIComponent(cursor)}` : path);
      if (mine !== turn.current) return;
      setState((before) => (cursor ? { ...before, items: [...before.items, ...page.items], cursor: page.cursor, problem: null } : { first: page, items: page.items, cursor: page.cursor }));
    } catch (problem) {
      if (mine !== turn.current) return;
      onProblem?.(problem);
      setState((before) => ({ ...before, problem }));
    }
  }

  useEffect(() => {
    setState({ items: [] });
    if (path) read("");
    return () => { turn.current += 1; };
  }, [path]);
  const { items, first, cursor, problem } = state;
  return { items, first, problem, empty: Boolean(first) && !items.length && !cursor, more: cursor ? () => read(cursor) : null, reload: () => read("") };
}

export function More({ more }) {
  return more ? html`<button type="button" class="quiet" onClick=${more}>${words.more}</button>` : null;
}
