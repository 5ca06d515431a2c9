import { RequestError } from "./request_error.ts";

/** An object of JSON whose properties are checked one by one. */
export type Fields = Record<string, unknown>;

/**
 * Checks that an object has no other properties than these: a misspelt one
 * would be taken for one that was left out.
 */
export function checkNames(what: string, fields: Fields, names: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new RequestError(
    "bad_request",
    `Cannot take "${unknown}" in ${what}: expected ${names.join(", ")}`,
  );
}

/** A text of at most so many characters, none of them NUL; `undefined` where it is left out. */
export function optionalText(fields: Fields, name: string, maxLength: number): string | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  const isText = typeof value === "string" && value.length <= maxLength && !value.includes("\0");
  if (isText) return value;
  throw expected(name, `a text of at most ${maxLength} characters`, value);
}

/** A text that must be there. */
export function requiredText(fields: Fields, name: string, maxLength: number): string {
  const value = optionalText(fields, name, maxLength);
  if (value === undefined) throw expected(name, "a text", value);
  return value;
}

/** A number of a range; `undefined` where it is left out. */
export function optionalNumber(
  fields: Fields,
  name: string,
  least = -Number.MAX_VALUE,
  most = Number.MAX_VALUE,
): number | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (typeof value === "number" && value >= least && value <= most) return value;
  throw expected(name, `a number from ${least} to ${most}`, value);
}

/** An integer of a range; `undefined` where it is left out. */
export function optionalInteger(
  fields: Fields,
  name: string,
  least = Number.MIN_SAFE_INTEGER,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const value = optionalNumber(fields, name, least, most);
  if (value === undefined || Number.isInteger(value)) return value;
  throw expected(name, "an integer", value);
}

/** A list of at most so many items, each checked; `undefined` where it is left out. */
export function optionalList<Item>(
  fields: Fields,
  name: string,
  maxLength: number,
  check: (item: unknown) => Item | undefined,
): Item[] | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length > maxLength) {
    throw expected(name, `a list of at most ${maxLength}`, value);
  }
  return value.map((item) => {
    const checked = check(item);
    if (checked === undefined) throw expected(name, "other items", item);
    return checked;
  });
}

/** The parameters of an address, numbers where they are numbers; each at most once. */
export function queryFields(
  url: URL,
  texts: readonly string[],
  numbers: readonly string[],
): Fields {
  const fields: Fields = Object.create(null);
  for (const [name, value] of url.searchParams) {
    if (name === "token") continue;
    if (Object.hasOwn(fields, name)) throw expected(name, "it once", value);
    fields[name] = numbers.includes(name) && value.trim() !== "" ? Number(value) : value;
  }
  checkNames("the address", fields, [...texts, ...numbers]);
  return fields;
}

/** The error for a value that is not as it must be. */
export function expected(name: string, what: string, received: unknown): RequestError {
  const text = JSON.stringify(received) ?? String(received);
  const short = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return new RequestError("bad_request", `Expected "${name}" to be ${what}, received ${short}`);
}
