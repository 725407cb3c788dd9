// How far away a petition is. Where the reader stands stays on the device.
import { keep, kept } from "./device.js";
import { pressing, useEffect, useState } from "./ui.js";

const PER_DEGREE = 111_320;

export function metres(point, item) {
  const across = (item.longitude - point.longitude) * Math.cos((point.latitude * Math.PI) / 180);
  return Math.hypot(across, item.latitude - point.latitude) * PER_DEGREE;
}

// What is late, soon or an emergency stays in front by its deadline; the rest comes by distance when that is known.
export function nearest(items, point, now) {
  if (!point) return items;
  const rank = (item) => (item.emergency ? 0 : ["late", "soon", "unknown"].includes(pressing(item, now)) ? 1 : 2);
  const away = (item) => (rank(item) < 2 ? 0 : item.latitude == null ? Number.MAX_VALUE : metres(point, item));
  return [...items].sort((one, two) => rank(one) - rank(two) || away(one) - away(two));
}

export function useWhere() {
  const [wanted, setWanted] = useState(kept("near", false));
  const [point, setPoint] = useState(null);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    if (!wanted || !navigator.geolocation) return undefined;
    const watch = navigator.geolocation.watchPosition(({ coords }) => setPoint({ longitude: coords.longitude, latitude: coords.latitude }),
      () => setRefused(true), { maximumAge: 60_000, timeout: 20_000 });
    return () => navigator.geolocation.clearWatch(watch);
  }, [wanted]);

  function want(on) {
    keep("near", on);
    setWanted(on);
    setRefused(false);
    if (!on) setPoint(null);
  }

  return { wanted, want, point: wanted ? point : null, refused };
}
