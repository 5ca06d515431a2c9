import type { DatasetPart } from "./dataset_part.ts";

/** Where a data set is, held for one export: a folder, or a store. */
export interface DatasetTarget extends AsyncDisposable {
  /** The parts of a board, in the order of their steps. */
  parts(boardId: string): DatasetPart[];
  /** The names of the boards' folders, `board_id=…`. */
  partitions(): string[];
  /** The path of a file of this machine that is to be written, and then placed. */
  temporary(name: string): string;
  /** A file of this machine with the table `runs`; `undefined` where there is none yet. */
  runsFile(): Promise<string | undefined>;
  /** Gives a complete file its place, durably and at once. */
  place(temporary: string, ...names: string[]): Promise<void>;
  /** Adds a part to a board. */
  addPart(temporary: string, boardId: string, part: DatasetPart): Promise<void>;
  /** Removes a part of a board. */
  removePart(boardId: string, part: DatasetPart): Promise<void>;
}

/** What marks a data set. */
export const DATASET_FORMAT = { format: "kohakuboard data set", version: 1 } as const;

/** Where the mark is. */
export const DATASET_MARKER = "dataset.json";

/** What the mark says; an empty object where it is none. */
export function parseDatasetMarker(text: string): { format?: unknown; version?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Why a target is no data set. @param received What is there. */
export function datasetRefusal(target: string, received: string): Error {
  return new Error(
    `Cannot export to ${target}: expected a data set of an earlier export, an empty folder or ` +
      `none, received ${received}`,
  );
}

/** What is there, where a mark is another version's. */
export function otherVersion(marker: object): string {
  return `one that another version has written: ${JSON.stringify(marker)}`;
}
