import type { Backend, OpenBackend } from "./backend.ts";
import type { TableState } from "../format/table_state.ts";
import { TableStates } from "./table_states.ts";
import type { Block } from "../format/block.ts";

/** The committed blocks, by data folder: they outlive the backend that committed them. */
const committedBlocks = new Map<string, Block[]>();

class MemoryBackend implements Backend {
  readonly hasEventTables = true;
  readonly #dataDir: string;
  #staged: Block[] = [];

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  tables(): Promise<TableState[]> {
    const tables = new TableStates();
    for (const block of this.#committed()) tables.add(block);
    return Promise.resolve(tables.all());
  }

  append(block: Block): void {
    this.#staged.push(block);
  }

  commit(): Promise<void> {
    committedBlocks.set(this.#dataDir, [...this.#committed(), ...this.#staged]);
    this.#staged = [];
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.abort();
  }

  abort(): Promise<void> {
    this.#staged = [];
    return Promise.resolve();
  }

  #committed(): Block[] {
    return committedBlocks.get(this.#dataDir) ?? [];
  }
}

/**
 * Opens the memory backend: it keeps the blocks in the writer's memory and
 * makes no file, for tests and dry runs. They are lost when the writer ends.
 */
export const openBackend: OpenBackend = ({ dataDir }) =>
  Promise.resolve(new MemoryBackend(dataDir));
