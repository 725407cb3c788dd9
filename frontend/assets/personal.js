// Whether words seem to hold a phone or identity number, read on the device alone: a hint for who writes, never a hindrance.
// Source: GB 11643 (18 signs, 15 before 1999); the numbering plan (1 and ten digits; 0, area code, 7 or 8 digits).
const RUN = /[(（+]?[0-9０-９](?:[ \-–—－.·()（）]{0,2}[0-9０-９XxＸｘ])*/g;
const APART = /[ \-–—－.·()（）+]+/;
const NUMBERS = [/^[1-9]\d{16}[\dX]$/, /^[1-9]\d{14}$/, /^(?:(?:00)?86)?1[3-9]\d{9}$/, /^0\d{9,11}$/];

const narrow = (digits) => digits.normalize("NFKC").toUpperCase();

export function personal(text) {
  for (const [run] of text.matchAll(RUN)) {
    // People write numbers in groups; and beside each other, as a date and a phone.
    const pieces = run.split(APART).filter(Boolean).map(narrow);
    if ([pieces.join(""), ...pieces].some((digits) => NUMBERS.some((number) => number.test(digits)))) return true;
  }
  return false;
}

// Says so beside the field, to be seen and heard, for as long as the words hold one.
export function hinting(field, place, words) {
  return () => {
    const said = personal(field.value) ? words : "";
    if (place.textContent !== said) place.textContent = said;
  };
}
