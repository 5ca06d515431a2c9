/**
 * The filter of runs: words that a run's name, id or tags contain, and
 * comparisons, joined by `and` (which may be left out), `or`, `not` and
 * parentheses.
 *
 * | | |
 * |---|---|
 * | `resnet` | the name, the id or a tag contains it |
 * | `lr > 0.001` | a value of the config, or a metric's last value |
 * | `min(val/loss) < 0.2`, `max(…)`, `last(…)` | the least, greatest or last value of a metric |
 * | `status = running`, `optimizer = "adam w"` | is equal, ignoring case |
 * | `notes ~ paper`, `name !~ test` | contains, does not contain |
 *
 * It is a recursive descent parser: an `or` of `and`s of `not`s. Each part
 * returns a function that tests one run.
 *
 * @module
 */
import type { BoardInfo } from "../../../protocol/api.ts";
import { isComparisonTrue } from "../../values/compare_values.ts";
import { FilterError } from "./filter_error.ts";
import { type FilterOperator, type FilterToken, filterTokens } from "./filter_tokens.ts";
import type { RunValue } from "./run_fields.ts";

/** Whether a run matches. */
export type RunFilter = (board: BoardInfo) => boolean;

/** Finds the values for a name in a filter; throws a `FilterError` if there are none. */
export type FieldFinder = (name: string) => (board: BoardInfo) => RunValue;

/** Whether a run's name, id or tags contain a word. */
export type WordFinder = (board: BoardInfo, word: string) => boolean;

/**
 * Parses a filter.
 *
 * @param find Finds the values for names.
 * @param hasWord Tests a run for words.
 * @throws {FilterError} If the filter is invalid.
 */
export function parseRunFilter(text: string, find: FieldFinder, hasWord: WordFinder): RunFilter {
  const tokens = filterTokens(text);
  if (tokens.length === 0) return () => true;
  const parser = new FilterParser(tokens, find, hasWord);
  return parser.parse();
}

class FilterParser {
  readonly #tokens: readonly FilterToken[];
  readonly #find: FieldFinder;
  readonly #hasWord: WordFinder;
  /** The index of the next token. */
  #next = 0;

  constructor(tokens: readonly FilterToken[], find: FieldFinder, hasWord: WordFinder) {
    this.#tokens = tokens;
    this.#find = find;
    this.#hasWord = hasWord;
  }

  parse(): RunFilter {
    const filter = this.#parseOr();
    if (this.#peek()) throw new FilterError("A closing parenthesis has no opening one");
    return filter;
  }

  #peek(offset = 0): FilterToken | undefined {
    return this.#tokens[this.#next + offset];
  }

  #take(): FilterToken | undefined {
    return this.#tokens[this.#next++];
  }

  /** Whether the next token is this keyword. */
  #isKeyword(keyword: string): boolean {
    const token = this.#peek();
    return token?.kind === "word" && token.text.toLowerCase() === keyword;
  }

  #parseOr(): RunFilter {
    const parts = [this.#parseAnd()];
    while (this.#isKeyword("or")) {
      this.#take();
      parts.push(this.#parseAnd());
    }
    return (board) => parts.some((part) => part(board));
  }

  #parseAnd(): RunFilter {
    const parts = [this.#parseNot()];
    for (let token = this.#peek(); token; token = this.#peek()) {
      if (token.kind === "close" || this.#isKeyword("or")) break;
      if (this.#isKeyword("and")) this.#take();
      parts.push(this.#parseNot());
    }
    return (board) => parts.every((part) => part(board));
  }

  #parseNot(): RunFilter {
    if (!this.#isKeyword("not")) return this.#parseTerm();
    this.#take();
    const part = this.#parseNot();
    return (board) => !part(board);
  }

  /** A word, a comparison, or a filter in parentheses. */
  #parseTerm(): RunFilter {
    const token = this.#take();
    if (token === undefined) throw new FilterError("Something is missing at the end of the filter");
    switch (token.kind) {
      case "open": {
        const inner = this.#parseOr();
        if (this.#take()?.kind !== "close") {
          throw new FilterError("A closing parenthesis is missing");
        }
        return inner;
      }
      case "close":
        throw new FilterError("A closing parenthesis has no opening one");
      case "operator":
        throw new FilterError(`A name is missing before "${token.text}", as in: lr > 0.001`);
    }
    const { name, isCall } = this.#parseName(token);
    const operator = this.#peek();
    if (operator?.kind !== "operator") {
      if (isCall) throw new FilterError(`A comparison is missing after ${name}, as in: > 0.5`);
      return (board) => this.#hasWord(board, name);
    }
    this.#take();
    const operand = this.#take();
    if (operand?.kind !== "word" && operand?.kind !== "text") {
      throw new FilterError(`A value is missing after "${name} ${operator.text}"`);
    }
    const valueOf = this.#find(name);
    return (board) => matches(valueOf(board), operator.text, operand.text);
  }

  /** A name: a word, a quoted text, or a call like `min(train/loss)`, which is named `min:train/loss`. */
  #parseName(token: FilterToken): { name: string; isCall: boolean } {
    const open = this.#peek();
    const isCall = token.kind === "word" && /^(min|max|last)$/i.test(token.text) &&
      open?.kind === "open" && open.isJoined;
    if (!isCall) return { name: token.text, isCall };
    const metric = this.#peek(1);
    if (!metric || this.#peek(2)?.kind !== "close") {
      throw new FilterError(`The name of a metric is missing in "${token.text}(…)"`);
    }
    this.#next += 3;
    return { name: `${token.text.toLowerCase()}:${metric.text}`, isCall };
  }
}

function matches(value: RunValue, operator: FilterOperator, text: string): boolean {
  if (operator === "!=") return !matches(value, "=", text);
  if (operator === "!~") return !matches(value, "~", text);
  if (Array.isArray(value)) return value.some((item) => matches(item, operator, text));
  if (value === null) return false;
  if (operator === "~") return String(value).toLowerCase().includes(text.toLowerCase());
  const comparison = operator === "==" ? "=" : operator;
  return typeof value === "number"
    ? isComparisonTrue(value, comparison, parseOperand(text))
    : isComparisonTrue(String(value), comparison, text);
}

/** A number as people and logs write it; a date as milliseconds since 1970; or the text itself. */
function parseOperand(text: string): number | string {
  if (/^[+-]?(\d|\.\d|Infinity$)/i.test(text) && !Number.isNaN(Number(text))) return Number(text);
  if (/^nan$/i.test(text)) return NaN;
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  const time = /^\d{4}-\d\d/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? text : time;
}
