import { dirname, join } from "@std/path";
import { download } from "../../../stores/download.ts";
import type { Store } from "../../../stores/store.ts";
import { isStoreError } from "../../../stores/store_error.ts";

/** The objects of a store in a folder, where others than us can read them. */
export class ObjectsCopy {
  readonly #store: Store;
  readonly #folder: string;
  /** The version of each object that is in the folder. */
  readonly #versions = new Map<string, string>();

  /** Copies nothing yet. @param folder Nothing must be in it. */
  constructor(store: Store, folder: string) {
    this.#store = store;
    this.#folder = folder;
  }

  /** Brings the folder up to what the store has now: fetches what is new or another one, removes what is gone. */
  async update(): Promise<void> {
    const gone = new Set(this.#versions.keys());
    for await (const page of this.#store.list("")) {
      for (const { key, version } of page) {
        gone.delete(key);
        if (version !== undefined && this.#versions.get(key) === version) continue;
        this.#remove(key);
        const path = join(this.#folder, key);
        await Deno.mkdir(dirname(path), { recursive: true });
        try {
          this.#versions.set(key, await download(this.#store, key, path));
        } catch (error) {
          if (!isStoreError(error, "not_found")) throw error;
          Deno.removeSync(path); // It went meanwhile.
        }
      }
    }
    for (const key of gone) this.#remove(key);
  }

  #remove(key: string): void {
    if (this.#versions.delete(key)) Deno.removeSync(join(this.#folder, key));
  }
}
