import type { Json } from "../../protocol/api.ts";
import { cutText, MAX_LIST_TEXT } from "../../protocol/cut_text.ts";

/** What a list has of one value: more is left out. */
const MAX_VALUES = 10_000;
const MAX_DEPTH = 100;

/** A value of JSON for a list, and whether something was left out of it. */
export interface CutJson<Value> {
  value: Value;
  isCut: boolean;
}

/** A value for a list: long texts are cut, and of many values the first ones stay. */
export function cutJson<Value>(value: Value): CutJson<Value> {
  let count = 0;
  let isCut = false;
  const cutEntry = (text: string): string => {
    isCut ||= text.length > MAX_LIST_TEXT;
    return cutText(text);
  };
  const cut = (value: Json, depth: number): Json => {
    count++;
    if (typeof value === "string") return cutEntry(value);
    if (typeof value !== "object" || value === null) return value;
    if (depth === MAX_DEPTH) {
      isCut = true;
      return "…";
    }
    const kept: [string, Json][] = [];
    for (const [key, item] of Object.entries(value)) {
      if (count >= MAX_VALUES) {
        isCut = true;
        break;
      }
      kept.push([cutEntry(key), cut(item, depth + 1)]);
    }
    // Not by assignment: a key may be `__proto__`.
    return Array.isArray(value) ? kept.map(([, item]) => item) : Object.fromEntries(kept);
  };
  return { value: cut(value as Json, 0) as Value, isCut };
}
