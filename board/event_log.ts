import { scriptTime } from "./process/script_clock.ts";
import type { SentEvents } from "../writer/records.ts";
import type { RecordRow } from "../writer/media/rows_block.ts";
import type { TableState } from "../format/table_state.ts";
import type { EventTable } from "../format/tables.ts";
import type { WriterClient } from "./worker/writer_client.ts";

/** Rows of event tables: they get their numbers here, and go to the writer. */
export class EventLog {
  readonly #client: WriterClient;
  readonly #lastNumbers: Map<string, number>;

  /** @param tables The tables of earlier runs. */
  constructor(tables: readonly TableState[], client: WriterClient) {
    this.#client = client;
    this.#lastNumbers = new Map(tables.map(({ table, lastStep }) => [table, lastStep]));
  }

  /** The number of the next row of a table, which is given once. */
  nextNumber(table: EventTable): number {
    const number = (this.#lastNumbers.get(table) ?? -1) + 1;
    this.#lastNumbers.set(table, number);
    return number;
  }

  /** Sends a row. @param position How far the run is. */
  add<Table extends EventTable>(
    table: Table,
    row: Omit<RecordRow<Table>, "number">,
    { step, globalStep }: { step: number; globalStep: number | null },
  ): void {
    const number = this.nextNumber(table);
    this.#client.postEvents({
      table,
      step: step === -1 ? null : step,
      globalStep,
      timeMs: scriptTime(),
      rows: [{ ...row, number }],
    } as unknown as SentEvents);
  }
}
