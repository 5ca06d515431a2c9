/**
 * Parsers for the values of arguments and options. Each throws commander's
 * `InvalidArgumentError`, to which commander adds the name of the option.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { ANNOTATION_LIMITS } from "../../format/annotation_limits.ts";
import { SHARE_PARTS, type SharePart } from "../../share/share_parts.ts";
import { SYNC_PARTS, type SyncPart } from "../../sync/sync_parts.ts";

const UNIT_MS = new Map([
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 24 * 3_600_000],
  ["w", 7 * 24 * 3_600_000],
]);

const UNIT_BYTES = new Map([
  ["kB", 1000],
  ["KiB", 1024],
  ["MB", 1000 ** 2],
  ["MiB", 1024 ** 2],
  ["GB", 1000 ** 3],
  ["GiB", 1024 ** 3],
  ["TB", 1000 ** 4],
  ["TiB", 1024 ** 4],
]);
/** A timer that is longer than 2^31 ms, 596 hours, ends at once. */
const MAX_INTERVAL_MS = 500 * 3_600_000;
/** Less is not enough to start DuckDB. */
const MIN_MEMORY_BYTES = 256 * 1024 ** 2;
/** Less is not enough for the viewer's page. */
const MIN_FILE_BYTES = 1_000_000;

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

/** Parses a short duration such as `15s`. Returns milliseconds. */
export function parseInterval(text: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  const unitMs = unit === "s" ? 1000 : UNIT_MS.get(unit ?? "");
  const ms = Number(count) * (unitMs ?? NaN);
  if (ms >= 100 && ms <= MAX_INTERVAL_MS) return ms;
  throw new InvalidArgumentError("Expected 0.1s to 500h: a number and s, m or h, such as 15s.");
}

/** Parses a list of what a sync sends, such as `media,logs`. */
export function parseParts(text: string): SyncPart[] {
  return parseList(text, SYNC_PARTS);
}

/** Parses a list of what a share leaves out, such as `config,logs`. */
export function parseShareParts(text: string): SharePart[] {
  return parseList(text, SHARE_PARTS);
}

function parseList<Part extends string>(text: string, parts: readonly Part[]): Part[] {
  const names = text.split(",").map((name) => name.trim());
  const found = names.map((name) => parts.find((part) => part === name));
  if (!found.includes(undefined)) return found.filter((part) => part !== undefined);
  throw new InvalidArgumentError(`Expected some of ${parts.join(",")}, with commas between.`);
}

/** Parses a size such as `100GiB`. Returns bytes. */
export function parseBytes(text: string): number {
  const bytes = bytesOf(text);
  if (bytes >= 1) return bytes;
  throw new InvalidArgumentError("Expected a number and MB, MiB, GB, GiB, TB or TiB, as 100GiB.");
}

function bytesOf(text: string): number {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)([MGT]i?B)$/.exec(text) ?? [];
  return Math.round(Number(count) * (UNIT_BYTES.get(unit) ?? NaN));
}

/** Parses an amount of memory such as `8GiB`. Returns bytes. */
export function parseMemory(text: string): number {
  const bytes = bytesOf(text);
  if (bytes >= MIN_MEMORY_BYTES) return bytes;
  throw new InvalidArgumentError("Expected 256MiB or more, such as 8GiB.");
}

/** A parser of a text that is said of a run; an empty one removes it. */
export function parseAnnotation(field: "title" | "notes" | "group"): (text: string) => string {
  const { maxTitle, maxNotes, maxGroup } = ANNOTATION_LIMITS;
  const max = { title: maxTitle, notes: maxNotes, group: maxGroup }[field];
  return (text) => {
    if (text.length <= max) return field === "notes" ? text : text.trim();
    throw new InvalidArgumentError(`Expected a text of at most ${max} characters.`);
  };
}

/** Adds a tag to those that the option was given before. */
export function collectTags(text: string, before: readonly string[] = []): string[] {
  const tag = text.trim();
  const { maxTag } = ANNOTATION_LIMITS;
  if (tag !== "" && tag.length <= maxTag) return [...new Set([...before, tag])];
  throw new InvalidArgumentError(`Expected a tag of 1 to ${maxTag} characters.`);
}

/** Splits names at commas, and adds them to those that the option was given before. */
export function parseColumns(text: string, before: readonly string[] = []): string[] {
  const names = text.split(",").map((name) => name.trim()).filter((name) => name !== "");
  if (names.length > 0) return [...new Set([...before, ...names])];
  throw new InvalidArgumentError("Expected one field or several with commas, such as loss,lr.");
}

/** Parses the size of a file such as `10MB`. Returns bytes. */
export function parseSize(text: string): number {
  const bytes = bytesOf(text);
  if (bytes >= MIN_FILE_BYTES) return bytes;
  throw new InvalidArgumentError("Expected 1MB or more, such as 10MB.");
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

/** `5MB/s` as bytes per second. */
export function parseRate(text: string): number {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)(kB|KiB|[MG]i?B)\/s$/.exec(text) ?? [];
  const bytes = Number(count) * (UNIT_BYTES.get(unit) ?? NaN);
  if (bytes >= 1000) return bytes;
  throw new InvalidArgumentError("Expected 1kB/s or more, such as 5MB/s.");
}
