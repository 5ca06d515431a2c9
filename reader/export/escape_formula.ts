/**
 * Texts that a spreadsheet would compute as a formula get an apostrophe in
 * front: they may be of somebody else, and a formula can start programs.
 *
 * @module
 */
import { quoteText } from "../../backends/duckdb/quote.ts";

/**
 * How formulas begin, as OWASP's page on CSV injection lists it; the last four
 * are the wide forms of East Asian keyboards.
 */
const FORMULA = "^[=+@\\t\\r\\n\uff1d\uff0b\uff0d\uff20-]";
/** Numbers stay, also those that were logged as text. */
const NUMBER = "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$|^[+-]Infinity$";

const formula = new RegExp(FORMULA);
const number = new RegExp(NUMBER);

/** Escapes a text. */
export function escapeFormula(text: string): string {
  return formula.test(text) && !number.test(text) ? `'${text}` : text;
}

/** SQL that escapes what other SQL gives; NULL stays. */
export function escapeFormulaSql(value: string): string {
  const text = `(${value})::VARCHAR`;
  return `CASE WHEN regexp_matches(${text}, ${quoteText(FORMULA)})
    AND NOT regexp_matches(${text}, ${quoteText(NUMBER)}) THEN '''' || ${text} ELSE ${text} END`;
}
