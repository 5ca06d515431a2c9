import { dirname, join } from "@std/path";
import { download } from "../../../stores/download.ts";
import type { Store } from "../../../stores/store.ts";
import { StoreError } from "../../../stores/store_error.ts";

/** Copies all objects of a store to a folder, those that go meanwhile left out. */
export async function copyObjects(store: Store, folder: string): Promise<void> {
  for await (const page of store.list("")) {
    for (const { key } of page) {
      const path = join(folder, key);
      await Deno.mkdir(dirname(path), { recursive: true });
      await download(store, key, path).catch((error) => {
        if (!(error instanceof StoreError && error.kind === "not_found")) throw error;
      });
    }
  }
}
