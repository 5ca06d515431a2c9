import type { OwnFolder } from "../../../reader/summaries/own_folder.ts";

const FILE = "owners.json";
/** From so many on, those of boards that are gone are forgotten when their number has doubled. */
const MIN_PRUNED = 100;

/**
 * Whose boards are whose, in `<baseDir>/.kobo/owners.json`: a board belongs to whom it was sent by
 * first. Those that came otherwise, as from a script on the same machine, belong to nobody.
 *
 * ```json
 * { "version": 1, "boards": { "<board id>": "<name>" } }
 * ```
 */
export class BoardOwners {
  readonly #own: OwnFolder;
  #identity = "";
  #owners: ReadonlyMap<string, string> = new Map();
  /** How many there were when those of boards that are gone were last forgotten. */
  #kept = 0;

  /** The owners in the viewer's own folder; none are read yet. */
  constructor(own: OwnFolder) {
    this.#own = own;
  }

  /** Whose a board is; `undefined` for nobody's. @throws {Error} If the file cannot be read. */
  of(boardId: string): string | undefined {
    return this.#all().get(boardId);
  }

  /** Whether a board is somebody's. Names that differ in their case alone are one person's. */
  isOf(boardId: string, name: string): boolean {
    return this.of(boardId)?.toLowerCase() === name.toLowerCase();
  }

  /**
   * Gives a board to somebody, unless it is another's. From time to time those of boards that are
   * gone are forgotten, which somebody has removed on the disk.
   *
   * @param isThere Whether a board is there, or about to be. Default: that all are.
   * @returns Whose it is now.
   */
  claim(boardId: string, name: string, isThere: (boardId: string) => boolean = () => true): string {
    const before = this.of(boardId);
    if (before !== undefined) return before;
    return this.#change((owners) => {
      const owner = owners.get(boardId) ?? name;
      if (owners.size >= 2 * this.#kept) {
        for (const id of [...owners.keys()]) if (!isThere(id)) owners.delete(id);
        this.#kept = Math.max(MIN_PRUNED, owners.size);
      }
      owners.set(boardId, owner);
      return owner;
    });
  }

  /** Forgets a board that was deleted. */
  remove(boardId: string): void {
    if (this.of(boardId) !== undefined) this.#change((owners) => owners.delete(boardId));
  }

  /** The boards of somebody. */
  boardsOf(name: string): string[] {
    return [...this.#all().keys()].filter((id) => this.isOf(id, name));
  }

  #all(): ReadonlyMap<string, string> {
    const identity = this.#own.identity(FILE);
    if (identity !== this.#identity) {
      this.#owners = this.#read();
      this.#identity = identity;
    }
    return this.#owners;
  }

  #change<Result>(change: (owners: Map<string, string>) => Result): Result {
    return this.#own.whileLocked(FILE, () => {
      const owners = this.#read();
      const result = change(owners);
      const content = { version: 1, boards: Object.fromEntries(owners) };
      this.#own.writeSecret(FILE, `${JSON.stringify(content, null, 2)}\n`);
      return result;
    });
  }

  #read(): Map<string, string> {
    try {
      return parse(this.#own.read(FILE));
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new Error(`Cannot read ${this.#own.path(FILE)}: ${reason}`, { cause });
    }
  }
}

function parse(text: string | undefined): Map<string, string> {
  if (text === undefined) return new Map();
  const content = Object(JSON.parse(text));
  if (content.version !== 1) throw new Error("it is not of version 1");
  const owners = Object.entries(Object(content.boards));
  const wrong = owners.find(([, owner]) => typeof owner !== "string");
  if (wrong !== undefined) throw new Error(`the owner of ${JSON.stringify(wrong[0])} is no name`);
  return new Map(owners as [string, string][]);
}
