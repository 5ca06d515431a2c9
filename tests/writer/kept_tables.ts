import type { Backend, OpenBackend } from "../../backends/backend.ts";
import { TableStates } from "../../backends/table_states.ts";
import type { Block } from "../../format/block.ts";

/** What a backend keeps of all tables. */
export class KeptTables {
  /** Their blocks, in the order in which they came. */
  readonly blocks: Block[] = [];

  /** The door for the writer. */
  readonly openBackend: OpenBackend = () => {
    const staged: Block[] = [];
    const backend: Backend = {
      tables: () => {
        const states = new TableStates();
        for (const block of this.blocks) states.add(block);
        return Promise.resolve(states.all());
      },
      append: (block) => void staged.push(structuredClone(block)),
      commit: () => Promise.resolve(void this.blocks.push(...staged.splice(0))),
      close: () => Promise.resolve(),
      abort: () => Promise.resolve(),
    };
    return Promise.resolve(backend);
  };

  /** The steps of the rows of a table. */
  steps(table: string): number[] {
    return this.blocks.filter((block) => block.table === table)
      .flatMap(({ columns }) => [...columns[0]!.values as BigInt64Array].map(Number));
  }

  /** The cells of a column that have a value. */
  cells(table: string, name: string): unknown[] {
    return this.blocks.filter((block) => block.table === table)
      .flatMap(({ columns }) => [...columns.find((column) => column.name === name)!.values]);
  }
}
