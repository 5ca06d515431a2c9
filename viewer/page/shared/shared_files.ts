/** The files of a shared site, wherever they are. */
export interface SharedFiles {
  /** Reads a file of JSON. @throws {SharedFileError} Where there is none. */
  json<Value>(path: string): Promise<Value>;
  /** Reads some bytes of a file, the last one not included. @throws {SharedFileError} Where there are none. */
  bytes(path: string, from: number, to: number): Promise<Uint8Array>;
  /** The address by which the page shows a medium. */
  url(path: string): string;
  /** What the reader should know of how they are read. */
  readonly notices: readonly string[];
  /** Is called when there are others. */
  onNotices?: () => void;
}

/** A file of a shared site is not there, or not as it should be. The message can be shown to the reader. */
export class SharedFileError extends Error {
  override readonly name = "SharedFileError";
}
