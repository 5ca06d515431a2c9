/**
 * `<baseDir>/.kobo/summaries.json`: what the viewer has read of the boards whose runs have ended,
 * each with the identity that its files had then (`scan_folder.ts`). It is one JSON object, with one
 * board per line, so that who wants a few of very many need not parse all:
 *
 * ```
 * {"version":2,"boards":{
 * "20260102_030405_a":{"identity":"…","sizeBytes":77,"details":{…}},
 * "20260102_030405_b":{"identity":"…","sizeBytes":78,"details":{…}}
 * }}
 * ```
 *
 * It may come with a folder from people we do not know: whoever takes something of it checks it.
 *
 * @module
 */
import { attempt } from "../../system/attempt.ts";
import type { OwnFolder } from "./own_folder.ts";

const FILE = "summaries.json";
/** To be raised when the format of the file changes. */
const VERSION = 2;
const HEAD = `{"version":${VERSION},"boards":{\n`;
const SEPARATOR = ",\n";
const FOOT = "\n}}\n";
/** Reading a larger file would take longer than it saves. */
const MAX_LENGTH = 64 * 1024 ** 2;
/** A string of JSON, at the start of a line. */
const KEY = /^"(?:[^"\\]|\\.)*"/;

/** The summaries of boards as JSON that was not parsed, by the names of the boards' folders. */
export type SummaryTexts = Map<string, string>;

/** Reads the file. One that is missing, or is none, has no summary. */
export function readSummaryFile(own: OwnFolder): SummaryTexts {
  const text = attempt(() => own.read(FILE)) ?? "";
  return attempt(() => splitLines(text) ?? parseAll(text)) ?? new Map();
}

/** Writes the file, unless it would be very large. @throws {Error} Where it cannot be written. */
export function writeSummaryFile(own: OwnFolder, summaries: Iterable<[string, string]>): void {
  const lines = Array.from(summaries, ([id, summary]) => `${JSON.stringify(id)}:${summary}`);
  const text = lines.length === 0
    ? JSON.stringify({ version: VERSION, boards: {} })
    : `${HEAD}${lines.join(SEPARATOR)}${FOOT}`;
  if (text.length <= MAX_LENGTH) own.write(FILE, text);
}

/** The lines of the file; `undefined` where another program has laid it out. */
function splitLines(text: string): SummaryTexts | undefined {
  if (!text.startsWith(HEAD) || !text.endsWith(FOOT)) return undefined;
  const summaries: SummaryTexts = new Map();
  // JSON that is not laid out for people has no line breaks of its own.
  for (const line of text.slice(HEAD.length, -FOOT.length).split(SEPARATOR)) {
    const key = KEY.exec(line)?.[0];
    if (key === undefined || line[key.length] !== ":") return undefined;
    summaries.set(JSON.parse(key), line.slice(key.length + 1));
  }
  return summaries;
}

function parseAll(text: string): SummaryTexts {
  const { version, boards } = JSON.parse(text);
  if (version !== VERSION) return new Map();
  return new Map(Object.entries(boards).map(([id, summary]) => [id, JSON.stringify(summary)]));
}
