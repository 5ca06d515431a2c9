import type { BoardInfo } from "../../protocol/api.ts";
import type { RunValue } from "./run_fields.ts";

/** Whether a run is wanted. */
export type RunFilter = (board: BoardInfo) => boolean;

/** What a filter cannot be read by: its message says why, to who typed it. */
export class FilterError extends Error {
  override readonly name = "FilterError";
}

/** Finds what a name in a filter means; throws a `FilterError` where it means nothing. */
export type FieldFinder = (name: string) => (board: BoardInfo) => RunValue;

const OPERATORS = ["<=", ">=", "!=", "!~", "==", "=", "<", ">", "~"] as const;
type Operator = (typeof OPERATORS)[number];

interface Token {
  kind: "word" | "text" | "operator" | "open" | "close";
  text: string;
  /** Whether there is no space before it. */
  joined: boolean;
}

/**
 * Reads a filter: words that the run's name, id or tags contain, and
 * comparisons, joined by `and` (or nothing), `or`, `not` and parentheses.
 *
 * | | |
 * |---|---|
 * | `resnet` | name, id or a tag contains it |
 * | `lr > 0.001` | a value of the config, or a metric's last value |
 * | `min(val/loss) < 0.2`, `max(…)`, `last(…)` | a metric's extremes |
 * | `status = running`, `optimizer = "adam w"` | the same, whatever the case |
 * | `notes ~ paper`, `name !~ test` | contains, contains not |
 *
 * @param find What names mean.
 * @throws {FilterError} Where the text is no filter.
 */
export function parseRunFilter(text: string, find: FieldFinder, words: RunFilterWords): RunFilter {
  const tokens = tokenize(text);
  let at = 0;
  const isWord = (word: string) =>
    tokens[at]?.kind === "word" && tokens[at].text.toLowerCase() === word;

  const readOr = (): RunFilter => {
    const parts = [readAnd()];
    while (isWord("or")) {
      at++;
      parts.push(readAnd());
    }
    return (board) => parts.some((part) => part(board));
  };
  const readAnd = (): RunFilter => {
    const parts = [readNot()];
    while (at < tokens.length && tokens[at].kind !== "close" && !isWord("or")) {
      if (isWord("and")) at++;
      parts.push(readNot());
    }
    return (board) => parts.every((part) => part(board));
  };
  const readNot = (): RunFilter => {
    if (!isWord("not")) return readOne();
    at++;
    const part = readNot();
    return (board) => !part(board);
  };
  const readOne = (): RunFilter => {
    const token = tokens[at++];
    if (!token) throw new FilterError("Something is missing at the end of the filter");
    if (token.kind === "open") {
      const inner = readOr();
      if (tokens[at++]?.kind !== "close") throw new FilterError("A closing parenthesis is missing");
      return inner;
    }
    if (token.kind === "close") throw new FilterError("A closing parenthesis has no opening one");
    if (token.kind === "operator") {
      throw new FilterError(`A name is missing before "${token.text}", as in: lr > 0.001`);
    }
    const name = readName(token);
    const operator = tokens[at];
    if (operator?.kind !== "operator") {
      return name.isCall ? missingOperator(name.text) : (board) => words(board, name.text);
    }
    at++;
    const value = tokens[at++];
    if (value?.kind !== "word" && value?.kind !== "text") {
      throw new FilterError(`A value is missing after "${name.text} ${operator.text}"`);
    }
    const get = find(name.text);
    return (board) => compare(get(board), operator.text as Operator, value.text);
  };
  /** `min(train/loss)` is a name, too. */
  const readName = (token: Token): { text: string; isCall: boolean } => {
    const calls = token.kind === "word" && /^(min|max|last)$/i.test(token.text) &&
      tokens[at]?.kind === "open" && tokens[at].joined;
    if (!calls) return { text: token.text, isCall: false };
    const metric = tokens[at + 1];
    if (!metric || tokens[at + 2]?.kind !== "close") {
      throw new FilterError(`The name of a metric is missing in "${token.text}(…)"`);
    }
    at += 3;
    return { text: `${token.text.toLowerCase()}:${metric.text}`, isCall: true };
  };

  if (tokens.length === 0) return () => true;
  const filter = readOr();
  if (at < tokens.length) throw new FilterError("A closing parenthesis has no opening one");
  return filter;
}

/** Whether a run has a word in its name, id or tags. */
export type RunFilterWords = (board: BoardInfo, word: string) => boolean;

function missingOperator(name: string): never {
  throw new FilterError(`A comparison is missing after ${name}, as in: > 0.5`);
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < text.length;) {
    const joined = i > 0 && !/\s/.test(text[i - 1]);
    if (/\s/.test(text[i])) {
      i++;
      continue;
    }
    const operator = OPERATORS.find((operator) => text.startsWith(operator, i));
    if (operator) {
      tokens.push({ kind: "operator", text: operator, joined });
      i += operator.length;
    } else if (text[i] === "(" || text[i] === ")") {
      tokens.push({ kind: text[i] === "(" ? "open" : "close", text: text[i], joined });
      i++;
    } else if (text[i] === '"' || text[i] === "'") {
      const end = text.indexOf(text[i], i + 1);
      if (end < 0) throw new FilterError(`A closing ${text[i]} is missing`);
      tokens.push({ kind: "text", text: text.slice(i + 1, end), joined });
      i = end + 1;
    } else {
      const [word] = text.slice(i).match(/^(?:[^\s()<>=!~"']|!(?![=~]))+/)!;
      tokens.push({ kind: "word", text: word, joined });
      i += word.length;
    }
  }
  return tokens;
}

function compare(value: RunValue, operator: Operator, text: string): boolean {
  if (operator.startsWith("!")) {
    return !compare(value, operator === "!=" ? "=" : "~", text);
  }
  if (Array.isArray(value)) return value.some((item) => compare(item, operator, text));
  if (value === null) return false;
  const wanted = text.toLowerCase();
  if (operator === "~") return String(value).toLowerCase().includes(wanted);
  const number = numberOf(text);
  if (typeof value === "number" && number !== null) {
    if (operator === "<") return value < number;
    if (operator === "<=") return value <= number;
    if (operator === ">") return value > number;
    if (operator === ">=") return value >= number;
    return Object.is(value, number) || value === number;
  }
  const given = String(value).toLowerCase();
  // An order of numbers within texts takes v0.1 and v0.01 for the same.
  if (operator === "=" || operator === "==") return given === wanted;
  const order = given.localeCompare(wanted, "en", { numeric: true });
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  if (operator === ">") return order > 0;
  return order >= 0;
}

/** A number as people and logs write it; a date is milliseconds since 1970. */
function numberOf(text: string): number | null {
  if (/^[+-]?(\d|\.\d|Infinity$)/i.test(text) && !Number.isNaN(Number(text))) return Number(text);
  if (/^nan$/i.test(text)) return NaN;
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  const time = /^\d{4}-\d\d/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? null : time;
}
