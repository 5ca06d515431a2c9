/**
 * The filter of runs and of the rows of tables: words that an item contains,
 * and comparisons, joined by `and` (which may be left out), `or`, `not` and
 * parentheses.
 *
 * | | |
 * |---|---|
 * | `resnet` | contains it: a run's name, id or tags; any cell of a row |
 * | `lr > 0.001` | a column; of runs also a value of the config, or a metric's last value |
 * | `min(val/loss) < 0.2`, `max(…)`, `last(…)` | of runs: the least, greatest or last value of a metric |
 * | `status = running`, `optimizer = "adam w"` | is equal, ignoring case |
 * | `scheduler = null`, `scheduler != null` | has no value, has one |
 * | `notes ~ paper`, `name !~ test` | contains, does not contain |
 * | `"acc(top1)" > 0.5` | a name or text with spaces, parentheses or operators is in quotes |
 *
 * It is a recursive descent parser: an `or` of `and`s of `not`s. Each part
 * returns a function that tests one item. What it does not understand it
 * refuses: a filter that finds nothing has found nothing.
 *
 * @module
 */
import { isComparisonTrue } from "./compare_values.ts";
import { FilterError } from "./filter_error.ts";
import { type FilterOperator, type FilterToken, filterTokens } from "./filter_tokens.ts";
import { foldText } from "./fold_text.ts";
import { parseOperand } from "./parse_operand.ts";
import { foreignForm, quote, refuseForeignWord } from "./foreign_filter.ts";

/** A value that a filter compares; `null` if an item has none. */
export type FilterValue = number | string | boolean | string[] | null;

/** What a filter asks about items. */
export interface FilterFields<Item> {
  /**
   * Finds the values for a name; `undefined` if no item can have any.
   *
   * @throws {FilterError} If there are none, with a better reason than that.
   */
  find: (name: string) => ((item: Item) => FilterValue) | undefined;
  /** Whether an item contains a word, which is folded by `foldText()`. */
  hasWord: (item: Item, word: string) => boolean;
  /** Whether all values for a name are numbers, so that no text can match. */
  isNumeric?: (name: string) => boolean;
  /** The names that items have: one that needs quotes may be meant where `find` finds nothing. */
  names?: () => readonly string[];
}

/**
 * Parses a filter.
 *
 * @throws {FilterError} If the filter is invalid.
 */
export function parseFilter<Item>(
  text: string,
  fields: FilterFields<Item>,
): (item: Item) => boolean {
  const tokens = filterTokens(text);
  if (tokens.length === 0) return () => true;
  return new FilterParser(tokens, fields, text.length).parse();
}

class FilterParser<Item> {
  readonly #tokens: readonly FilterToken[];
  readonly #fields: FilterFields<Item>;
  /** The index behind the last character. */
  readonly #end: number;
  /** The index of the next token. */
  #next = 0;

  constructor(tokens: readonly FilterToken[], fields: FilterFields<Item>, end: number) {
    this.#tokens = tokens;
    this.#fields = fields;
    this.#end = end;
  }

  parse(): (item: Item) => boolean {
    const filter = this.#parseOr();
    const rest = this.#peek();
    if (rest) throw new FilterError("A closing parenthesis has no opening one", rest.at);
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

  #parseOr(): (item: Item) => boolean {
    const parts = [this.#parseAnd()];
    while (this.#isKeyword("or")) {
      this.#take();
      parts.push(this.#parseAnd());
    }
    return (item) => parts.some((part) => part(item));
  }

  #parseAnd(): (item: Item) => boolean {
    const parts = [this.#parseNot()];
    for (let token = this.#peek(); token; token = this.#peek()) {
      if (token.kind === "close" || this.#isKeyword("or")) break;
      if (this.#isKeyword("and")) this.#take();
      parts.push(this.#parseNot());
    }
    return (item) => parts.every((part) => part(item));
  }

  #parseNot(): (item: Item) => boolean {
    if (!this.#isKeyword("not")) return this.#parseTerm();
    this.#take();
    const part = this.#parseNot();
    return (item) => !part(item);
  }

  /** A word, a comparison, or a filter in parentheses. */
  #parseTerm(): (item: Item) => boolean {
    const token = this.#take();
    if (token === undefined) {
      throw new FilterError("Something is missing at the end of the filter", this.#end);
    }
    switch (token.kind) {
      case "open": {
        const inner = this.#parseOr();
        if (this.#take()?.kind !== "close") {
          throw new FilterError("A closing parenthesis is missing", token.at);
        }
        return inner;
      }
      case "close":
        throw new FilterError("A closing parenthesis has no opening one", token.at);
      case "operator":
        throw new FilterError(this.#beforeOperator(token), token.at);
    }
    const { name, isCall } = this.#parseName(token);
    const operator = this.#peek();
    if (operator?.kind !== "operator") {
      if (isCall) {
        throw new FilterError(`A comparison is missing after ${name}, as in: > 0.5`, token.at);
      }
      refuseForeignWord(token);
      this.#refuseForeignComparison(token);
      const word = foldText(name);
      return (item) => this.#fields.hasWord(item, word);
    }
    this.#take();
    return this.#parseComparison(name, token.at, operator.text);
  }

  /** What stands after a name and an operator. */
  #parseComparison(
    name: string,
    at: number,
    operator: FilterOperator,
  ): (item: Item) => boolean {
    const operand = this.#take();
    if (operand?.kind !== "word" && operand?.kind !== "text") {
      throw new FilterError(
        `A value is missing after "${name} ${operator}"`,
        operand?.at ?? this.#end,
      );
    }
    this.#refuseParentheses(operand);
    refuseForeignWord(operand);
    const valueOf = this.#find(name, at);
    const { text } = operand;
    const isNull = operand.kind === "word" && /^null$/i.test(text);
    if (isNull && /^(=|==|!=)$/.test(operator)) {
      const isWanted = operator !== "!=";
      return (item) => isMissing(valueOf(item)) === isWanted;
    }
    const isContaining = operator === "~" || operator === "!~";
    const isNumeric = !isContaining && this.#fields.isNumeric?.(name) === true;
    if (isNumeric && text !== "" && typeof parseOperand(text) === "string") {
      throw new FilterError(`"${name}" has numbers: "${text}" is no number`, operand.at);
    }
    return (item) => matches(valueOf(item), operator, text);
  }

  /** A name: a word, a quoted text, or a call like `min(train/loss)`, which is named `min:train/loss`. */
  #parseName(token: FilterToken): { name: string; isCall: boolean } {
    const open = this.#peek();
    const isCall = token.kind === "word" && /^(min|max|last)$/i.test(token.text) &&
      open?.kind === "open" && open.isJoined;
    if (!isCall) {
      this.#refuseParentheses(token);
      return { name: token.text, isCall };
    }
    const metric = this.#peek(1);
    if (!metric || this.#peek(2)?.kind !== "close") {
      throw new FilterError(
        metric?.kind === "word"
          ? `A metric's name with spaces or parentheses is written in quotes: ${token.text}("…")`
          : `The name of a metric is missing in "${token.text}(…)"`,
        metric?.at ?? this.#end,
      );
    }
    this.#next += 3;
    return { name: `${token.text.toLowerCase()}:${metric.text}`, isCall };
  }

  /** Refuses `acc(top1)`, which is a name, and would be a word and a filter in parentheses. */
  #refuseParentheses(token: FilterToken): void {
    const open = this.#peek();
    if (token.kind !== "word" || open?.kind !== "open" || !open.isJoined) return;
    let text = token.text;
    for (let i = this.#next, depth = 0; i < this.#tokens.length; i++) {
      const part = this.#tokens[i];
      if (part === undefined || (depth === 0 && (!part.isJoined || part.kind === "operator"))) {
        break;
      }
      if (part.kind === "close" && depth === 0) break;
      depth += part.kind === "open" ? 1 : part.kind === "close" ? -1 : 0;
      text += part.isJoined ? part.text : ` ${part.text}`;
    }
    throw new FilterError(
      `A name or text with parentheses is written in quotes: "${text}"`,
      token.at,
    );
  }

  /** Refuses comparisons as SQL has them: their parts would be words, which find nothing. */
  #refuseForeignComparison({ text: name }: FilterToken): void {
    const [word, operand] = [this.#peek(), this.#peek(1)];
    if (word?.kind !== "word" || operand === undefined) return;
    const form = foreignForm(name, word.text, operand);
    if (form === undefined || !this.#isName(name)) return;
    throw new FilterError(`"${word.text}" is written so here: ${form}`, word.at);
  }

  #isName(name: string): boolean {
    try {
      return this.#fields.find(name) !== undefined;
    } catch {
      return false; // The error says why there is none.
    }
  }

  #beforeOperator(token: FilterToken): string {
    const before = this.#tokens[this.#next - 2];
    return before?.kind === "close"
      ? `A name with parentheses before "${token.text}" is written in quotes, as in: "acc (top1)" > 0.5`
      : `A name is missing before "${token.text}", as in: lr > 0.001`;
  }

  #find(name: string, at: number): (item: Item) => FilterValue {
    let reason = `There is no "${name}"`;
    try {
      const valueOf = this.#fields.find(name);
      if (valueOf !== undefined) return valueOf;
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      reason = error.message;
    }
    const wanted = foldText(name);
    // Of `learning rate > 0.1` without quotes, `rate` is all that arrives here.
    const near = this.#fields.names?.().find((known) =>
      /[\s()<>=!~]/.test(known) && foldText(known).includes(wanted)
    );
    throw new FilterError(
      near === undefined ? reason : `${reason}; is it ${quote(near)}, which needs its quotes?`,
      at,
    );
  }
}

function isMissing(value: FilterValue): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function matches(value: FilterValue, operator: FilterOperator, text: string): boolean {
  if (operator === "!=") return !matches(value, "=", text);
  if (operator === "!~") return !matches(value, "~", text);
  if (Array.isArray(value)) return value.some((item) => matches(item, operator, text));
  const comparison = operator === "==" ? "=" : operator;
  if (value === null) return false; // Not the empty text either.
  if (comparison === "~") return foldText(String(value)).includes(foldText(text));
  return typeof value === "number"
    ? isComparisonTrue(value, comparison, parseOperand(text))
    : isComparisonTrue(String(value), comparison, text);
}
