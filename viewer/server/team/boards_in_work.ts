/** Which boards are written and which are deleted at the moment: nothing is put into one that goes. */
export class BoardsInWork {
  readonly #written = new Map<string, number>();
  /** Who began boards of which nothing is stored yet. */
  readonly #beginners = new Map<string, string>();
  readonly #deleted = new Set<string>();

  /** Whether something is on its way to a board. */
  isWritten(boardId: string): boolean {
    return this.#written.has(boardId);
  }

  /** Whether a board is being deleted. */
  isDeleted(boardId: string): boolean {
    return this.#deleted.has(boardId);
  }

  /** Who began a board of which nothing is stored yet, as long as something is on its way to it. */
  beginnerOf(boardId: string): string | undefined {
    return this.#beginners.get(boardId);
  }

  /** Somebody begins a board, to which something is on its way: the first one stays. */
  begin(boardId: string, name: string): void {
    if (!this.#beginners.has(boardId)) this.#beginners.set(boardId, name);
  }

  /** Something is on its way to a board, until this is disposed of. */
  write(boardId: string): Disposable {
    this.#written.set(boardId, (this.#written.get(boardId) ?? 0) + 1);
    return {
      [Symbol.dispose]: () => {
        const left = (this.#written.get(boardId) ?? 1) - 1;
        if (left > 0) return void this.#written.set(boardId, left);
        this.#written.delete(boardId);
        this.#beginners.delete(boardId);
      },
    };
  }

  /** A board is being deleted, until this is disposed of. */
  delete(boardId: string): Disposable {
    this.#deleted.add(boardId);
    return { [Symbol.dispose]: () => void this.#deleted.delete(boardId) };
  }
}
