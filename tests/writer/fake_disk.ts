import { join } from "@std/path";
import type { Backend, OpenBackend } from "../../backends/backend.ts";
import type { TableState } from "../../format/table_state.ts";
import { TableStates } from "../../backends/table_states.ts";
import { type CellsOfColumn, makeBlock } from "../support/make_block.ts";
import type { Block } from "../../format/block.ts";

/** What a writer asks a backend for. */
export type Call = "open" | "tables" | "append" | "commit" | "close" | "abort";

/**
 * What a backend's files would hold, and what goes wrong with them.
 *
 * There is one file, `fake.db`, with the number of rows that count: whoever
 * moves it away, or puts an older one in its place, takes rows from the disk.
 */
export class FakeDisk {
  /** The rows that are committed, in the order in which they came. */
  blocks: Block[] = [];
  /** Everything that was asked for. */
  readonly calls: Call[] = [];
  /** How many backends are open now. */
  openCount = 0;
  /** Is asked before each call has its effect; what it throws, the call throws. */
  before: (call: Call) => void = () => {};
  /** How many of the rows that `commit` is about to write it gets to, before it fails. */
  commitLimit: (rowCount: number) => number = () => Infinity;
  /** What `tables` says instead. */
  lie: (states: TableState[]) => TableState[] = (states) => states;

  /** How often something was asked for. */
  count(call: Call): number {
    return this.calls.filter((other) => other === call).length;
  }

  /** The steps that are committed. */
  steps(): number[] {
    return this.blocks.flatMap(({ columns }) =>
      [...columns[0]!.values as BigInt64Array].map(Number)
    );
  }

  /** The door for the writer. */
  readonly openBackend: OpenBackend = async ({ dataDir }) => {
    await 0;
    this.#note("open");
    const path = join(dataDir, "fake.db");
    this.#cutTo(readCount(path));
    this.openCount++;
    return this.#backend(path);
  };

  #cutTo(rowCount: number): void {
    const blocks = this.blocks.splice(0);
    for (const { firstStep, rowCount: all } of blocks) {
      const rows = Math.min(rowCount, all);
      if (rows > 0) this.blocks.push(stepsBlock(firstStep, rows));
      rowCount -= rows;
    }
  }

  #backend(path: string): Backend {
    const staged: Block[] = [];
    let open = true;
    const letGo = () => {
      if (open) this.openCount--;
      open = false;
    };
    return {
      tables: async () => {
        await 0;
        this.#note("tables");
        const states = new TableStates();
        for (const block of this.blocks) states.add(block);
        return this.lie(states.all());
      },
      append: async (block) => {
        await 0;
        this.#note("append");
        staged.push(structuredClone(block));
      },
      commit: async () => {
        await 0;
        this.#note("commit");
        const limit = this.commitLimit(staged.reduce((sum, { rowCount }) => sum + rowCount, 0));
        let left = limit;
        for (const block of staged.splice(0)) {
          const rowCount = Math.min(left, block.rowCount);
          if (rowCount > 0) this.blocks.push(stepsBlock(block.firstStep, rowCount));
          left -= rowCount;
        }
        Deno.writeTextFileSync(path, `${this.steps().length}`);
        if (limit !== Infinity) throw new Error("The disk is full");
      },
      close: async () => {
        await 0;
        this.#note("close");
        letGo();
      },
      abort: () => {
        this.calls.push("abort");
        letGo();
        return Promise.resolve();
      },
    };
  }

  #note(call: Call): void {
    this.calls.push(call);
    this.before(call);
  }
}

function readCount(path: string): number {
  try {
    return Number(Deno.readTextFileSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

/** A block whose cells follow from its steps, so that a part of it can be made again. */
export function stepsBlock(firstStep: number, rowCount: number): Block {
  const steps = Array.from({ length: rowCount }, (_, row) => firstStep + row);
  const columns: CellsOfColumn[] = [
    { name: "m", type: "double", cells: steps.map((step) => step / 2) },
  ];
  return makeBlock(firstStep, rowCount, columns);
}
