/** What the cells of a column hold: it decides how they are sorted, filtered and aligned. */
export type GridColumnKind = "text" | "number" | "boolean" | "media";

/** A column of a data grid. */
export interface GridColumn {
  /** The column's heading. */
  name: string;
  kind: GridColumnKind;
}
