import type { BoardReader } from "../../../reader/mod.ts";
import type { FilesReply } from "../../protocol/api.ts";
import { QUERY_MS } from "./query_ms.ts";

const MAX_ROWS = 10_000;
/** More of it is no remark, and would fill the reply. */
const MAX_METADATA_LENGTH = 10_000;

/**
 * The rows of the table files.
 *
 * @param options The names of contents that are elsewhere, and come when they are asked for.
 */
export async function readFiles(
  reader: BoardReader,
  id: string,
  { elsewhere = [], signal }: { elsewhere?: readonly string[]; signal?: AbortSignal } = {},
): Promise<FilesReply> {
  const there = new Set(elsewhere);
  const rows = await reader.files({}, { signal, timeoutMs: QUERY_MS });
  return {
    rows: rows.slice(-MAX_ROWS).map(({ path, filename, timestamp, metadata, ...row }) => ({
      number: row.number,
      step: row.step,
      timestamp: timestamp?.toISOString() ?? null,
      name: row.name,
      sizeBytes: row.sizeBytes,
      sha256: row.sha256,
      metadata: metadata && JSON.stringify(metadata).slice(0, MAX_METADATA_LENGTH),
      url: (path !== null || there.has(filename))
        ? `files/${encodeURIComponent(id)}/${encodeURIComponent(filename)}`
        : null,
      filename,
    })),
  };
}
