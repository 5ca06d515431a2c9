import * as v from "@badrap/valita";
import { startTimeout, type Timer } from "../../../system/timer.ts";
import { boardDetails } from "./board_details.ts";
import type { BoardEntry } from "./board_entry.ts";
import type { BoardFolders } from "./board_folders.ts";
import type { OwnFolder } from "./own_folder.ts";

const FILE = "summaries.json";
/** To be raised when the format of the file changes. */
const VERSION = 1;
const SAVE_DELAY_MS = 2000;
/** To save many takes long: the time until then is so many times that of the last one, or more. */
const SAVE_FACTOR = 50;
/** Reading a larger file would take longer than it saves. */
const MAX_LENGTH = 64 * 1024 ** 2;

/** What is stored of a board, with the identity that its files had then. */
const storedSummary = v.object({
  identity: v.string(),
  sizeBytes: v.number(),
  details: boardDetails,
});

type StoredSummary = v.Infer<typeof storedSummary>;

/**
 * Summaries of boards whose runs have ended, in `<baseDir>/.kobo/summaries.json`,
 * so that the next viewer of the folder need not read the boards again. People
 * may delete the file; if it cannot be written, the viewer works without it.
 */
export class SummaryStore {
  readonly #folders: BoardFolders;
  readonly #own: OwnFolder;
  #summaries?: Map<string, StoredSummary>;
  #timer?: Timer;
  #saveMs = 0;

  /** The store for the boards of a folder; nothing is read yet. */
  constructor(folders: BoardFolders, own: OwnFolder) {
    this.#folders = folders;
    this.#own = own;
  }

  /** The summary of a board, if its files have not changed since. */
  get(id: string, identity: string): Partial<BoardEntry> {
    const stored = this.#read().get(id);
    if (stored?.identity !== identity) return {};
    return { readOf: identity, sizeBytes: stored.sizeBytes, details: stored.details };
  }

  /** Keeps the summary of a board, and saves it soon. */
  set({ id, identity, sizeBytes = 0, details }: BoardEntry): void {
    if (details === undefined) return;
    this.#read().set(id, { identity, sizeBytes, details });
    if (this.#timer !== undefined) return;
    this.#timer = startTimeout(
      () => this.save(),
      Math.max(SAVE_DELAY_MS, SAVE_FACTOR * this.#saveMs),
    );
  }

  /** Saves the summaries that are not saved yet. */
  save(): void {
    if (this.#timer === undefined) return;
    this.#timer.stop();
    this.#timer = undefined;
    const start = performance.now();
    const ids = new Set(this.#folders.ids());
    const boards = Object.fromEntries([...this.#read()].filter(([id]) => ids.has(id)));
    const text = JSON.stringify({ version: VERSION, boards });
    if (text.length > MAX_LENGTH) return;
    try {
      this.#own.write(FILE, text);
    } catch {
      // The folder is read-only.
    }
    this.#saveMs = performance.now() - start;
  }

  #read(): Map<string, StoredSummary> {
    return this.#summaries ??= this.#load();
  }

  #load(): Map<string, StoredSummary> {
    try {
      const { version, boards } = JSON.parse(this.#own.read(FILE) ?? "{}");
      if (version !== VERSION) return new Map();
      const summaries = new Map<string, StoredSummary>();
      // The file may come with a folder from people we do not know.
      for (const [id, value] of Object.entries(boards)) {
        const summary = storedSummary.try(value);
        if (summary.ok) summaries.set(id, summary.value);
      }
      return summaries;
    } catch {
      return new Map(); // The next save replaces the file.
    }
  }
}
