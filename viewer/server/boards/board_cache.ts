import { sleep } from "../../../system/sleep.ts";
import type { BoardReply, ViewerEvents } from "../../protocol/api.ts";
import { RequestError } from "../http/request_error.ts";
import type { BoardTasks } from "../readers/board_tasks.ts";
import type { AnnotationStore } from "./annotations.ts";
import { type BoardEntry, toBoardInfo, toBoardReply } from "./board_entry.ts";
import type { BoardFolders, BoardScan } from "./board_folders.ts";
import { BoardReads } from "./board_reads.ts";
import { isStillRunning, readBoardState } from "./board_state.ts";
import { DueBoards } from "./due_boards.ts";
import type { SummaryStore } from "./summary_store.ts";

/** How long the list of boards waits for boards that were never read. */
const MAX_LIST_WAIT_MS = 300;
/**
 * So long nothing is looked at after each go, of many boards that are due. A reply takes several
 * turns of the event loop, each of which another go would hold up for a tenth of a second.
 */
const BETWEEN_MS = 10;

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
  readonly #summaries: SummaryStore;
  readonly #reads: BoardReads;
  readonly #process = crypto.randomUUID().slice(0, 8);
  readonly #notified = new Map<string, string>();
  readonly #entries = new Map<string, BoardEntry>();
  readonly #due: DueBoards;
  #annotated = "";
  /** The rest of a refresh that takes long. */
  #later?: Promise<void>;
  #isClosed = false;
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
    this.#summaries = summaries;
    this.#due = new DueBoards(folders);
    this.#reads = new BoardReads(folders, tasks, summaries, (entry) => this.#noteChanges(entry));
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
    if (this.#isClosed) return;
    this.#refreshAnnotations();
    for (const id of this.#due.gone()) if (this.#entries.delete(id)) this.#noteRemoval(id);
    const looked = new Set<string>();
    for (const id of this.#due.next()) {
      looked.add(id);
      this.#look(id);
    }
    // That a run was killed shows in no file.
    for (const { id, state } of [...this.#entries.values()]) {
      if (state.status === "running" && !looked.has(id)) this.#look(id);
    }
    for (const entry of this.#entries.values()) this.#reads.again(entry);
    if (this.#due.isBehind) this.#later ??= this.#refreshLater();
  }

  #refreshAnnotations(): void {
    this.#annotations.refresh();
    const { version } = this.#annotations;
    if (version === this.#annotated) return;
    this.#annotated = version;
    for (const entry of this.#entries.values()) this.#noteChanges(entry);
  }

  async #refreshLater(): Promise<void> {
    await sleep(BETWEEN_MS);
    this.#later = undefined;
    this.refresh();
  }

  /** Resolves once no board is due that was not looked at. */
  async #caughtUp(): Promise<void> {
    while (this.#later !== undefined) await this.#later;
  }

  #look(id: string): void {
    if (this.#folders.mayBeBoard(id)) this.#update(id, this.#entries.get(id));
    else if (this.#entries.delete(id)) this.#noteRemoval(id);
  }

  /**
   * All boards, newest first. A board that takes long to read is `pending` at first; of very many
   * that are new to this process, it has those that were found in a moment, and the others follow.
   *
   * @param since A version: only the changes since then, if it is one of this process.
   */
  async list(since?: string): Promise<BoardListBytes> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // To find the boards counts too: whoever asks has the first of thousands at once.
    const timeout = new Promise((resolve) => {
      timer = setTimeout(resolve, MAX_LIST_WAIT_MS);
    });
    this.refresh();
    const read = async () => {
      await this.#caughtUp();
      await Promise.all([...this.#entries.values()].map((entry) => this.#reads.inTurn(entry)));
    };
    await Promise.race([read(), timeout]);
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
    this.#refreshAnnotations();
    const entry = this.#update(id, this.#entries.get(id));
    if (entry === undefined) throw new RequestError("not_found", `The board "${id}" has just gone`);
    await this.#reads.atOnce(entry);
    return toBoardReply(entry, this.#annotations.get(id, entry.state.labels));
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

  /** Drops the boards that wait to be read, and saves what is known of the others. */
  close(): void {
    this.#isClosed = true;
    this.#due.close();
    this.#reads.close();
    this.#summaries.save();
  }

  /** @param since The number of the last change that the client knows, if any. */
  #toBytes(since?: number): BoardListBytes {
    const { version } = this;
    const boards = [...this.#entries.values()]
      .filter(({ changedAt }) => since === undefined || changedAt > since)
      .map((entry) => ({ ...entry, at: createdAt(entry) }))
      .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
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
      id,
      boardDir: scan.boardDir,
      identity: "",
      readAt: 0,
      readMs: 0,
      failures: 0,
      json: "",
      headline: "",
      changedAt: 0,
      state: { metadata: null, status: "broken", live: false },
    };
    entry.identity = scan.identity;
    const mayHaveEnded = entry.state.status === "running" && !isStillRunning(scan.boardDir);
    if (!isSame || mayHaveEnded) {
      entry.state = readBoardState(scan.boardDir, scan);
    }
    if (known === undefined) {
      this.#removed.delete(id);
      const stored = this.#summaries.get(id, scan.identity);
      // An earlier viewer has not asked what counts for the run.
      const isLacking = stored.details?.summary === undefined &&
        entry.state.metadata?.summary !== undefined;
      if (!isLacking) Object.assign(entry, stored);
    }
    this.#entries.set(id, entry);
    this.#noteChanges(entry);
    return entry;
  }

  #noteChanges(entry: BoardEntry): void {
    const info = toBoardInfo(entry, this.#annotations.get(entry.id, entry.state.labels));
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
}

function createdAt({ state }: BoardEntry): number {
  return Date.parse(state.metadata?.created_at ?? "") || 0;
}
