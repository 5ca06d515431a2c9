import { METADATA_FILE } from "../format/metadata.ts";
import { hasMarker, MARKER_KEY, markerBytes } from "../stores/remote/marker.ts";
import type { PutCondition, Store, StoreCallOptions } from "../stores/store.ts";
import { isStoreError, StoreError } from "../stores/store_error.ts";

/** No object is of it. */
const NO_VERSION = { version: '"00000000000000000000000000000000"' };

/**
 * Checks that a store has boards, or nothing yet, and then marks it.
 *
 * @param dryRun Whether an empty store is to stay so.
 * @throws {StoreError} `invalid` where it holds something else, a later version's boards, or the
 * store does not keep to conditions, so that two who write would overwrite each other.
 */
export async function checkTarget(
  store: Store,
  { dryRun, signal }: { dryRun: boolean } & StoreCallOptions,
): Promise<void> {
  const isMarked = await hasMarker(store, { signal });
  if (!isMarked) await checkEmpty(store, { signal });
  if (dryRun) return;
  const ignores = (condition: string) =>
    new StoreError(
      "invalid",
      `Cannot sync to ${store.address}: the store replaces objects that were to be written only ` +
        `${condition}, so that two who write would overwrite each other`,
    );
  // Each with content of its own: of an attempt whose answer was lost, a store takes what is there
  // for what it has written where that is the same.
  const isRefused = (condition: PutCondition, probe?: string) =>
    store.put(MARKER_KEY, markerBytes(probe), condition, { signal }).then(() => false, (error) => {
      if (isStoreError(error, "conflict")) return true;
      throw error;
    });
  // Where another has just marked it, too, the first one is refused already.
  if (!await isRefused("absent") && !await isRefused("absent", crypto.randomUUID())) {
    throw ignores("where there are none (If-None-Match)");
  }
  if (!await isRefused(NO_VERSION, crypto.randomUUID())) {
    throw ignores("where they are of a version (If-Match)");
  }
}

async function checkEmpty(store: Store, options: StoreCallOptions): Promise<void> {
  for await (const page of store.list("", options)) {
    const keys = page.map(({ key }) => key);
    const [first] = keys;
    if (first === undefined) continue;
    // Another has marked it meanwhile.
    if (keys.includes(MARKER_KEY) && await hasMarker(store, options)) return;
    const found = keys.includes(METADATA_FILE) ? "a board" : `other things, such as ${first}`;
    throw new StoreError(
      "invalid",
      `Cannot sync to ${store.address}: expected boards of an earlier sync, or nothing; it holds ` +
        found,
    );
  }
}
