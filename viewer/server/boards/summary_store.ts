import * as v from "@badrap/valita";
import type { OwnFolder } from "../../../reader/summaries/own_folder.ts";
import {
  readSummaryFile,
  type SummaryTexts,
  writeSummaryFile,
} from "../../../reader/summaries/summary_file.ts";
import { attempt } from "../../../system/attempt.ts";
import { startTimeout, type Timer } from "../../../system/timer.ts";
import { boardDetails } from "./board_details.ts";
import type { BoardEntry } from "./board_entry.ts";
import type { BoardFolders } from "./board_folders.ts";

const SAVE_DELAY_MS = 2000;
/** To save many takes long: the time until then is so many times that of the last one, or more. */
const SAVE_FACTOR = 50;

/** What is stored of a board, with the identity that its files had then. */
const storedSummary = v.object({
  identity: v.string(),
  sizeBytes: v.number(),
  details: boardDetails,
});

/**
 * Summaries of boards whose runs have ended, in `<baseDir>/.kobo/summaries.json`,
 * so that the next viewer of the folder, and `kobo list`, need not read the boards again. People
 * may delete the file; if it cannot be written, the viewer works without it.
 */
export class SummaryStore {
  readonly #folders: BoardFolders;
  readonly #own: OwnFolder;
  /** As JSON: each board's is needed once as a value. */
  #summaries?: SummaryTexts;
  #timer?: Timer;
  #saveMs = 0;

  /** The store for the boards of a folder; nothing is read yet. */
  constructor(folders: BoardFolders, own: OwnFolder) {
    this.#folders = folders;
    this.#own = own;
  }

  /** The summary of a board, if its files have not changed since. */
  get(id: string, identity: string): Partial<BoardEntry> {
    const text = this.#read().get(id);
    if (text === undefined) return {};
    // The file may come with a folder from people we do not know.
    const stored = storedSummary.try(attempt(() => JSON.parse(text)));
    if (!stored.ok) {
      this.#read().delete(id);
      return {};
    }
    const { sizeBytes, details } = stored.value;
    return stored.value.identity === identity ? { readOf: identity, sizeBytes, details } : {};
  }

  /** Keeps the summary of a board, and saves it soon. */
  set({ id, identity, sizeBytes = 0, details }: BoardEntry): void {
    if (details === undefined) return;
    this.#read().set(id, JSON.stringify({ identity, sizeBytes, details }));
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
    try {
      writeSummaryFile(this.#own, [...this.#read()].filter(([id]) => ids.has(id)));
    } catch {
      // The folder is read-only.
    }
    this.#saveMs = performance.now() - start;
  }

  #read(): SummaryTexts {
    return this.#summaries ??= readSummaryFile(this.#own);
  }
}
