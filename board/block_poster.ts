import { startTimeout, type Timer } from "../system/timer.ts";
import type { Shipment } from "./media/records_builder.ts";
import type { WriterClient } from "./worker/writer_client.ts";
import type { MetricsPacker } from "./scalars/metrics_packer.ts";

/**
 * A block is posted when the last one was posted so long ago, or when it has
 * so many rows or bytes.
 *
 * A logged value is safe from `kill -9` after 100 ms. It waits here for up to
 * 20 ms, and then for the writer, which may be busy for up to 70 ms at a time:
 * loading a library takes so long.
 */
const BLOCK_MS = 20;
const MAX_BLOCK_ROWS = 4096;
const MAX_BLOCK_BYTES = 1024 ** 2;
/** Of a block with many metrics most cells are empty, and take no bytes; readers refuse 2^25. */
const MAX_BLOCK_CELLS = 2 ** 22;
/** Output is posted with the blocks, or earlier when there is so much of it. */
const MAX_OUTPUT_CHARS = 64 * 1024;

/** Decides when what was logged and printed is posted to the writer. */
export class BlockPoster {
  readonly #packer: MetricsPacker;
  readonly #client: WriterClient;
  readonly #onPosted: () => void;
  /** Lines that the script printed and that are not posted yet. */
  #output = "";
  /** When the last block was posted, in milliseconds since 1970. */
  #lastPostMs = 0;
  #timer?: Timer;

  /**
   * @param packer Holds the rows that are not posted yet.
   * @param client Takes them to the writer.
   * @param onPosted Called after each block of rows.
   */
  constructor(packer: MetricsPacker, client: WriterClient, onPosted: () => void) {
    this.#packer = packer;
    this.#client = client;
    this.#onPosted = onPosted;
  }

  /**
   * Posts the block if it is due; else a timer will. To be called after each row.
   *
   * @param nowMs Milliseconds since 1970, as given to the packer.
   */
  rowAdded(nowMs: number): void {
    const packer = this.#packer;
    const sincePostMs = nowMs - this.#lastPostMs;
    if (
      packer.rowCount >= MAX_BLOCK_ROWS || packer.byteCount >= MAX_BLOCK_BYTES ||
      packer.cellCount >= MAX_BLOCK_CELLS ||
      sincePostMs >= BLOCK_MS || sincePostMs < 0 // The clock was set back.
    ) {
      this.post(nowMs);
    } else if (this.#timer === undefined) {
      this.#startTimer();
    }
  }

  /**
   * Posts the last call, which has media, tables or histograms, at once: its
   * row, with those before it, and what else it has in one message. A kill
   * leaves both or neither.
   */
  postCall(step: number, globalStep: number | null, nowMs: number): void {
    const shipment = this.#packer.records.take(step, globalStep, nowMs);
    if (shipment === undefined) return this.rowAdded(nowMs);
    this.post(nowMs, shipment);
  }

  /** Takes lines that the script printed. */
  addOutput(lines: string): void {
    this.#output += lines;
    if (this.#output.length >= MAX_OUTPUT_CHARS) this.#postOutput();
    else if (this.#timer === undefined) this.#startTimer();
  }

  /**
   * Posts all rows and lines so far. Blocks while the writer's queue is full.
   *
   * @param shipment What the call of the last row has besides scalars.
   */
  post(nowMs: number = Date.now(), shipment?: Shipment): void {
    this.#postOutput();
    const packer = this.#packer;
    if (packer.rowCount === 0) return;
    this.#lastPostMs = nowMs;
    const { byteCount } = packer;
    const block = packer.take();
    this.#client.postBlock(block, byteCount, () => packer.recycle(block), shipment);
    this.#onPosted();
  }

  /**
   * Checks that no log call is at work: one whose getter calls the board again.
   *
   * @throws {Error} Where one is.
   */
  checkNotLogging(call: string): void {
    if (!this.#packer.isAdding) return;
    throw new Error(
      `Cannot call ${call} within a log call: a value's getter or method has called it; ` +
        `read the value first, then log it`,
    );
  }

  /** Drops the row of a log call within which the script ends. */
  abandonRow(): void {
    this.#packer.abandonRow();
  }

  /** Posts all rows and lines so far, the last ones. */
  close(): void {
    this.post();
    this.#timer?.stop();
  }

  #postOutput(): void {
    if (this.#output === "") return;
    this.#client.postOutput(this.#output);
    this.#output = "";
  }

  #startTimer(): void {
    this.#timer = startTimeout(() => {
      this.#timer = undefined;
      this.post();
    }, BLOCK_MS);
  }
}
