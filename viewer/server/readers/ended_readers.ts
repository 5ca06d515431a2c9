import { RequestError } from "../http/request_error.ts";
import type { EndReason } from "./reader_process.ts";

/** A board that has ended so many processes is not read again. */
const MAX_ENDED = 2;

/** What reading a board has done to the processes that read it. */
interface EndedReader {
  /** Names, sizes and times of the board's files then. */
  identity: string;
  count: number;
  reason: EndReason;
  error: RequestError;
}

/** Remembers the boards that have ended their readers: they are not read for ever anew. */
export class EndedReaders {
  readonly #boards = new Map<string, EndedReader>();

  /** A process has ended while it read a board. */
  note(id: string, identity: string, reason: EndReason, error: RequestError): void {
    const known = this.#boards.get(id);
    const count = known?.identity === identity ? known.count + 1 : 1;
    this.#boards.set(id, { identity, count, reason, error });
  }

  /**
   * Checks that a board may be read.
   *
   * @param identityOf Says how its files are now.
   * @throws {RequestError} If it has ended its readers, and has not changed since.
   */
  check(id: string, identityOf: () => string): void {
    const known = this.#boards.get(id);
    if (known === undefined || known.count < MAX_ENDED) return;
    if (known.identity !== identityOf()) {
      this.#boards.delete(id);
      return;
    }
    const { kind, message, status } = known.error;
    throw new RequestError(
      kind,
      `${message}; it is not read again until its files change, or you ask for it`,
      {
        status,
      },
    );
  }

  /** How a reader has crashed at a board as it is now; `undefined` where none did. */
  crashOf(id: string, identityOf: () => string): string | undefined {
    const known = this.#boards.get(id);
    if (known?.reason !== "crash" || known.identity !== identityOf()) return undefined;
    return known.error.message;
  }

  /** A board may be read again. */
  forget(id: string): void {
    this.#boards.delete(id);
  }
}
