import { lastResumed } from "../format/last_resumed.ts";
import type { FoundMetadata, Metadata } from "../format/metadata.ts";
import { rewindsOf } from "../format/rewinds.ts";
import type { TableName } from "../format/tables.ts";
import { hashInFileName } from "../format/stored_files.ts";
import { followRewinds } from "./follow_rewinds.ts";
import { sendHashedFiles } from "./hashed_files.ts";
import { LocalBoard } from "./local_board.ts";
import { PushRound, type PushSettings } from "./push_round.ts";
import { RemoteBoard } from "../stores/remote/remote_board.ts";
import { hashInName } from "../format/media_names.ts";
import {
  dataKey,
  parsePieceKey,
  type Piece,
  pieceKey,
  WRITER_LOG_KEY,
} from "../format/remote_names.ts";
import type { Store } from "../stores/store.ts";
import { isStoreError, StoreError } from "../stores/store_error.ts";
import { tablesOf } from "./sync_parts.ts";
import { WholeTables } from "./whole_tables.ts";

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
      const round = new PushRound(remote, local, settings);
      await new BoardPush(round).run(remote === known);
      return { remote, rows: round.rows, problems: [...local.problems, ...round.problems] };
    } catch (error) {
      if (!isStoreError(error, "conflict") || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

class BoardPush {
  readonly #round: PushRound;
  readonly #tables: WholeTables;
  readonly #remote: RemoteBoard;
  readonly #local: LocalBoard;
  readonly #settings: PushSettings;

  constructor(round: PushRound) {
    this.#round = round;
    this.#tables = new WholeTables(round);
    this.#remote = round.remote;
    this.#local = round.local;
    this.#settings = round.settings;
  }

  /** @param isKnown Whether what is there is what an earlier round has left. */
  async run(isKnown: boolean): Promise<void> {
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
      await sendHashedFiles(this.#round, "media", this.#local.media(), hashInName);
    }
    if (this.#settings.parts.has("files")) {
      await sendHashedFiles(this.#round, "files", this.#local.files(), hashInFileName);
    }
    await this.#fulfil(remote.record.content.claims);
    if (!isComplete) await this.#sendMissing(lastSteps, isKnown);
    const rows = isComplete ? [] : this.#newRows(lastSteps);
    await this.#sendPieces([...rows, ...this.#newLog()], lastSteps);
    const tables = tablesOf(this.#settings.parts);
    if (isComplete && !this.#tables.hasAll(metadataText, lastSteps)) {
      await this.#tables.send(tables, lastSteps);
      // Those of tables whose earlier rows are missing at home, and stay as they are there.
      await this.#sendPieces(this.#newRows(lastSteps), lastSteps);
    }
    const isChanged = remote.metadata?.text !== metadataText;
    // It may be missing alone where logs were not sent before.
    const lacksLog = isChanged || !remote.sizes.has(WRITER_LOG_KEY);
    if (isComplete && lacksLog && this.#settings.parts.has("logs")) await this.#sendWriterLog();
    if (isChanged) await remote.putMetadata(metadataText);
    if (isComplete) await this.#tables.removePieces(tables);
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
    await this.#tables.send(many, lastSteps);
    await this.#tables.removePieces(many);
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

  /**
   * Sends again what was sent and is gone: of two syncs that follow one rewind, the slower one may have
   * removed what the faster one has written since. It may be killed then, and never say so in the
   * record: so each round looks at the rows of a board that was rewound.
   */
  async #sendMissing(
    lastSteps: Readonly<Record<TableName, number>>,
    isKnown: boolean,
  ): Promise<void> {
    const remote = this.#remote;
    const tables = tablesOf(this.#settings.parts);
    const isGone = (table: TableName) => remote.gaps(table, lastSteps[table]).length > 0;
    const mayHaveLost = isKnown
      ? rewindsOf(remote.metadata?.content ?? {}).length > 0
      : tables.some(isGone);
    if (!mayHaveLost) return;
    // What was listed before the record was read may lack what came in between. It is looked at for
    // all tables now, whose rows nobody else sends as long as the record is as it was read.
    await remote.listRowsAgain();
    const gone = tables.filter(isGone);
    if (gone.length === 0) return;
    for (const table of gone) {
      this.#round.problems.push(
        `rows of ${table} that were sent are missing in the store: they are sent again`,
      );
    }
    const { content } = remote.record;
    const data = Object.entries(content.data).filter(([table, last]) =>
      last === -1 || remote.sizes.has(dataKey(table as TableName))
    );
    await remote.putRecord({ ...content, data: Object.fromEntries(data) });
    await this.#sendPieces(
      gone.flatMap((table) => remote.gaps(table, lastSteps[table])),
      lastSteps,
    );
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
      this.#round.problems.push(
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
    await this.#remote.putRecord({ ...content, ...await this.#round.described(lastSteps), claims });
    await this.#fulfil(claims);
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
          this.#round.problems.push(
            `${key} was to be sent, but output.log has ${log?.size ?? 0} bytes: it was cut off`,
          );
          isCut = true;
          continue;
        }
        await this.#round.putOnce(key, await LocalBoard.readBytes(log.path, first, last));
      } else {await this.#round.withRows(of, first, last, (path) =>
          this.#round.putOnce(key, { path }));}
    }
    // All others are there.
    if (isCut) await this.#remote.putRecord({ ...this.#remote.record.content, claims: [] });
  }

  async #sendWriterLog(): Promise<void> {
    const log = this.#local.log("writer.log");
    if (log !== undefined) await this.#remote.put(WRITER_LOG_KEY, { path: log.path });
  }
}

/** Whether a copy of a board says less of its run than the store: that it goes on, or an earlier part. */
function isOlderThan(here: Metadata, there: FoundMetadata | undefined): boolean {
  if (there === undefined) return false;
  const [begunHere, begunThere] = [lastResumed(here) ?? "", lastResumed(there) ?? ""];
  if (begunHere !== begunThere) return begunHere < begunThere;
  return here.status === "running" && there.status !== "running";
}
