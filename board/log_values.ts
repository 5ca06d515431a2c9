import type { Histogram } from "./media/histogram.ts";
import type { Media } from "./media/media.ts";
import type { Table } from "./media/table.ts";
import type { Scalar } from "./scalars/scalar.ts";

/** A value that `log()` takes. */
export type LogValue = Scalar | Media | Table | Histogram;

/**
 * Values by name, of any object type: an `interface`, a class, `as const`. Its methods are not
 * values, and are not logged. What is `unknown` is checked when it is logged.
 *
 * Lists, maps, sets, promises, dates and functions are no such objects, and each has one of the
 * symbols. A conditional type would refuse the types of generic functions.
 */
export type LogValues<Values> =
  & {
    readonly [Name in keyof Values]: unknown extends Values[Name] ? Values[Name]
      : Values[Name] extends LogValue | ((...args: never[]) => unknown) ? Values[Name]
      : LogValue;
  }
  & {
    readonly [Symbol.iterator]?: never;
    readonly [Symbol.toStringTag]?: never;
    readonly [Symbol.toPrimitive]?: never;
    readonly [Symbol.hasInstance]?: never;
  };
