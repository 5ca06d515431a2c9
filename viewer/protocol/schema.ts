/**
 * The parts that the schemas of this folder are made of. A schema describes a
 * request or reply once: the server checks requests with it, the types of both
 * sides are inferred from it, and the tests compare replies with it.
 *
 * The library is valita, for four reasons. It refuses fields that a schema does
 * not name. It knows the path of what is wrong. It takes an object's own keys
 * only, as a metric may be called `__proto__`. It is one file of 42 kB without
 * dependencies, of which the page loads nothing: it imports types alone.
 *
 * @module
 */
import * as v from "@badrap/valita";

const MIN = Number.MIN_SAFE_INTEGER;
const MAX = Number.MAX_SAFE_INTEGER;

/**
 * A schema whose error says what was expected, whatever is wrong.
 *
 * @param what The end of "Expected … to be".
 */
export function expecting<Value>(schema: v.Type<Value>, what: string): v.Type<Value> {
  return v.unknown().chain((value) => {
    const result = schema.try(value);
    return result.ok ? result : v.err(what);
  });
}

/** One of some texts. */
export function oneOf<Text extends string>(...texts: Text[]): v.Type<Text> {
  const last = texts.at(-1);
  const others = texts.slice(0, -1).join(", ");
  const what = others === "" ? `${last}` : `${others} or ${last}`;
  return expecting(v.union(...texts.map((text) => v.literal(text))), what);
}

/** A text of at most so many characters, none of which is NUL. */
export function text(maxLength: number): v.Type<string> {
  return expecting(
    v.string().assert((value) => value.length <= maxLength && !value.includes("\0")),
    `a text of at most ${maxLength} characters`,
  );
}

/** A number that is finite. */
export const finiteNumber: v.Type<number> = expecting(
  v.number().assert(Number.isFinite),
  "a finite number",
);

/** An integer of a range. */
export function integer(min = MIN, max = MAX): v.Type<number> {
  return expecting(
    v.number().assert((value) => Number.isInteger(value) && value >= min && value <= max),
    describeRange(min, max),
  );
}

/** As {@linkcode integer}, written as text: a parameter of an address. */
export function integerText(min = MIN, max = MAX): v.Type<number> {
  const number = v.string()
    .assert((value) => value.trim() !== "")
    .map((value) => Number(value))
    .chain(integer(min, max));
  return expecting(number, describeRange(min, max));
}

function describeRange(min: number, max: number): string {
  if (max < MAX) return `an integer from ${min} to ${max}`;
  return min > MIN ? `an integer of ${min} or more` : "an integer";
}

/** A list of at most so many items; `maxLength` is looked at before the items. */
export function list<Item>(item: v.Type<Item>, maxLength: number): v.Type<Item[]> {
  const some = v.array(v.unknown()).assert((items) => items.length <= maxLength);
  return expecting(some, `a list of at most ${maxLength}`).chain(v.array(item));
}

/**
 * The fields of a request. The error for a field of another name lists those
 * that there are: a misspelt one would be taken for one that was left out.
 */
export function fields<Shape extends Record<string, v.Type | v.Optional>>(
  shape: Shape,
): v.Type<v.Infer<v.ObjectType<Shape, undefined>>> {
  const what = `left out (the fields are ${Object.keys(shape).join(", ")})`;
  return expecting(v.record(v.unknown()), "an object").chain((given) => {
    const unknown = Object.keys(given).find((name) => !Object.hasOwn(shape, name));
    return unknown === undefined ? v.ok(given) : v.err({ message: what, path: [unknown] });
  }).chain(v.object(shape));
}

/** What a client sends: the fields for which the schema has a default may be left out. */
export type Sent<Checked, Defaulted extends keyof Checked> =
  & Omit<Checked, Defaulted>
  & Partial<Pick<Checked, Defaulted>>;
