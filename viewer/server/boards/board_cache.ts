import type { AnnotationStore } from "./annotations.ts";
import type { BoardReply, ViewerEvents } from "../../protocol/api.ts";
import { readBoardDetails } from "./board_details.ts";
import type { BoardFolders } from "./board_folders.ts";
import { type BoardEntry, toBoardInfo, toBoardReply } from "./board_entry.ts";
import { readBoardState } from "./board_state.ts";
import { folderSize } from "./folder_size.ts";
import { Limiter } from "../http/limiter.ts";
import type { ReaderPool } from "./reader_pool.ts";
import { RequestError } from "../http/request_error.ts";
import type { SummaryStore } from "./summary_store.ts";

/** The list of boards does not wait longer for boards that were never read. */
const LIST_MS = 300;
/** A live board is read again after this, or so many times as long as the last reading took. */
const LIVE_MS = 1000;
const LIVE_FACTOR = 10;
/** A board that could not be read is tried again. */
const RETRY_MS = 2000;

/** The list of boards, or what of it has changed, ready to be sent. */
export interface BoardListBytes {
  /** Changes whenever something in it does. */
  version: string;
  /** A `BoardsReply` as JSON. */
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * What is known about each board without asking its files again: a finished
 * board is read once, a live one from time to time.
 */
export class BoardCache {
  readonly #folders: BoardFolders;
  readonly #annotations: AnnotationStore;
  readonly #pool: ReaderPool;
  readonly #summaries: SummaryStore;
  readonly #reads = new Limiter(2, Infinity);
  readonly #process = crypto.randomUUID().slice(0, 8);
  readonly #notified = new Map<string, string>();
  #entries = new Map<string, BoardEntry>();
  #changes = 0;
  /** Boards that are gone, and the change that it was. */
  readonly #removed = new Map<string, number>();
  #structure = 0;
  #list?: BoardListBytes;

  /** Knows nothing yet. */
  constructor(
    folders: BoardFolders,
    annotations: AnnotationStore,
    pool: ReaderPool,
    summaries: SummaryStore,
  ) {
    this.#folders = folders;
    this.#annotations = annotations;
    this.#pool = pool;
    this.#summaries = summaries;
  }

  /** Changes whenever something in the list does. */
  get version(): string {
    return `${this.#process}-${this.#changes}`;
  }

  /** Rises whenever boards come, go, end, or are annotated; not with each row of a live one. */
  get structure(): number {
    return this.#structure;
  }

  /** Looks at the folder: which boards there are, and which have changed. Reads no rows. */
  refresh(): void {
    this.#annotations.refresh();
    const before = this.#entries;
    this.#entries = new Map();
    for (const id of this.#folders.ids()) this.#lookAt(id, before.get(id));
    for (const id of before.keys()) if (!this.#entries.has(id)) this.#noteRemoval(id);
  }

  /**
   * All boards, newest first. Those that take long to read are complete the next time.
   *
   * @param since A version: only what has changed since then, where that is known.
   */
  async list(since?: string): Promise<BoardListBytes> {
    this.refresh();
    const readings = [...this.#entries.values()].map((entry) => this.#read(entry));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((resolve) => timer = setTimeout(resolve, LIST_MS));
    await Promise.race([Promise.all(readings), late]);
    clearTimeout(timer);
    const known = this.#changesAt(since);
    if (known !== undefined) return this.#pack(known);
    if (this.#list?.version !== this.version) this.#list = this.#pack();
    return this.#list!;
  }

  /**
   * One board with all its names.
   *
   * @throws {RequestError} `not_found`.
   */
  async board(id: string): Promise<BoardReply> {
    this.#folders.find(id);
    const entry = this.#lookAt(id, this.#entries.get(id));
    if (entry === undefined) throw new RequestError("not_found", `The board "${id}" has just gone`);
    await this.#read(entry);
    return toBoardReply(entry, this.#annotations.get(id));
  }

  /** The live boards whose files have changed since this was last asked. */
  changedLiveBoards(): ViewerEvents["board"][] {
    const changed: ViewerEvents["board"][] = [];
    for (const { id, state } of [...this.#entries.values()]) {
      if (!state.live) {
        this.#notified.delete(id);
        continue;
      }
      const entry = this.#lookAt(id, this.#entries.get(id));
      if (entry === undefined || this.#notified.get(id) === entry.identity) continue;
      this.#notified.set(id, entry.identity);
      changed.push({ id, live: entry.state.live });
    }
    return changed;
  }

  /** Waits for what is being read. */
  async close(): Promise<void> {
    await Promise.all([...this.#entries.values()].map(({ reading }) => reading));
    this.#summaries.save();
  }

  /** @param since How many changes are known already; `undefined` where none is. */
  #pack(since?: number): BoardListBytes {
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

  /** How many changes there were at a version; `undefined` where it is none of this process. */
  #changesAt(version = ""): number | undefined {
    const [process, changes] = version.split("-");
    const count = Number(changes);
    const isOurs = process === this.#process && count >= 0 && count <= this.#changes;
    return isOurs ? count : undefined;
  }

  #lookAt(id: string, known?: BoardEntry): BoardEntry | undefined {
    let scan, boardDir;
    try {
      boardDir = this.#folders.find(id);
      scan = this.#folders.scan(id);
    } catch {
      if (this.#entries.delete(id)) this.#noteRemoval(id); // It has gone since it was listed.
      return undefined;
    }
    const isSame = known?.identity === scan.identity;
    const entry: BoardEntry = known ?? {
      ...{ id, boardDir, identity: "", readAt: 0, readMs: 0, json: "", look: "", changedAt: 0 },
      state: { metadata: null, status: "broken", live: false },
    };
    entry.identity = scan.identity;
    // A run that was killed leaves its files as they are: only its lock tells.
    if (!isSame || entry.state.status === "running") entry.state = readBoardState(boardDir, scan);
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
    const look = JSON.stringify([info.status, info.live, info.pending, info.annotations]);
    if (look !== entry.look || !info.live) this.#structure++;
    entry.look = look;
  }

  #noteRemoval(id: string): void {
    this.#removed.set(id, ++this.#changes);
    this.#structure++;
  }

  #read(entry: BoardEntry): Promise<void> {
    if (isFresh(entry)) return Promise.resolve();
    entry.reading ??= this.#reads.run(() => this.#readNow(entry)).finally(() => {
      entry.reading = undefined;
    });
    return entry.reading;
  }

  async #readNow(entry: BoardEntry): Promise<void> {
    const start = performance.now();
    entry.readOf = entry.identity;
    try {
      entry.sizeBytes = folderSize(entry.boardDir);
      entry.details = await this.#pool.use(entry.id, readBoardDetails);
      entry.error = undefined;
      // Of one that ended meanwhile it may be what was before its end.
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
