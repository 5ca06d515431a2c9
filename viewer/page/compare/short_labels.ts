import type { CompareAxis } from "./compare_axis.ts";

/** About how wide a character of an axis' name is, in bold, in CSS pixels. */
export const NAME_CHARACTER = 8;
/** A name has so many letters, however little room there is. */
const LEAST_LETTERS = 8;

/**
 * An axis whose labels have at most so many letters. Numbers keep all of their digits: without some of
 * them they would be other ones.
 */
export function withShortLabels(axis: CompareAxis, length: number): CompareAxis {
  if (!axis.isOfTexts) return axis;
  const labels = shortLabels(axis.ticks.map(({ label }) => label), length);
  return { ...axis, ticks: axis.ticks.map((tick, i) => ({ ...tick, label: labels[i] ?? "" })) };
}

/**
 * Texts with at most so many letters each. Long ones keep their ends, as the ends of paths differ;
 * where they do not, what all long ones have in common at both ends is left out.
 */
export function shortLabels(texts: readonly string[], length: number): string[] {
  const ends = texts.map((text) => shorten(text, length));
  if (new Set(ends).size === new Set(texts).size) return ends;
  const all = texts.map((text) => [...text]);
  const long = all.filter((letters) => letters.length > length);
  const least = Math.min(...long.map((letters) => letters.length));
  const [first = []] = long;
  const isShared = (at: number) => long.every((letters) => letters.at(at) === first.at(at));
  let head = 0;
  while (head < least && isShared(head)) head++;
  let tail = 0;
  while (tail < least - head && isShared(-1 - tail)) tail++;
  return all.map((letters) => {
    if (letters.length <= length) return letters.join("");
    const end = letters.length - tail;
    // Two of them are `…`.
    const begin = Math.max(0, Math.min(head, end - (length - 2)));
    const middle = letters.slice(begin, begin + length - 2);
    return `${begin > 0 ? "…" : ""}${middle.join("")}${
      begin + length - 2 < letters.length ? "…" : ""
    }`;
  });
}

/** The name of an axis, in so many pixels. */
export function shortAxisName(name: string, room: number): string {
  return shorten(name, Math.max(LEAST_LETTERS, Math.floor(room / NAME_CHARACTER)));
}

/** A text with at most so many letters: its end, as the ends of paths differ. */
export function shorten(text: string, length: number): string {
  const letters = [...text];
  return letters.length <= length ? text : `…${letters.slice(1 - length).join("")}`;
}
