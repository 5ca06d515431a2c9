import type { SharedAxis, SharedLine, ValueKind } from "../../viewer/protocol/shared_site.ts";
import { VALUE_KINDS } from "../../viewer/protocol/shared_site.ts";
import type { ColumnStore } from "../column_writer.ts";
import { PointsWriter, type SeriesRow } from "./points_writer.ts";

/** Writes a metric in the order of one axis. */
export class LineWriter {
  readonly #store: ColumnStore;
  readonly #axes: readonly SharedAxis[];
  readonly #hasPyramid: boolean;
  readonly #kinds = new Map<ValueKind, PointsWriter>();

  /**
   * @param axes Those that all rows have, and whose order is the order of the rows.
   * @param hasPyramid Whether there is one above the values.
   */
  constructor(store: ColumnStore, axes: readonly SharedAxis[], hasPyramid = true) {
    this.#hasPyramid = hasPyramid;
    this.#store = store;
    this.#axes = axes;
  }

  /** Adds the next row. */
  push(row: SeriesRow): void {
    const kind = kindOf(row.y);
    let points = this.#kinds.get(kind);
    if (points === undefined) {
      points = new PointsWriter(this.#store, this.#axes, kind === "finite", this.#hasPyramid);
      this.#kinds.set(kind, points);
    }
    points.push(row);
  }

  /** Writes what is full. */
  async flush(): Promise<void> {
    for (const points of this.#kinds.values()) await points.flush();
  }

  /** Writes the rest. */
  async finish(): Promise<SharedLine> {
    const line: SharedLine = {};
    for (const kind of VALUE_KINDS) {
      const points = await this.#kinds.get(kind)?.finish();
      if (points !== undefined) line[kind] = points;
    }
    return line;
  }
}

function kindOf(value: number): ValueKind {
  if (Number.isFinite(value)) return "finite";
  return Number.isNaN(value) ? "nan" : value > 0 ? "plus" : "minus";
}
