/**
 * A number as people and logs write it, with all digits of a whole one; a date as milliseconds since
 * 1970; or the text itself.
 */
export function parseOperand(written: string): number | bigint | string {
  // A minus sign as it is typeset.
  const text = written.replace(/^[−–](?=[\d.i])/i, "-");
  if (/^[+-]?\d{16,}$/.test(text)) return BigInt(text.replace("+", ""));
  if (/^[+-]?(\d|\.\d|Infinity$)/i.test(text) && !Number.isNaN(Number(text))) return Number(text);
  if (/^nan$/i.test(text)) return NaN;
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  const time = /^\d{4}-\d\d/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? text : time;
}
