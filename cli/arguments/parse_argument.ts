/**
 * Parsers for the values of arguments and options. Each throws commander's
 * `InvalidArgumentError`, to which commander adds the name of the option.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";

const UNIT_MS = new Map([
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 24 * 3_600_000],
  ["w", 7 * 24 * 3_600_000],
]);

const UNIT_BYTES = new Map([
  ["MB", 1000 ** 2],
  ["MiB", 1024 ** 2],
  ["GB", 1000 ** 3],
  ["GiB", 1024 ** 3],
]);
/** Less is not enough to start DuckDB. */
const MIN_MEMORY_BYTES = 256 * 1024 ** 2;

/** Parses an integer of 1 or more. */
export function parsePositiveInteger(text: string): number {
  return parseInteger(text, 1, Number.MAX_SAFE_INTEGER);
}

/** Parses an integer of 0 or more. */
export function parseNaturalNumber(text: string): number {
  return parseInteger(text, 0, Number.MAX_SAFE_INTEGER);
}

/** Parses a TCP port; 0 means any free one. */
export function parsePort(text: string): number {
  return parseInteger(text, 0, 65_535);
}

/** Parses a duration such as `30d`. Returns milliseconds. */
export function parseDuration(text: string): number {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)([mhdw])$/.exec(text) ?? [];
  const unitMs = UNIT_MS.get(unit);
  if (unitMs !== undefined) return Number(count) * unitMs;
  throw new InvalidArgumentError("Expected a number followed by m, h, d or w, such as 30d.");
}

/** Parses an amount of memory such as `8GiB`. Returns bytes. */
export function parseMemory(text: string): number {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)([MG]i?B)$/.exec(text) ?? [];
  const bytes = Number(count) * (UNIT_BYTES.get(unit) ?? NaN);
  if (bytes >= MIN_MEMORY_BYTES) return bytes;
  throw new InvalidArgumentError("Expected 256MiB or more, such as 8GiB.");
}

/** Accepts any text that is not empty. */
export function nonEmpty(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("Expected a text that is not empty.");
}

function parseInteger(text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `${min} to ${max}`;
  throw new InvalidArgumentError(`Expected a whole number, ${range}.`);
}
