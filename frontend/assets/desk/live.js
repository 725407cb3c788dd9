// An address that is asked again and again, cheaply: 304 while nothing has changed. Its last answer serves a dead spot.
import { call, Refusal } from "../api.js";
import { remember, remembered } from "./device.js";
import { useEffect, useRef, useState } from "./ui.js";

const EVERY = 20_000;

const seeds = new Map();

// What was just asked by somebody else, so that a screen need not ask again at once.
export function seed(path, asked) { seeds.set(path, asked); }

async function ask(path, tag) {
  const sown = seeds.get(path);
  seeds.delete(path);
  if (sown) return sown;
  const headers = tag ? { "If-None-Match": tag } : {};
  return call("GET", path, { headers, tagged: true });
}

// {answer, now, stale, problem, reload}; `now` runs on by this device's own pace from the server's clock.
export function useLive(path, heard) {
  const [state, setState] = useState({});
  const held = useRef({ tag: null, answer: null, base: 0, at: 0 });
  const listener = useRef(heard);
  listener.current = heard;

  async function refresh() {
    const asked = path;
    try {
      const { answer, tag } = await ask(path, held.current.tag);
      if (asked !== held.current.path) return;
      if (answer) take(answer, tag);
      setState((before) => ({ ...before, ...shown(), stale: false, problem: null }));
    } catch (problem) {
      if (asked !== held.current.path) return;
      fail(problem);
    }
  }

  function take(answer, tag) {
    const before = held.current.answer;
    Object.assign(held.current, { tag, answer, base: Date.parse(answer.now), at: Date.now() });
    remember(path, answer);
    if (before) listener.current?.(before, answer);
  }

  function fail(problem) {
    const kept = problem instanceof Refusal ? null : remembered(path);
    if (kept && !held.current.answer) Object.assign(held.current, { answer: kept.answer, base: Date.parse(kept.answer.now), at: kept.at });
    setState((before) => ({ ...before, ...shown(), stale: !(problem instanceof Refusal), problem }));
  }

  function shown() {
    const { answer, base, at } = held.current;
    return { answer, now: base + Date.now() - at };
  }

  useEffect(() => {
    held.current = { path, tag: null, answer: null, base: 0, at: 0 };
    setState({});
    if (!path) return undefined;
    refresh();
    const tick = setInterval(() => document.hidden || refresh(), EVERY);
    const again = () => document.hidden || refresh();
    document.addEventListener("visibilitychange", again);
    addEventListener("desk-sent", again);
    return () => {
      clearInterval(tick);
      document.removeEventListener("visibilitychange", again);
      removeEventListener("desk-sent", again);
    };
  }, [path]);
  return { ...state, reload: refresh };
}
