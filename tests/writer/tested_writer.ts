import { TempDir } from "../../testing/temp_dir.ts";
import { FakeDisk, stepsBlock } from "./fake_disk.ts";
import { RUN_METADATA } from "../support/run_metadata.ts";
import { Journal } from "../../writer/journal/journal.ts";
import { Writer, type WriterSettings } from "../../writer/writer.ts";

/** A writer with a disk that fails as it is told, and a folder of its own. */
export class TestedWriter implements AsyncDisposable {
  /** The board's folder. */
  readonly dir: TempDir = new TempDir();
  /** What the backend keeps. */
  readonly disk: FakeDisk = new FakeDisk();
  /** What the user was told. */
  readonly problems: string[] = [];
  /** How many rows the journal has. */
  ackedRows = 0;
  /** The step of the next block. */
  nextStep = 0;
  #writer?: Writer;
  readonly #settings: Partial<WriterSettings>;

  /** @param settings What is not as usual; a commit comes by itself only where it says so. */
  constructor(settings: Partial<WriterSettings> = {}) {
    this.#settings = settings;
  }

  /** The writer, started with the first use. */
  get writer(): Writer {
    return this.#writer ??= new Writer({
      dataDir: this.dir.join("data"),
      metadata: { ...RUN_METADATA, backend: "memory" }, // The disk keeps no files.
      openBackend: this.disk.openBackend,
      flushIntervalMs: 1e6,
      busyTimeoutMs: 5000,
      journalOnly: false,
      onAlive: () => {},
      onWork: () => {},
      onBlockedOnDisk: () => {},
      onRecordsAcked: () => {},
      onProblem: (message) => this.problems.push(message),
      onEvent: () => {},
      ...this.#settings,
    });
  }

  /** Whether there is a journal. */
  get hasJournal(): boolean {
    return new Journal(this.dir.join("data", "journal"), () => {}).exists;
  }

  /** Adds a block of some rows. */
  add(rowCount = 1): void {
    this.writer.addBlock(stepsBlock(this.nextStep, rowCount), () => this.ackedRows += rowCount);
    this.nextStep += rowCount;
  }

  /** What is in the board's `data` folder. */
  get names(): string[] {
    return [...Deno.readDirSync(this.dir.join("data"))].map(({ name }) => name).sort();
  }

  /** The steps of all rows so far. */
  get steps(): number[] {
    return Array.from({ length: this.nextStep }, (_, step) => step);
  }

  /** Lets the writer go, with a disk that works. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.disk.before = () => {};
    this.disk.commitLimit = () => Infinity;
    this.disk.lie = (states) => states;
    await this.#writer?.finish();
    this.dir[Symbol.dispose]();
  }
}
