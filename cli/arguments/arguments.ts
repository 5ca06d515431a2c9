/**
 * What the texts on the command line mean.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";

const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 24 * 3_600_000,
  w: 7 * 24 * 3_600_000,
};

/** A whole number of one or more. */
export function positiveInteger(text: string): number {
  return integer(text, 1, Number.MAX_SAFE_INTEGER);
}

/** A whole number of zero or more. */
export function naturalNumber(text: string): number {
  return integer(text, 0, Number.MAX_SAFE_INTEGER);
}

/** A TCP port; 0 stands for any that is free. */
export function port(text: string): number {
  return integer(text, 0, 65_535);
}

/** A time span such as `30d`, in milliseconds. */
export function timeSpan(text: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([mhdw])$/.exec(text) ?? [];
  if (unit !== undefined) return Number(count) * UNIT_MS[unit];
  throw new InvalidArgumentError("Expected a number with m, h, d or w behind it, such as 30d.");
}

/** A text that is not empty. */
export function nonEmpty(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("Expected a text that is not empty.");
}

function integer(text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  throw new InvalidArgumentError(`Expected a whole number, ${range}.`);
}
