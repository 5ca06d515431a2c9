import { readObject } from "../read_object.ts";
import type { Store, StoreCallOptions } from "../store.ts";
import { StoreError } from "../store_error.ts";

/** Marks a store as one of boards. */
export const MARKER_KEY = "kobo_boards.json";

const FORMAT = { format: "kohakuboard boards", version: 1 };
const MAX_BYTES = 64 * 1024;

/** What the mark holds. @param probe Tells it from others that mean the same. */
export function markerBytes(probe?: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify({ ...FORMAT, probe })}\n`);
}

/** Whether a store has the mark of boards. @throws {StoreError} `invalid` for a later version's. */
export async function hasMarker(store: Store, options: StoreCallOptions): Promise<boolean> {
  const marker = await readObject(store, MARKER_KEY, MAX_BYTES, options);
  if (marker === undefined) return false;
  const text = new TextDecoder().decode(marker.bytes);
  const { format, version } = parse(text);
  if (format === FORMAT.format && version === FORMAT.version) return true;
  throw new StoreError(
    "invalid",
    `Cannot use ${store.address}: its ${MARKER_KEY} is not of version ${FORMAT.version}, which ` +
      "this version of @kohakuboard/client knows",
  );
}

function parse(text: string): { format?: unknown; version?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
