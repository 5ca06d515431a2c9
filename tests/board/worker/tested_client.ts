import { RUN_METADATA } from "../../support/run_metadata.ts";
import { join } from "@std/path";
import { TempDir } from "../../../testing/temp_dir.ts";
import { WriterClient } from "../../../board/worker/writer_client.ts";
import type { Metric } from "../../../board/scalars/metric.ts";
import { RowWriter } from "../../../board/scalars/row_writer.ts";
import type { Records } from "../../../writer/records.ts";

/** A thread that is told to end has ended by then, on a busy machine, too. */
const MAX_END_MS = 10_000;

/** A {@linkcode WriterClient} whose worker is a fixture, in a folder of its own. */
export class TestedClient implements Disposable {
  readonly client: WriterClient;
  /** What the user would have been told. */
  readonly problems: string[] = [];
  /** The steps of the records whose memory was released, in order. */
  readonly released: number[] = [];
  readonly #dir = new TempDir();
  readonly #metrics: Metric[] = Array.from(
    { length: 100 },
    (_, i) => ({ name: `metric ${i}`, type: "double", number: -1 }),
  );
  readonly #row: RowWriter;

  /** @param fixture The name of the worker's file in `fixtures/`. */
  constructor(fixture: string, maxQueueBytes = 1024 ** 2) {
    this.client = new WriterClient(
      {
        boardDir: this.#dir.path,
        backend: "memory",
        metadata: RUN_METADATA,
        flushIntervalMs: 5000,
        busyTimeoutMs: 1000,
      },
      maxQueueBytes,
      (message) => this.problems.push(message),
      undefined,
      new URL(`./fixtures/${fixture}.ts`, import.meta.url),
    );
    this.#row = new RowWriter(this.client);
  }

  /** Publishes a row of so many values. */
  addRow(step: number, valueCount = 0, hasRecords = false): void {
    for (const metric of this.#metrics.slice(0, valueCount)) this.#row.add(metric, step);
    this.#row.publish(step, null, 0, hasRecords);
  }

  /** Publishes a row whose call has records, and posts them. */
  addRecords(step: number, byteCount = 100): void {
    const lists = { media: [], tables: [], histograms: [] };
    const records: Records = { step, globalStep: null, timeMs: 0, ...lists };
    this.addRow(step, 0, true);
    this.client.postRecords({ records, byteCount, release: () => this.released.push(step) });
  }

  /** What came to the workers, as `received.txt` has it. */
  received(): string[] {
    try {
      return Deno.readTextFileSync(join(this.#dir.path, "received.txt")).trim().split("\n");
    } catch {
      return [];
    }
  }

  [Symbol.dispose](): void {
    this.client.stop({ allOnDisk: false });
    // A thread may still write a line before it ends.
    const deadline = performance.now() + MAX_END_MS;
    for (;;) {
      try {
        return this.#dir[Symbol.dispose]();
      } catch (error) {
        if (performance.now() > deadline) throw error;
      }
    }
  }
}
