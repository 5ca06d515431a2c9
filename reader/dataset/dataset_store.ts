import { join } from "@std/path";
import { download } from "../../stores/download.ts";
import { readObject } from "../../stores/read_object.ts";
import type { Store, StoreCallOptions } from "../../stores/store.ts";
import { isStoreError } from "../../stores/store_error.ts";
import { removeFileIfThere, removeTreeIfThere } from "../../system/remove.ts";
import { makeTempDir } from "../../system/temp_dir.ts";
import { type DatasetPart, datasetPartName, parseDatasetPartName } from "./dataset_part.ts";
import {
  DATASET_FORMAT,
  DATASET_MARKER,
  datasetRefusal,
  type DatasetTarget,
  otherVersion,
  parseDatasetMarker,
} from "./dataset_target.ts";
import { partitionName } from "./partition_name.ts";
import { StoreLease } from "./store_lease.ts";

const MARKER_KEY = `_kobo/${DATASET_MARKER}`;
const RUNS_KEY = "runs/runs.parquet";
const MAX_MARKER_BYTES = 64 * 1024;

/**
 * A data set in a store, such as a bucket, held for one export. It is listed once; an object has its
 * name only once it is whole, and a part that is there under its name holds what the name says.
 */
export class DatasetStore implements DatasetTarget {
  readonly #store: Store;
  readonly #options: StoreCallOptions;
  readonly #lease: StoreLease;
  readonly #tempDir = makeTempDir("kobo_dataset_");
  /** The names of the parts, by the names of the boards' folders. */
  readonly #partitions = new Map<string, Set<string>>();
  #hasRuns = false;

  private constructor(store: Store, lease: StoreLease, options: StoreCallOptions) {
    this.#store = store;
    this.#lease = lease;
    this.#options = options;
  }

  /**
   * Opens a data set, or begins a new one.
   *
   * @throws {Error} Where the target is something else, or another export is writing to it.
   */
  static async open(store: Store, options: StoreCallOptions): Promise<DatasetStore> {
    await checkMarker(store, options);
    const lease = await StoreLease.take(store, options);
    const dataset = new DatasetStore(store, lease, options);
    try {
      await dataset.#list();
      return dataset;
    } catch (error) {
      await dataset[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The parts of a board, in the order of their steps. */
  parts(boardId: string): DatasetPart[] {
    return [...this.#partitions.get(partitionName(boardId)) ?? []]
      .flatMap((name) => parseDatasetPartName(name) ?? [])
      .sort((a, b) => a.from - b.from || a.to - b.to);
  }

  /** The names of the boards' folders. */
  partitions(): string[] {
    return [...this.#partitions.keys()];
  }

  /** A file of this machine. */
  temporary(name: string): string {
    return join(this.#tempDir, name);
  }

  /** Fetches the table `runs`. */
  async runsFile(): Promise<string | undefined> {
    if (!this.#hasRuns) return undefined;
    const path = this.temporary("runs_before.parquet");
    await download(this.#store, RUNS_KEY, path, undefined, this.#options);
    return path;
  }

  /** Sends a complete file. */
  async place(temporary: string, ...names: string[]): Promise<void> {
    await this.#lease.renew(this.#options);
    await this.#store.put(names.join("/"), { path: temporary }, undefined, this.#options);
    removeFileIfThere(temporary);
    const [folder, partition, name] = names;
    if (folder === "metrics" && partition !== undefined && name !== undefined) {
      this.#add(partition, name);
    }
  }

  /** Sends a part. */
  async addPart(temporary: string, boardId: string, part: DatasetPart): Promise<void> {
    await this.place(temporary, "metrics", partitionName(boardId), datasetPartName(part));
  }

  /** Removes a part. */
  async removePart(boardId: string, part: DatasetPart): Promise<void> {
    await this.#lease.renew(this.#options);
    const [partition, name] = [partitionName(boardId), datasetPartName(part)];
    await this.#store.delete(`metrics/${partition}/${name}`, this.#options);
    this.#partitions.get(partition)?.delete(name);
  }

  /** Lets others export. */
  async [Symbol.asyncDispose](): Promise<void> {
    removeTreeIfThere(this.#tempDir);
    await this.#lease.release();
    this.#store[Symbol.dispose]();
  }

  async #list(): Promise<void> {
    for await (const page of this.#store.list("", this.#options)) {
      for (const { key } of page) {
        const [folder, partition, name, ...others] = key.split("/");
        if (key === RUNS_KEY) this.#hasRuns = true;
        if (folder !== "metrics" || name === undefined || others.length > 0) continue;
        this.#add(partition ?? "", name);
      }
    }
  }

  #add(partition: string, name: string): void {
    const names = this.#partitions.get(partition) ?? new Set();
    this.#partitions.set(partition, names.add(name));
  }
}

/** A store without anything may become a data set; any other must be one. */
async function checkMarker(store: Store, options: StoreCallOptions): Promise<void> {
  const found = await readObject(store, MARKER_KEY, MAX_MARKER_BYTES, options);
  if (found !== undefined) {
    const marker = parseDatasetMarker(new TextDecoder().decode(found.bytes));
    const { format, version } = DATASET_FORMAT;
    if (marker.format === format && marker.version === version) return;
    throw datasetRefusal(store.address, otherVersion(marker));
  }
  for await (const page of store.list("", options)) {
    const other = page.find(({ key }) => !key.startsWith("_kobo/"));
    if (other === undefined) continue;
    throw datasetRefusal(store.address, `one with other things in it, such as ${other.key}`);
  }
  const bytes = new TextEncoder().encode(`${JSON.stringify(DATASET_FORMAT)}\n`);
  await store.put(MARKER_KEY, bytes, "absent", options).catch((error) => {
    if (!isStoreError(error, "conflict")) throw error; // Another has just begun it.
  });
}
