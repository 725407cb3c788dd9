// How many stand in each list, so far as this page has read it lately. Nothing is read for the sake of a number.
import { useEffect, useState } from "./ui.js";

const FRESH = 600_000;
const known = new Map();
const heard = new Set();

export function tellCount(address, page) {
  if (!page) return;
  known.set(address, { n: page.items.length, more: Boolean(page.cursor), at: Date.now() });
  for (const each of heard) each({});
}

export function forgetCounts() { known.clear(); }

// The number as it is shown, of one list or of several together: "7", "50+", or "" for none that is known.
export function useCounts() {
  const [, again] = useState();
  useEffect(() => { heard.add(again); return () => heard.delete(again); }, []);
  return (...addresses) => {
    const fresh = addresses.map((each) => known.get(each)).filter((each) => each && Date.now() - each.at < FRESH);
    const n = fresh.reduce((sum, each) => sum + each.n, 0);
    return n ? `${n}${fresh.some(({ more }) => more) ? "+" : ""}` : "";
  };
}
