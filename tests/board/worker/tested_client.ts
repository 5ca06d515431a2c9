import { RUN_METADATA } from "../../support/run_metadata.ts";
import { join } from "@std/path";
import { TempDir } from "../../../testing/temp_dir.ts";
import { WriterClient } from "../../../board/worker/writer_client.ts";
import type { Block } from "../../../format/block.ts";
import type { Records } from "../../../writer/records.ts";

/** A {@linkcode WriterClient} whose worker is a fixture, in a folder of its own. */
export class TestedClient implements Disposable {
  readonly client: WriterClient;
  /** What the user would have been told. */
  readonly problems: string[] = [];
  /** The first steps of the blocks that were acknowledged, in order. */
  readonly acked: number[] = [];
  /** The steps of the records whose memory was released, in order. */
  readonly released: number[] = [];
  readonly #dir = new TempDir();

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
      new URL(`./fixtures/${fixture}.ts`, import.meta.url),
    );
  }

  /** Posts a block of one row. */
  postBlock(step: number, byteCount = 100): void {
    this.client.postBlock(blockOf(step), byteCount, () => this.acked.push(step));
  }

  /** Posts a block of one row, whose call has records. */
  postRecords(step: number, recordBytes = 100, byteCount = 100): void {
    const records: Records = {
      step,
      globalStep: null,
      timeMs: 0,
      media: [],
      tables: [],
      histograms: [],
    };
    this.client.postBlock(blockOf(step), byteCount, () => this.acked.push(step), {
      records,
      byteCount: recordBytes,
      release: () => this.released.push(step),
    });
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
    this.#dir[Symbol.dispose]();
  }
}

function blockOf(step: number): Block {
  return { table: "metrics", rowCount: 1, firstStep: step, lastStep: step, columns: [] };
}
