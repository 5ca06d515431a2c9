import { isEventTable, type TableName } from "../format/tables.ts";
import { dataKey, pieceKey, RECORD_KEY } from "../format/remote_names.ts";
import type { PushRound } from "./push_round.ts";
import type { PutCondition } from "../stores/store.ts";
import { isStoreError } from "../stores/store_error.ts";
import { tablesOf } from "./sync_parts.ts";

/** The tables of a board as they are in `data/` of a store: each in one object, with all of its rows. */
export class WholeTables {
  readonly #round: PushRound;

  /** Sends nothing yet. */
  constructor(round: PushRound) {
    this.#round = round;
  }

  /** Whether all rows of a run that has ended are there. */
  hasAll(metadataText: string, lastSteps: Readonly<Record<TableName, number>>): boolean {
    const { remote, settings } = this.#round;
    const { data } = remote.record.content;
    return remote.metadata?.text === metadataText &&
      tablesOf(settings.parts).every((table) => {
        const last = data[table] ?? (isEventTable(table) ? -1 : undefined);
        return lastSteps[table] === last && (last === -1 || remote.sizes.has(dataKey(table)));
      });
  }

  /** Writes all rows of some tables, up to their last steps, to `data/`. */
  async send(
    tables: readonly TableName[],
    lastSteps: Readonly<Partial<Record<TableName, number>>>,
  ): Promise<void> {
    const { signal } = this.#round.settings;
    const before = this.#round.remote.record.content;
    // Before the record is written: what another writes after that makes our writing fail.
    const conditions = new Map<string, PutCondition>();
    for (const key of tables.map(dataKey)) {
      const isThere = this.#round.remote.sizes.has(key);
      conditions.set(key, isThere ? await this.#round.remote.conditionOf(key) : "absent");
    }
    // Whoever works by an older record finds by this that it does.
    await this.#round.remote.putRecord({ ...before, ...await this.#round.described(lastSteps) });
    const data = { ...before.data };
    for (const table of tables) {
      const last = lastSteps[table] ?? -1;
      if (this.#hasLost(table, last)) continue;
      if (last > -1) {
        const key = dataKey(table);
        signal?.throwIfAborted();
        const condition = conditions.get(key) ?? "absent";
        let isSent = false;
        await this.#round.withRows(table, 0, last, async (path, rowCount) => {
          if (this.#hasLost(table, last, rowCount)) return;
          await this.#putData(key, path, condition);
          isSent = true;
        });
        if (!isSent) continue;
      }
      // Of the event tables a record has those with rows: so had those of earlier versions none.
      if (last > -1 || !isEventTable(table)) data[table] = last;
    }
    await this.#round.remote.putRecord({ ...this.#round.remote.record.content, data });
  }

  /**
   * Whether rows are missing at home that were sent: then what is there stays.
   *
   * @param rowCount How many there are at home, where that is known.
   */
  #hasLost(table: TableName, last: number, rowCount = Infinity): boolean {
    const lastThere = this.#round.remote.last(table);
    if (lastThere === -1) return false;
    const { counts } = this.#round.remote.record.content;
    const sent = table === "metrics" ? counts?.steps : counts?.[table as keyof typeof counts];
    if (last >= lastThere && rowCount >= (sent ?? 0)) return false;
    this.#round.problems.push(
      `rows of ${table} that were sent are missing at home: those in the store stay as they are`,
    );
    return true;
  }

  /** Replaces an object in `data/`, as long as nobody else has begun to send the board. */
  async #putData(key: string, path: string, condition: PutCondition): Promise<void> {
    try {
      await this.#round.remote.put(key, { path }, condition);
    } catch (error) {
      if (!isStoreError(error, "conflict")) throw error;
      // A round that ended here, or another process, has written it. The record says who goes on.
      const { condition: ours } = this.#round.remote.record;
      const now = await this.#round.remote.conditionOf(key);
      const record = await this.#round.remote.conditionOf(RECORD_KEY);
      if (JSON.stringify(record) !== JSON.stringify(ours)) throw error;
      await this.#round.remote.put(key, { path }, now);
    }
  }

  /** Removes the pieces of some tables whose rows are all in `data/`. */
  async removePieces(tables: readonly TableName[]): Promise<void> {
    const { data } = this.#round.remote.record.content;
    for (const table of tables) {
      const lastInData = data[table] ?? -1;
      for (const piece of this.#round.remote.pieces(table)) {
        if (piece.last <= lastInData) await this.#round.remote.delete(pieceKey(piece));
      }
    }
  }
}
