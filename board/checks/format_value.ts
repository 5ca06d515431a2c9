import { escapeSteering } from "../../format/steering.ts";

/** Names a value for an error message: `the string "abc"`, `an array of 3`, `a Date`. */
export function formatValue(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `the string ${quote(value)}`;
    case "number":
    case "boolean":
      return `the ${typeof value} ${Object.is(value, -0) ? "-0" : value}`;
    case "bigint":
      return `the bigint ${shorten(`${value}`)}n`;
    case "symbol":
      return "a symbol";
    case "function":
      return "a function";
    case "undefined":
      return "undefined";
    case "object":
      return formatObject(value);
  }
}

/** Quotes a name for an error message, and shortens a long one. */
export function quote(name: string): string {
  return escapeSteering(JSON.stringify(shorten(name)));
}

function formatObject(value: object | null): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const name = value.constructor?.name || "Object"; // A generator has an empty one.
  if (name === "Object") return "an object";
  const article = /^[AEIO]/.test(name) ? "an" : "a";
  const length = lengthOf(value);
  return length === undefined ? `${article} ${name}` : `${article} ${name} of ${length}`;
}

/** A proxy of a typed array has a length that throws. */
function lengthOf(value: object): unknown {
  try {
    return "length" in value ? value.length : undefined;
  } catch {
    return undefined;
  }
}

function shorten(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}
