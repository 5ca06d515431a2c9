/**
 * What S3 answers, in XML that is flat: no element of a name is in another of that name.
 *
 * @module
 */
import { StoreError, type StoreErrorKind } from "./store_error.ts";
import type { StoredObject } from "./store.ts";

/** A page of a list. */
export interface S3Page {
  /** The objects; their keys have the prefix of the store yet. */
  objects: StoredObject[];
  /** What the next page is asked for with; `undefined` after the last one. */
  next?: string;
}

/** Codes that say more than the status does. */
const KINDS: Readonly<Record<string, StoreErrorKind>> = {
  NoSuchBucket: "no_store",
  NoSuchKey: "not_found",
  PreconditionFailed: "conflict",
  ConditionalRequestConflict: "unavailable",
  OperationAborted: "unavailable",
  RequestTimeout: "unavailable",
  IncompleteBody: "unavailable",
  BadDigest: "unavailable",
  XAmzContentSHA256Mismatch: "unavailable",
  SlowDown: "unavailable",
  InternalError: "unavailable",
  ExpiredToken: "denied",
  NoSuchUpload: "unavailable", // It was completed, and the answer lost: the next look shows it.
  QuotaExceeded: "full",
  EntityTooLarge: "full",
  KeyTooLongError: "bad_key",
};

/** The code of an error, as `NoSuchKey`; empty where the answer has none, as one to HEAD. */
export function errorCode(body: string): string {
  return textOf(body, "Code") ?? "";
}

/** What is wrong, by the code of the answer, or else by its status. */
export function errorKind(status: number, code: string): StoreErrorKind {
  const known = KINDS[code];
  if (known !== undefined) return known;
  // Some servers answer 404 to a key ID that they do not know (versitygw: `XAdminUserNotFound`).
  if (status === 404) return /user|account|access_?key/i.test(code) ? "denied" : "not_found";
  if (status === 412) return "conflict";
  if (status === 401 || status === 403) return "denied";
  if (status === 507) return "full";
  if (status === 408 || status === 409 || status === 429 || status >= 500) return "unavailable";
  return "invalid";
}

/** The text of an element; `undefined` without it. */
export function textOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text === undefined ? undefined : unescapeXml(text);
}

/** Reads a page of a list. @throws {StoreError} `invalid` where it is none. */
export function parsePage(xml: string): S3Page {
  const invalid = (problem: string) =>
    new StoreError("invalid", `Cannot read a list of the bucket: ${problem}`);
  if (!/<ListBucketResult[\s>]/.test(xml) || !/<\/ListBucketResult>\s*$/.test(xml)) {
    throw invalid("the answer is none of S3's");
  }
  const objects = contentsOf(xml, invalid).map((content) => {
    const key = textOf(content, "Key");
    const size = Number(textOf(content, "Size"));
    if (key === undefined || !Number.isSafeInteger(size) || size < 0) {
      throw invalid("an object in it has no key or no size");
    }
    const version = textOf(content, "ETag");
    return { key, size, ...(version !== undefined && { version }) };
  });
  if (textOf(xml, "IsTruncated") !== "true") return { objects };
  const next = textOf(xml, "NextContinuationToken");
  if (!next) throw invalid("it goes on, and does not say where");
  return { objects, next };
}

/** What is in each element of an object: by a pattern, many that do not end would take hours. */
function contentsOf(xml: string, invalid: (problem: string) => Error): string[] {
  const [begin, end] = ["<Contents>", "</Contents>"];
  const contents: string[] = [];
  let at = 0;
  for (let from = xml.indexOf(begin); from !== -1; from = xml.indexOf(begin, at)) {
    at = xml.indexOf(end, from);
    if (at === -1) throw invalid("an object in it does not end");
    contents.push(xml.slice(from + begin.length, at));
  }
  return contents;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function unescapeXml(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi,
    (entity, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES[name] ?? entity;
      const code = decimal === undefined ? parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
    },
  );
}
