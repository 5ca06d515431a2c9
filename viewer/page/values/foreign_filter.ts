import { FilterError } from "./filter_error.ts";
import type { FilterToken } from "./filter_tokens.ts";

/** Refuses how other languages write `and` and `or`: as a word it would silently find nothing. */
export function refuseForeignWord({ kind, text, at }: FilterToken): void {
  if (kind !== "word") return;
  const [, sign] = /^(&&?|\|\|?|,|;|!)$/.exec(text) ?? /.(&&|\|\||,|;)$/.exec(text) ?? [];
  if (sign === undefined) return;
  const word = sign.startsWith("|") ? "or" : sign === "!" ? "not" : "and";
  throw new FilterError(
    `"${sign}" is written "${word}" here; a text with it is written in quotes`,
    at + text.length - sign.length,
  );
}

/** How a comparison is written that begins with a name and a word of SQL; `undefined` where it is none. */
export function foreignForm(name: string, word: string, operand: FilterToken): string | undefined {
  const named = /^[^\s()<>=!~"']+$/.test(name) ? name : quote(name);
  const isValue = operand.kind === "word" || operand.kind === "text";
  switch (word.toLowerCase()) {
    case "is":
      return /^(not|null|nan|true|false)$/i.test(operand.text)
        ? `${named} = null, ${named} != null`
        : undefined;
    case "in":
      return operand.kind === "open" ? `${named} = 1 or ${named} = 2` : undefined;
    case "between":
      return isValue ? `${named} >= 1 and ${named} <= 2` : undefined;
    case "like":
    case "ilike":
    case "contains":
      return isValue ? `${named} ~ text` : undefined;
  }
}

/** A name in the quotes that it may need. */
export function quote(name: string): string {
  return name.includes('"') ? `'${name}'` : `"${name}"`;
}
