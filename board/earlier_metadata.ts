import { findMetadata } from "../format/find_metadata.ts";
import { type Metadata, UPSTREAM_VERSION } from "../format/metadata.ts";

/** The metadata with which an earlier run has left a board. */
export interface EarlierMetadata {
  metadata: Metadata;
  /** Whether it is known with which backend the board was written. */
  isBackendKnown: boolean;
  /** Why they were made again, and from what; `undefined` where `metadata.json` is whole. */
  problem?: string;
}

/**
 * Reads the metadata of a board whose lock is held, to go on with it.
 *
 * @param what What is not done where it throws, such as `resume`.
 * @returns `undefined` where the folder has nothing of a board.
 * @throws {Error} Where `metadata.json` cannot be read, is of a later version, or is damaged and
 * nothing else in the folder is a board's.
 */
export function readEarlierMetadata(boardDir: string, what: string): EarlierMetadata | undefined {
  const found = findMetadata(boardDir, false);
  switch (found.kind) {
    case "whole":
      if (found.metadata.format_version === UPSTREAM_VERSION) {
        throw new Error(
          `Cannot ${what} ${boardDir}: KohakuBoard's Python client wrote it, and such boards are ` +
            `only read here`,
        );
      }
      return { metadata: found.metadata, isBackendKnown: true };
    case "remade":
      // What the system does not let us read may be whole: it is not ours to write anew.
      if (found.refusal !== undefined) throw found.refusal;
      return found;
    case "none":
      return undefined;
    case "broken":
      if (found.refusal !== undefined) throw found.refusal;
      throw new Error(`${found.problem}; mend it, or move the board away`);
    case "newer":
      throw new Error(`Cannot ${what} ${boardDir}: ${found.problem}`);
  }
}
