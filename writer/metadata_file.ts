import { type Metadata, writeMetadata } from "../format/metadata.ts";
import { messageOf } from "../system/message_of.ts";

/** Changes within this time are written together. */
const WRITE_DELAY_MS = 20;

/** Whom a {@linkcode MetadataFile} asks, and what it tells of. */
export interface MetadataListener {
  /** Throws where the board's folder is not at its path: another's file may be there. */
  checkFolder(): void;
  /** Is called when the file was written anew: a power failure may still take that back. */
  onWritten(metadata: Metadata): void;
  /** Receives why it could not be written. */
  onProblem(message: string): void;
}

/** The board's `metadata.json` while its run goes on: written anew when the script says more of it. */
export class MetadataFile {
  readonly #boardDir: string;
  readonly #listener: MetadataListener;
  #metadata: Metadata;
  #hasChanged = false;
  #timer?: ReturnType<typeof setTimeout>;

  /** @param metadata As the board has written it. */
  constructor(boardDir: string, metadata: Metadata, listener: MetadataListener) {
    this.#boardDir = boardDir;
    this.#metadata = metadata;
    this.#listener = listener;
  }

  /** Takes changes over, and writes them soon. */
  change(changes: Partial<Metadata>): void {
    this.#metadata = { ...this.#metadata, ...changes };
    this.#hasChanged = true;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      try {
        this.write();
      } catch (error) {
        const message = `Cannot write metadata.json (${messageOf(error)}): it is tried again`;
        this.#listener.onProblem(message);
      }
    }, WRITE_DELAY_MS);
  }

  /** Writes what has changed, if anything. @throws {Error} Where the disk fails; the next call tries it again. */
  write(): void {
    if (!this.#hasChanged) return;
    this.#listener.checkFolder();
    writeMetadata(this.#boardDir, this.#metadata, { durable: false });
    this.#hasChanged = false;
    this.#listener.onWritten(this.#metadata);
  }
}
