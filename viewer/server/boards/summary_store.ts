import type { BoardDetails } from "./board_details.ts";
import type { BoardEntry } from "./board_entry.ts";
import type { BoardFolders } from "./board_folders.ts";
import type { OwnFolder } from "./own_folder.ts";

const FILE = "summaries.json";
/** Rises when what is stored changes its form. */
const VERSION = 1;
const SAVE_MS = 2000;
/** A file that takes long to read would not save time. */
const MAX_LENGTH = 64 * 1024 ** 2;

/** What is stored of a board, and what its files were then. */
type Stored = { identity: string; sizeBytes: number; details: BoardDetails };

/**
 * What was found in boards that have ended, in `<baseDir>/.kobo/summaries.json`,
 * so that the next viewer of the folder need not read them all again. It can
 * be removed at any time; where it cannot be written, all works without.
 */
export class SummaryStore {
  readonly #folders: BoardFolders;
  readonly #own: OwnFolder;
  #boards?: Map<string, Stored>;
  #timer?: ReturnType<typeof setTimeout>;

  /** The store of some boards, in the viewer's own folder. */
  constructor(folders: BoardFolders, own: OwnFolder) {
    this.#folders = folders;
    this.#own = own;
  }

  /** What was found in a board whose files are still the same. */
  get(id: string, identity: string): Partial<BoardEntry> {
    const stored = this.#read().get(id);
    if (stored?.identity !== identity) return {};
    return { readOf: identity, sizeBytes: stored.sizeBytes, details: stored.details };
  }

  /** Keeps what was found in a board, and saves it in a while. */
  set({ id, identity, sizeBytes = 0, details }: BoardEntry): void {
    if (details === undefined) return;
    this.#read().set(id, { identity, sizeBytes, details });
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.save(), SAVE_MS);
    Deno.unrefTimer(this.#timer as unknown as number);
  }

  /** Saves what is new. */
  save(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const ids = new Set(this.#folders.ids());
    const boards = Object.fromEntries([...this.#read()].filter(([id]) => ids.has(id)));
    const text = JSON.stringify({ version: VERSION, boards });
    if (text.length > MAX_LENGTH) return;
    try {
      this.#own.write(FILE, text);
    } catch {
      // A folder that is only to be read.
    }
  }

  #read(): Map<string, Stored> {
    this.#boards ??= this.#load();
    return this.#boards;
  }

  #load(): Map<string, Stored> {
    try {
      const { version, boards } = JSON.parse(this.#own.read(FILE) ?? "{}");
      if (version !== VERSION) return new Map();
      return new Map(
        Object.entries(boards as Record<string, Stored>).filter(([, board]) => isStored(board)),
      );
    } catch {
      return new Map(); // It is made again.
    }
  }
}

/** Whoever made the folder may have written it. */
function isStored({ identity, sizeBytes, details }: Stored): boolean {
  const lists = [details?.metrics, details?.media, details?.tables, details?.histograms];
  return typeof identity === "string" && typeof sizeBytes === "number" &&
    [...lists, details?.problems].every(Array.isArray) &&
    lists.flat().every((item) => typeof item?.name === "string");
}
