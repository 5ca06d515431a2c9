import type { Err, Type } from "@badrap/valita";
import { RequestError } from "./request_error.ts";

const MAX_SHOWN = 100;

/**
 * A body with its defaults, or any other JSON of a request.
 *
 * @throws {RequestError} `bad_request`, with the first field that is wrong.
 */
export function checkBody<Value>(schema: Type<Value>, body: unknown): Value {
  const result = schema.try(body);
  if (result.ok) return result.value;
  throw toBadRequest(result, body);
}

/**
 * The parameters of an address with their defaults; the token is none of them.
 *
 * @throws {RequestError} `bad_request`, with the first parameter that is wrong.
 */
export function checkQuery<Value>(schema: Type<Value>, url: URL): Value {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of url.searchParams) {
    if (name === "token") continue;
    if (Object.hasOwn(query, name)) throw expected(name, "given once", value);
    query[name] = value;
  }
  return checkBody(schema, query);
}

/** The error for a field that is not as it must be. */
export function expected(name: string, what: string, received: unknown): RequestError {
  return new RequestError(
    "bad_request",
    `Expected "${shorten(name)}" to be ${what}, received ${describe(received)}`,
  );
}

function toBadRequest({ issues }: Err, input: unknown): RequestError {
  const [issue] = issues;
  const path = issue?.path ?? [];
  const what = issue?.code === "custom_error" ? issue.message : undefined;
  const missing = issue?.code === "missing_value" ? "given" : undefined;
  return expected(formatPath(path), what ?? missing ?? "valid", valueAt(input, path));
}

/** As in JavaScript: `requests[3].metric`; `request` for all of it. */
function formatPath(path: readonly (string | number)[]): string {
  const [first = "request", ...rest] = path;
  return rest.reduce<string>(
    (name, key) => typeof key === "number" ? `${name}[${key}]` : `${name}.${key}`,
    String(first),
  );
}

function valueAt(input: unknown, path: readonly (string | number)[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

function describe(value: unknown): string {
  return value === undefined ? "nothing" : shorten(JSON.stringify(value));
}

function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
