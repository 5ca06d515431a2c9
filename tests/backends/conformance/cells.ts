/**
 * Cells for the rows of the conformance tests.
 *
 * @module
 */
import type { CellsOfColumn } from "../../support/make_block.ts";

/** So many empty cells. */
export function nulls(count: number): null[] {
  return new Array(count).fill(null);
}

/** A column of doubles. */
export function loss(rowCount: number, from = 0): CellsOfColumn {
  return {
    name: "loss",
    type: "double",
    cells: Array.from({ length: rowCount }, (_, row) => 1 / (1 + from + row)),
  };
}

/** A full column, one with every third cell, and one of strings. */
export function boundaryColumns(rowCount: number, from: number): CellsOfColumn[] {
  const rows = Array.from({ length: rowCount }, (_, row) => from + row);
  return [
    { name: "full", type: "double", cells: rows.map((row) => row / 7) },
    { name: "third", type: "boolean", cells: rows.map((row) => row % 3 ? null : row % 2 === 0) },
    { name: "text", type: "string", cells: rows.map((row) => row % 5 ? `row ${row % 97}` : null) },
  ];
}
