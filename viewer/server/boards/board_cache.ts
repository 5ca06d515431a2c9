import type { BoardReply, ViewerEvents } from "../../protocol/api.ts";
import { Limiter } from "../http/limiter.ts";
import { RequestError } from "../http/request_error.ts";
import type { BoardTasks } from "../readers/board_tasks.ts";
import * as v from "@badrap/valita";
import type { AnnotationStore } from "./annotations.ts";
import { boardDetails } from "./board_details.ts";
import { type BoardEntry, toBoardInfo, toBoardReply } from "./board_entry.ts";
import type { BoardFolders, BoardScan } from "./board_folders.ts";
import { readBoardState } from "./board_state.ts";
import type { SummaryStore } from "./summary_store.ts";

/** How long the list of boards waits for boards that were never read. */
const MAX_LIST_WAIT_MS = 300;
/** A live board is read again after this time, or this many times the time that reading takes. */
const LIVE_MS = 1000;
const LIVE_FACTOR = 10;
/** After this time, a board that could not be read is read again. */
const RETRY_MS = 2000;
/** Most of them wait: the reader of boards says how many are read at once. */
const MAX_PARALLEL_READS = 16;

/** The reply to the task `details`: a `ReadDetails`. */
const readDetails = v.object({ details: boardDetails, sizeBytes: v.number() });

/** The list of boards, or its changes, ready to be sent. */
export interface BoardListBytes {
  /** Another text after every change of the list. */
  version: string;
  /** A `BoardsReply` as JSON. */
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Keeps what was read of each board: a finished board is read once, a live one
 * from time to time.
 */
export class BoardCache {
  readonly #folders: BoardFolders;
  readonly #annotations: AnnotationStore;
  readonly #tasks: BoardTasks;
  readonly #summaries: SummaryStore;
  readonly #reads = new Limiter(MAX_PARALLEL_READS, Infinity);
  readonly #process = crypto.randomUUID().slice(0, 8);
  readonly #notified = new Map<string, string>();
  #entries = new Map<string, BoardEntry>();
  #changes = 0;
  /** The boards that are gone, each with the number of the change. */
  readonly #removed = new Map<string, number>();
  #structure = 0;
  #list?: BoardListBytes;

  /** A cache that has read no board yet. */
  constructor(
    folders: BoardFolders,
    annotations: AnnotationStore,
    tasks: BoardTasks,
    summaries: SummaryStore,
  ) {
    this.#folders = folders;
    this.#annotations = annotations;
    this.#tasks = tasks;
    this.#summaries = summaries;
  }

  /** Another text after every change of the list. */
  get version(): string {
    return `${this.#process}-${this.#changes}`;
  }

  /** Rises when boards come, go, end, or are annotated; not with each row of a live board. */
  get structure(): number {
    return this.#structure;
  }

  /** Finds which boards there are now, and which have changed. Reads no rows. */
  refresh(): void {
    this.#annotations.refresh();
    const before = this.#entries;
    this.#entries = new Map();
    for (const id of this.#folders.ids()) this.#update(id, before.get(id));
    for (const id of before.keys()) if (!this.#entries.has(id)) this.#noteRemoval(id);
  }

  /**
   * All boards, newest first. A board that takes long to read is `pending` at first.
   *
   * @param since A version: only the changes since then, if it is one of this process.
   */
  async list(since?: string): Promise<BoardListBytes> {
    this.refresh();
    const readings = [...this.#entries.values()].map((entry) => this.#read(entry));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise((resolve) => {
      timer = setTimeout(resolve, MAX_LIST_WAIT_MS);
    });
    await Promise.race([Promise.all(readings), timeout]);
    clearTimeout(timer);
    const known = this.#changesAt(since);
    if (known !== undefined) return this.#toBytes(known);
    const list = this.#list?.version === this.version ? this.#list : this.#toBytes();
    this.#list = list;
    return list;
  }

  /**
   * One board with all its names.
   *
   * @throws {RequestError} `not_found`.
   */
  async board(id: string): Promise<BoardReply> {
    this.#folders.find(id);
    const entry = this.#update(id, this.#entries.get(id));
    if (entry === undefined) throw new RequestError("not_found", `The board "${id}" has just gone`);
    await this.#read(entry);
    return toBoardReply(entry, this.#annotations.get(id));
  }

  /**
   * One board, read anew even if its files have not changed.
   *
   * @throws {RequestError} `not_found`.
   */
  readAgain(id: string): Promise<BoardReply> {
    const entry = this.#entries.get(id);
    if (entry !== undefined) entry.readOf = undefined;
    return this.board(id);
  }

  /** The live boards whose files have changed since the last call. */
  changedLiveBoards(): ViewerEvents["board"][] {
    const changed: ViewerEvents["board"][] = [];
    for (const { id, state } of [...this.#entries.values()]) {
      if (!state.live) {
        this.#notified.delete(id);
        continue;
      }
      const entry = this.#update(id, this.#entries.get(id));
      if (entry === undefined || this.#notified.get(id) === entry.identity) continue;
      this.#notified.set(id, entry.identity);
      changed.push({ id, live: entry.state.live });
    }
    return changed;
  }

  /** Waits until no board is being read. */
  async close(): Promise<void> {
    await Promise.all([...this.#entries.values()].map(({ reading }) => reading));
    this.#summaries.save();
  }

  /** @param since The number of the last change that the client knows, if any. */
  #toBytes(since?: number): BoardListBytes {
    const { version } = this;
    const boards = [...this.#entries.values()].sort(byAge)
      .filter(({ changedAt }) => since === undefined || changedAt > since)
      .map(({ json }) => json);
    const removed = since === undefined
      ? null
      : [...this.#removed].filter(([, at]) => at > since).map(([id]) => id);
    const text = `{"version":${JSON.stringify(version)},"removed":${JSON.stringify(removed)},` +
      `"boards":[${boards.join()}]}`;
    return { version, bytes: new TextEncoder().encode(text) };
  }

  /** The number of the last change at a version; `undefined` if it is not one of this process. */
  #changesAt(version = ""): number | undefined {
    const [process, changes] = version.split("-");
    const count = Number(changes);
    const isOurs = process === this.#process && count >= 0 && count <= this.#changes;
    return isOurs ? count : undefined;
  }

  #update(id: string, known?: BoardEntry): BoardEntry | undefined {
    let scan: BoardScan;
    try {
      scan = this.#folders.scan(id);
    } catch {
      if (this.#entries.delete(id)) this.#noteRemoval(id); // It was removed after it was listed.
      return undefined;
    }
    const isSame = known?.identity === scan.identity;
    const entry: BoardEntry = known ?? {
      ...{
        id,
        boardDir: scan.boardDir,
        identity: "",
        readAt: 0,
        readMs: 0,
        json: "",
        headline: "",
        changedAt: 0,
      },
      state: { metadata: null, status: "broken", live: false },
    };
    entry.identity = scan.identity;
    // A run that was killed leaves its files unchanged: only its lock shows it.
    if (!isSame || entry.state.status === "running") {
      entry.state = readBoardState(scan.boardDir, scan);
    }
    if (known === undefined) {
      this.#removed.delete(id);
      Object.assign(entry, this.#summaries.get(id, scan.identity));
    }
    this.#entries.set(id, entry);
    this.#noteChanges(entry);
    return entry;
  }

  #noteChanges(entry: BoardEntry): void {
    const info = toBoardInfo(entry, this.#annotations.get(entry.id));
    const json = JSON.stringify(info);
    if (json === entry.json) return;
    entry.json = json;
    entry.changedAt = ++this.#changes;
    const headline = JSON.stringify([info.status, info.live, info.pending, info.annotations]);
    if (headline !== entry.headline || !info.live) this.#structure++;
    entry.headline = headline;
  }

  #noteRemoval(id: string): void {
    this.#removed.set(id, ++this.#changes);
    this.#structure++;
  }

  #read(entry: BoardEntry): Promise<void> {
    if (entry.reading === undefined && isFresh(entry)) return Promise.resolve();
    entry.reading ??= this.#reads.run(() => this.#readNow(entry)).finally(() => {
      entry.reading = undefined;
    });
    return entry.reading;
  }

  async #readNow(entry: BoardEntry): Promise<void> {
    const start = performance.now();
    entry.readOf = entry.identity;
    try {
      const reply = await this.#tasks.run(entry.id, { kind: "details" });
      Object.assign(entry, readDetails.parse(JSON.parse(new TextDecoder().decode(reply))));
      entry.error = undefined;
      // If the run ended while it was read, then we may have read it as it was before.
      const isFinal = !entry.state.live && entry.readOf === this.#folders.scan(entry.id).identity;
      if (isFinal) this.#summaries.set(entry);
    } catch (error) {
      entry.details = undefined;
      entry.error = (error as Error).message;
    }
    entry.readAt = performance.now();
    entry.readMs = entry.readAt - start;
    this.#noteChanges(entry);
  }
}

function isFresh({ identity, readOf, readAt, readMs, state, error }: BoardEntry): boolean {
  if (readOf === undefined) return false;
  const age = performance.now() - readAt;
  if (error !== undefined) return age < RETRY_MS;
  return readOf === identity || (state.live && age < Math.max(LIVE_MS, LIVE_FACTOR * readMs));
}

function byAge(a: BoardEntry, b: BoardEntry): number {
  const at = ({ state }: BoardEntry) => Date.parse(state.metadata?.created_at ?? "") || 0;
  return at(b) - at(a) || (a.id < b.id ? 1 : -1);
}
