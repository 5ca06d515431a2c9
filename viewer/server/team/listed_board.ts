import { METADATA_KEY } from "../../../format/remote_names.ts";
import type { StoredObject } from "../../../stores/store.ts";
import { isStoreError } from "../../../stores/store_error.ts";

/**
 * The objects of a board in a list of all boards. Of one that the server may not look into these are
 * its metadata: whoever reads them is told why, and sees the other boards.
 */
export async function* listedBoard(
  boardId: string,
  objects: AsyncIterable<StoredObject[]>,
): AsyncGenerator<StoredObject[]> {
  try {
    yield* objects;
  } catch (error) {
    if (!isStoreError(error, "denied")) throw error;
    yield [{ key: `${boardId}/${METADATA_KEY}`, size: 0 }];
  }
}
