// The desk by keyboard alone: in a list j and k move, x chooses, o opens. Not while somebody types.
import { useEffect, useRef, useState } from "./ui.js";

const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";

// Whether the search was opened by its key, and so to be typed into at once.
export const byKey = { search: false };

export function useShortcuts(table) {
  const held = useRef(table);
  held.current = table;
  useEffect(() => {
    function pressed(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) return;
      const work = held.current[event.key];
      if (!work) return;
      event.preventDefault();
      work();
    }
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}

// The place of the row that the keyboard, or a click, stands on, -1 until one does; and the way to stand on a row.
export function useKeys(items, { open, choose, ...further }) {
  const [number, setNumber] = useState(null);
  const at = items.findIndex((each) => each.number === number);
  const move = (by) => {
    const next = Math.min(Math.max(at < 0 ? 0 : at + by, 0), items.length - 1);
    if (items[next]) setNumber(items[next].number);
  };
  const here = items[at];
  useShortcuts({
    j: () => move(1), k: () => move(-1), o: () => here && open(here), x: () => here && choose(here),
    ...Object.fromEntries(Object.entries(further).map(([key, work]) => [key, () => here && work(here)])),
  });
  return { at, stand: (item) => setNumber(item.number) };
}
