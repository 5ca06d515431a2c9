import type { Histogram } from "./histogram.ts";
import type { Media } from "./media.ts";
import type { Table } from "./table.ts";

/** What a name can be logged as, other than scalars. */
export type RecordKind = "medium" | "table" | "histogram";

/**
 * What `logImages()`, `logTable()` and the like log. It is made later, where an
 * error can name what it was logged as.
 */
export class DeferredRecord {
  readonly kind: RecordKind;
  readonly make: () => readonly Media[] | Table | Histogram;

  /** @param kind What will be made. @param make Makes it, or throws. */
  constructor(kind: RecordKind, make: () => readonly Media[] | Table | Histogram) {
    this.kind = kind;
    this.make = make;
  }
}
