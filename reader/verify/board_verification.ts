/** A file of a board that is not as it was written. */
export interface FoundDamage {
  /** The file, or the folder, within the board's folder. */
  path: string;
  /** What is wrong, as it follows on `the file is`: `not as it was written: …`. */
  reason: string;
  /** The first byte of the damaged blocks, where only a part is damaged. */
  from?: number;
  /** The last byte of the damaged blocks. */
  to?: number;
}

/** The result of `verifyBoard()`. */
export interface BoardVerification {
  /** The folder's name. */
  boardId: string;
  /** The folder, absolute. */
  boardDir: string;
  /** Whether no damage was found. */
  intact: boolean;
  /** The damage that was found. */
  damage: FoundDamage[];
  /** What could not be compared with a checksum, and why, in plain words. */
  unchecked: string[];
  /** How many files were read. */
  files: number;
  /** How many bytes they have, in all. */
  sizeBytes: number;
}

/** How far `verifyBoard()` is. */
export interface VerifyProgress {
  /** How many bytes were read. */
  bytes: number;
  /** How many bytes there are. */
  totalBytes: number;
  /** The file that is read, within the board's folder. */
  path: string;
}

/** Options of `verifyBoard()`. */
export interface VerifyOptions {
  /** Cancels it: it rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Is called now and then. */
  onProgress?: (progress: VerifyProgress) => void;
}
