import type { Histogram } from "./histogram.ts";
import type { Media } from "./media.ts";
import type { Table } from "./table.ts";

/** What is logged under a name, other than scalars. */
export type RecordKind = "medium" | "table" | "histogram";

/** What `logImages()` and the like log: made where its errors can tell the name. */
export class DeferredRecord {
  /** What it will be. */
  readonly kind: RecordKind;
  /** Makes it. */
  readonly make: () => readonly Media[] | Table | Histogram;

  /** @param kind What it will be. @param make Makes it. */
  constructor(kind: RecordKind, make: () => readonly Media[] | Table | Histogram) {
    this.kind = kind;
    this.make = make;
  }
}
