import { FilterError } from "./filter_error.ts";

/**
 * What programs for texts make of quotes, and what may close each. A text that was pasted from a chat
 * or typed on a phone has them; an apostrophe may be part of a word.
 */
const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ["“", "”“"],
  ["„", "“”"],
  ["”", "”"],
  ["«", "»"],
  ["»", "«»"],
  ["‘", "’"],
  ["‚", "‘’"],
]);

/** Operators as they are typeset. */
const TYPESET: ReadonlyMap<string, FilterOperator> = new Map([
  ["≤", "<="],
  ["≥", ">="],
  ["≠", "!="],
  ["＝", "="],
  ["＜", "<"],
  ["＞", ">"],
]);

/** Spaces, those without a width too. */
const SPACE = /[\s\u200b\u2060]/;

/** The comparison operators of a filter, with the longer ones before their prefixes. */
const OPERATORS = ["<=", ">=", "!=", "!~", "==", "=", "<", ">", "~"] as const;

/** A comparison operator of a filter. */
export type FilterOperator = (typeof OPERATORS)[number];

/** A token of a filter, and the index where it begins. `isJoined`: no space is before it. */
export type FilterToken =
  & { text: string; isJoined: boolean; at: number }
  & ({ kind: "word" | "text" | "open" | "close" } | { kind: "operator"; text: FilterOperator });

/**
 * Splits a filter into words, quoted texts, operators and parentheses.
 *
 * @throws {FilterError} If a closing quote is missing.
 */
export function filterTokens(filter: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  let rest = filter;
  while (rest !== "") {
    const at = filter.length - rest.length;
    const isJoined = at > 0 && !SPACE.test(filter.charAt(at - 1));
    const first = rest.charAt(0);
    const typeset = TYPESET.get(first);
    const operator = typeset ?? OPERATORS.find((operator) => rest.startsWith(operator));
    const closing = QUOTES.get(first);
    if (SPACE.test(first)) {
      rest = rest.slice(1);
    } else if (operator) {
      tokens.push({ kind: "operator", text: operator, isJoined, at });
      rest = rest.slice(typeset === undefined ? operator.length : 1);
    } else if (first === "(" || first === ")") {
      tokens.push({ kind: first === "(" ? "open" : "close", text: first, isJoined, at });
      rest = rest.slice(1);
    } else if (closing !== undefined) {
      const end = rest.slice(1).search(new RegExp(`[${closing}]`)) + 1;
      if (end === 0) throw new FilterError(`A closing ${closing.charAt(0)} is missing`, at);
      tokens.push({ kind: "text", text: rest.slice(1, end), isJoined, at });
      rest = rest.slice(end + 1);
    } else {
      // Never empty: its first character is none of those above.
      const [word = first] = /^(?:[^\s\u200b\u2060()<>=!~"'≤≥≠＝＜＞]|!(?![=~]))+/.exec(rest) ?? [];
      tokens.push({ kind: "word", text: word, isJoined, at });
      rest = rest.slice(word.length);
    }
  }
  return tokens;
}
