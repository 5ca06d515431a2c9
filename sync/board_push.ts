import { join } from "@std/path";
import { lastResumed } from "../format/last_resumed.ts";
import type { FoundMetadata, Metadata } from "../format/metadata.ts";
import { isEventTable, type TableName } from "../format/tables.ts";
import { hashInFileName } from "../format/stored_files.ts";
import { isMostlyHoles } from "../format/mostly_holes.ts";
import { exists } from "../system/exists.ts";
import { linkInfoOf } from "../system/file_info.ts";
import { fileHash } from "../system/file_hash.ts";
import { forEachParallel } from "./stores/for_each_parallel.ts";
import { followRewinds } from "./follow_rewinds.ts";
import { LocalBoard } from "./local_board.ts";
import { RemoteBoard } from "./remote/remote_board.ts";
import {
  dataKey,
  hashInName,
  parsePieceKey,
  type Piece,
  pieceKey,
  RECORD_KEY,
  WRITER_LOG_KEY,
} from "../format/remote_names.ts";
import type { PutCondition, Store, StoreCallOptions } from "./stores/store.ts";
import { isStoreError, StoreError } from "./stores/store_error.ts";
import { type SyncPart, tablesOf } from "./sync_parts.ts";
import type { SyncRecord } from "./remote/sync_record.ts";

/** How a board is sent. */
export interface PushSettings extends StoreCallOptions {
  /** What of it, besides metadata and metrics. */
  parts: ReadonlySet<SyncPart>;
  /** A folder for files of the moment. */
  tempDir: string;
  /** From how many pieces on the rows of a table are put together in `data/`. Default: 1000. */
  maxPieces?: number;
}

/** The result of one round. */
export interface PushedRound {
  /** The board in the store, as this round has left it. */
  remote: RemoteBoard;
  /** How many rows were written. */
  rows: number;
  /** Damage at home, and what was left out. */
  problems: string[];
}

/** Four hours of pieces, one every 15 seconds; and a list has as many objects on a page. */
const MAX_PIECES = 1000;
const MAX_LOG_PIECE = 8 * 1024 ** 2;
const UPLOADS_AT_A_TIME = 8;
/** Where another sends the same board, one of both is ahead in each attempt. */
const MAX_ATTEMPTS = 20;

/**
 * Brings a board in a store up to what it is at home:
 *
 * 1. It looks at what is there, and whether that is the same board; where that was rewound, rows of
 *    the history before are removed there (`follow_rewinds.ts`).
 * 2. It finds the last steps at home, and then sends the media that are there by now: no row comes
 *    to the store before its file.
 * 3. Of a run that goes on, it fulfils the claims that a round before has left, claims the rows and
 *    the output above what is there, and writes them as pieces (`sync_record.ts` says why so).
 * 4. Of a run that has ended, it writes all rows of each table to `data/`, records their last steps,
 *    replaces the metadata, and only then removes `live/`. Until then a reader takes of `live/` the
 *    steps above those in `data/`.
 * 5. So it does with the rows that are there of a long run that goes on, once they are in many pieces.
 *
 * A round may end anywhere; the next one, also of another process, goes on. Where another process
 * sends the same board meanwhile, conditions fail, and the round begins anew from what is there then.
 *
 * @param known The board in the store as an earlier round has left it, if there was one: then it need
 * not be looked at again.
 * @throws {StoreError} `invalid` where the board there is another one.
 */
export async function pushBoard(
  store: Store,
  local: LocalBoard,
  settings: PushSettings,
  known?: RemoteBoard,
): Promise<PushedRound> {
  for (let attempt = 1;; attempt++) {
    try {
      const remote = attempt === 1 && known !== undefined
        ? known
        : await RemoteBoard.read(store, local.boardId, settings);
      const push = new BoardPush(remote, local, settings);
      await push.run();
      return { remote, rows: push.rows, problems: [...local.problems, ...push.problems] };
    } catch (error) {
      if (!isStoreError(error, "conflict") || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

class BoardPush {
  rows = 0;
  readonly problems: string[] = [];
  readonly #remote: RemoteBoard;
  readonly #local: LocalBoard;
  readonly #settings: PushSettings;

  constructor(remote: RemoteBoard, local: LocalBoard, settings: PushSettings) {
    this.#remote = remote;
    this.#local = local;
    this.#settings = settings;
  }

  async run(): Promise<void> {
    const remote = this.#remote;
    const state = this.#local.state();
    const { metadata, metadataText: textHere } = state;
    const isOlder = isOlderThan(metadata, remote.metadata?.content);
    const isComplete = state.isComplete && !isOlder;
    // Better ones stay, and those of a run that has gone on since this copy of it was made.
    const there = state.isDamaged || isOlder ? remote.metadata : undefined;
    const metadataText = there?.text ?? textHere;
    const lastSteps = await this.#local.lastSteps();
    if (!state.isDamaged) {
      const refuse = (reason: string) => this.#refusal(reason);
      await followRewinds(remote, { metadata, metadataText: textHere, isOlder, refuse });
    }
    const known = state.isDamaged ? there?.content : undefined;
    await this.#checkSame(known?.created_at ?? metadata.created_at, lastSteps.metrics);
    if (this.#settings.parts.has("media")) {
      await this.#sendHashed("media", this.#local.media(), hashInName);
    }
    if (this.#settings.parts.has("files")) {
      await this.#sendHashed("files", this.#local.files(), hashInFileName);
    }
    await this.#fulfil(remote.record.content.claims);
    const rows = isComplete ? [] : this.#newRows(lastSteps);
    await this.#sendPieces([...rows, ...this.#newLog()], lastSteps);
    const tables = tablesOf(this.#settings.parts);
    if (isComplete && !this.#hasAll(metadataText, lastSteps)) {
      await this.#sendData(tables, lastSteps);
      // Those of tables whose earlier rows are missing at home, and stay as they are there.
      await this.#sendPieces(this.#newRows(lastSteps), lastSteps);
    }
    const isChanged = remote.metadata?.text !== metadataText;
    // It may be missing alone where logs were not sent before.
    const lacksLog = isChanged || !remote.sizes.has(WRITER_LOG_KEY);
    if (isComplete && lacksLog && this.#settings.parts.has("logs")) await this.#sendWriterLog();
    if (isChanged) await remote.putMetadata(metadataText);
    if (isComplete) await this.#removeLive(tables);
    else if (!isOlder) await this.#mergeLive(tables);
  }

  /** Puts together what is in many pieces, up to the last one that was sent. */
  async #mergeLive(tables: readonly TableName[]): Promise<void> {
    const { maxPieces = MAX_PIECES } = this.#settings;
    const many = tables.filter((table) => this.#remote.pieces(table).length >= maxPieces);
    if (many.length === 0) return;
    const lastSteps = Object.fromEntries(
      ["metrics" as const, ...many].map((table) => [table, this.#remote.last(table)]),
    );
    await this.#sendData(many, lastSteps);
    await this.#removeLive(many);
  }

  /** @throws {StoreError} `invalid` where the board in the store was not sent from this one. */
  async #checkSame(begun: string, lastStep: number): Promise<void> {
    const refuse = (reason: string) => this.#refusal(reason);
    const there = this.#remote.metadata?.content.created_at;
    if (there !== undefined && there !== begun) {
      throw refuse(`it is another board, begun ${there}, while this one was begun ${begun}`);
    }
    const { last } = this.#remote.record.content;
    if (last === undefined) return;
    if (last.step > lastStep) {
      throw refuse(`it has rows up to step ${last.step}, this one up to ${lastStep}`);
    }
    if (await this.#local.loggedAt(last.step) !== last.logged_at) {
      throw refuse(`its step ${last.step} is another one`);
    }
  }

  #refusal(reason: string): StoreError {
    return new StoreError(
      "invalid",
      `Cannot sync ${this.#remote.address}: ${reason}; sync to another target, or remove the ` +
        "board there to send it anew",
    );
  }

  /** Sends the files of a folder that have the beginnings of their hashes in their names. */
  async #sendHashed(
    folder: "media" | "files",
    files: ReadonlyMap<string, string>,
    hashIn: (name: string) => string | undefined,
  ): Promise<void> {
    const missing = [...files].filter(([name]) => !this.#remote.sizes.has(`${folder}/${name}`));
    await forEachParallel(missing, UPLOADS_AT_A_TIME, async ([name, path]) => {
      this.#settings.signal?.throwIfAborted();
      try {
        if (isMostlyHoles({ ...linkInfoOf(path), path })) {
          this.problems.push(
            `${path} was not sent: most of it are holes, which the disk does not have`,
          );
          return;
        }
        const hash = await fileHash(path);
        if (!hash.startsWith(hashIn(name)!)) { // The local board names only those with one.
          this.problems.push(`${path} is not as it was written: it was not sent`);
          return;
        }
        await this.#putOnce(`${folder}/${name}`, { path });
      } catch (error) {
        // A run that goes on lets contents go meanwhile.
        if (folder === "media" || exists(path)) throw error;
      }
    });
  }

  /** The rows that the store lacks of a run that goes on. */
  #newRows(lastSteps: Readonly<Record<TableName, number>>): Piece[] {
    return tablesOf(this.#settings.parts).flatMap((of) => {
      const first = this.#remote.last(of) + 1;
      const last = lastSteps[of];
      return first > last ? [] : [{ of, first, last }];
    });
  }

  /** The output that the store lacks. */
  #newLog(): Piece[] {
    const size = this.#settings.parts.has("logs") ? this.#local.log("output.log")?.size ?? 0 : 0;
    const there = this.#remote.last("log") + 1;
    if (size > 0 && size < there) {
      this.problems.push(
        `output.log has ${size} bytes, in the store it has ${there}: it was cut off, and not sent`,
      );
    }
    const pieces: Piece[] = [];
    for (let first = there; first < size; first += MAX_LOG_PIECE) {
      pieces.push({ of: "log", first, last: Math.min(first + MAX_LOG_PIECE, size) - 1 });
    }
    return pieces;
  }

  /** Claims pieces, and writes them. */
  async #sendPieces(
    pieces: readonly Piece[],
    lastSteps: Readonly<Record<TableName, number>>,
  ): Promise<void> {
    if (pieces.length === 0) return;
    const claims = pieces.map(pieceKey);
    const { content } = this.#remote.record;
    await this.#remote.putRecord({ ...content, ...await this.#described(lastSteps), claims });
    await this.#fulfil(claims);
  }

  /** By what the board is known to be the same one, and what lists of boards show of it. */
  async #described(
    lastSteps: Readonly<Partial<Record<TableName, number>>>,
  ): Promise<Pick<SyncRecord, "last" | "counts">> {
    const step = lastSteps.metrics ?? -1;
    const counts = mostOf(await this.#local.counts(lastSteps), this.#remote.record.content.counts);
    const loggedAt = step === -1 ? undefined : await this.#local.loggedAt(step);
    return { counts, ...(loggedAt !== undefined && { last: { step, logged_at: loggedAt } }) };
  }

  /** Writes the pieces that were claimed and are not there. */
  async #fulfil(claims: readonly string[]): Promise<void> {
    let isCut = false;
    for (const key of claims) {
      const piece = this.#remote.sizes.has(key) ? undefined : parsePieceKey(key);
      if (piece === undefined) continue;
      const { of, first, last } = piece;
      // It was there, and went when all of its rows were in `data/`.
      if (of !== "log" && last <= (this.#remote.record.content.data[of] ?? -1)) continue;
      if (of === "log") {
        const log = this.#local.log("output.log");
        if (log === undefined || log.size <= last) {
          // It comes back no more: what is there now would be sent never, and rows neither.
          this.problems.push(
            `${key} was to be sent, but output.log has ${log?.size ?? 0} bytes: it was cut off`,
          );
          isCut = true;
          continue;
        }
        await this.#putOnce(key, await LocalBoard.readBytes(log.path, first, last));
      } else await this.#withRows(of, first, last, (path) => this.#putOnce(key, { path }));
    }
    // All others are there.
    if (isCut) await this.#remote.putRecord({ ...this.#remote.record.content, claims: [] });
  }

  /** Whether all rows of a run that has ended are there. */
  #hasAll(metadataText: string, lastSteps: Readonly<Record<TableName, number>>): boolean {
    const { data } = this.#remote.record.content;
    return this.#remote.metadata?.text === metadataText &&
      tablesOf(this.#settings.parts).every((table) =>
        lastSteps[table] === (data[table] ?? (isEventTable(table) ? -1 : undefined))
      );
  }

  /** Writes all rows of some tables, up to their last steps, to `data/`. */
  async #sendData(
    tables: readonly TableName[],
    lastSteps: Readonly<Partial<Record<TableName, number>>>,
  ): Promise<void> {
    const { signal } = this.#settings;
    const before = this.#remote.record.content;
    // Before the record is written: what another writes after that makes our writing fail.
    const conditions = new Map<string, PutCondition>();
    for (const key of tables.map(dataKey)) {
      const isThere = this.#remote.sizes.has(key);
      conditions.set(key, isThere ? await this.#remote.conditionOf(key) : "absent");
    }
    // Whoever works by an older record finds by this that it does.
    await this.#remote.putRecord({ ...before, ...await this.#described(lastSteps) });
    const data = { ...before.data };
    for (const table of tables) {
      const last = lastSteps[table] ?? -1;
      if (this.#hasLost(table, last)) continue;
      if (last > -1) {
        const key = dataKey(table);
        signal?.throwIfAborted();
        const condition = conditions.get(key) ?? "absent";
        let isSent = false;
        await this.#withRows(table, 0, last, async (path, rowCount) => {
          if (this.#hasLost(table, last, rowCount)) return;
          await this.#putData(key, path, condition);
          isSent = true;
        });
        if (!isSent) continue;
      }
      // Of the event tables a record has those with rows: so had those of earlier versions none.
      if (last > -1 || !isEventTable(table)) data[table] = last;
    }
    await this.#remote.putRecord({ ...this.#remote.record.content, data });
  }

  /**
   * Whether rows are missing at home that were sent: then what is there stays.
   *
   * @param rowCount How many there are at home, where that is known.
   */
  #hasLost(table: TableName, last: number, rowCount = Infinity): boolean {
    const lastThere = this.#remote.last(table);
    if (lastThere === -1) return false;
    const { counts } = this.#remote.record.content;
    const sent = table === "metrics" ? counts?.steps : counts?.[table as keyof typeof counts];
    if (last >= lastThere && rowCount >= (sent ?? 0)) return false;
    this.problems.push(
      `rows of ${table} that were sent are missing at home: those in the store stay as they are`,
    );
    return true;
  }

  /** Replaces an object in `data/`, as long as nobody else has begun to send the board. */
  async #putData(key: string, path: string, condition: PutCondition): Promise<void> {
    try {
      await this.#remote.put(key, { path }, condition);
    } catch (error) {
      if (!isStoreError(error, "conflict")) throw error;
      // A round that ended here, or another process, has written it. The record says who goes on.
      const { condition: ours } = this.#remote.record;
      const now = await this.#remote.conditionOf(key);
      const record = await this.#remote.conditionOf(RECORD_KEY);
      if (JSON.stringify(record) !== JSON.stringify(ours)) throw error;
      await this.#remote.put(key, { path }, now);
    }
  }

  async #sendWriterLog(): Promise<void> {
    const log = this.#local.log("writer.log");
    if (log !== undefined) await this.#remote.put(WRITER_LOG_KEY, { path: log.path });
  }

  /** All of its rows are in `data/`. */
  async #removeLive(tables: readonly TableName[]): Promise<void> {
    const { data } = this.#remote.record.content;
    for (const table of tables) {
      const lastInData = data[table] ?? -1;
      for (const piece of this.#remote.pieces(table)) {
        if (piece.last <= lastInData) await this.#remote.delete(pieceKey(piece));
      }
    }
  }

  async #withRows(
    table: TableName,
    first: number,
    last: number,
    send: (path: string, rowCount: number) => Promise<void>,
  ): Promise<void> {
    const path = join(this.#settings.tempDir, `${crypto.randomUUID()}.parquet`);
    const { signal } = this.#settings;
    await this.#local.withRows({ table, first, last, path }, signal, async (rowCount) => {
      await send(path, rowCount);
      this.rows += rowCount;
    });
  }

  /** Writes an object whose key says what it holds: whoever has written it, it is the same. */
  async #putOnce(key: string, content: Parameters<RemoteBoard["put"]>[1]): Promise<void> {
    try {
      await this.#remote.put(key, content, "absent");
    } catch (error) {
      if (!isStoreError(error, "conflict")) throw error;
    }
  }
}

/** What there was at home at most: rows that are lost there are in the store. */
function mostOf<Counts extends Record<string, number>>(now: Counts, before?: Counts): Counts {
  const entries = Object.entries(now).map(([name, count]) =>
    [name, Math.max(count, before?.[name] ?? 0)] as const
  );
  return Object.fromEntries(entries) as Counts;
}

/** Whether a copy of a board says less of its run than the store: that it goes on, or an earlier part. */
function isOlderThan(here: Metadata, there: FoundMetadata | undefined): boolean {
  if (there === undefined) return false;
  const [begunHere, begunThere] = [lastResumed(here) ?? "", lastResumed(there) ?? ""];
  if (begunHere !== begunThere) return begunHere < begunThere;
  return here.status === "running" && there.status !== "running";
}
