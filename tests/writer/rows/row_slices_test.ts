import { assert, assertEquals } from "@std/assert";
import type { Metric } from "../../../board/scalars/metric.ts";
import { RowWriter } from "../../../board/scalars/row_writer.ts";
import { RowChunk } from "../../../writer/rows/row_chunk.ts";
import { RowReader } from "../../../writer/rows/row_reader.ts";
import { RowSlices } from "../../../writer/rows/row_slices.ts";

const CHUNK_BYTES = 4096;

/** A board that logs while the writer reads. */
class Logger {
  readonly reader = new RowReader();
  /** How many rows each block had that was read. */
  readonly blocks: number[] = [];
  readonly slices: RowSlices;
  /** Logs what comes while the next block is written. */
  meanwhile?: () => void;
  readonly #metric: Metric = { name: "loss", type: "double", number: -1 };
  readonly #writer: RowWriter;
  #chunk?: RowChunk;
  #step = 0;

  constructor() {
    this.#writer = new RowWriter({
      addColumns: (columns) => this.reader.addColumns(columns),
      addChunk: () => {
        this.#chunk?.seal();
        this.#chunk = new RowChunk(new SharedArrayBuffer(CHUNK_BYTES));
        this.#chunk.reset();
        this.reader.addChunk(this.#chunk.buffer);
        return this.#chunk;
      },
    });
    this.slices = new RowSlices(this.reader, ({ block, ack }) => {
      this.blocks.push(block.rowCount);
      ack();
      const log = this.meanwhile;
      this.meanwhile = undefined;
      log?.();
    }, () => {});
  }

  log(rowCount: number): void {
    for (let row = 0; row < rowCount; row++) {
      this.#writer.add(this.#metric, this.#step);
      this.#writer.publish(this.#step++, null, 0, false);
    }
  }

  /** Fills the chunk that is begun, and begins the next one with a row. */
  fillChunk(): void {
    const { buffer } = this.#chunk!;
    while (this.#chunk?.buffer === buffer) this.log(1);
  }
}

Deno.test("RowSlices.read() leaves rows that come meanwhile to the next look: they have one block then", () => {
  const logger = new Logger();
  logger.log(3);
  logger.meanwhile = () => logger.log(2);
  assert(logger.slices.read());
  assertEquals(logger.blocks, [3]);
  logger.log(1);
  assert(logger.slices.read());
  assertEquals(logger.blocks, [3, 3]);
  assert(!logger.slices.read());
});

Deno.test("RowSlices.read() reads whole chunks that come meanwhile, which no row will add to", () => {
  const logger = new Logger();
  logger.log(3);
  logger.meanwhile = () => logger.fillChunk();
  assert(logger.slices.read());
  const [first, rest, ...others] = logger.blocks;
  assertEquals([first, others], [3, []]);
  assert(rest !== undefined && rest > 1, `${rest}`);
  assert(logger.slices.read());
  assertEquals(logger.blocks, [3, rest, 1]);
});
