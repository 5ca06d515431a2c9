import type { BoardReader } from "../../../reader/mod.ts";
import type { TextsQuery, TextsReply } from "../../protocol/api.ts";
import { QUERY_MS } from "./query_ms.ts";

const MAX_TEXTS = 200;

/** The last values of a metric of texts, the last one first. */
export async function readTexts(
  reader: BoardReader,
  { name }: TextsQuery,
  signal?: AbortSignal,
): Promise<TextsReply> {
  const column = `"${name.replaceAll('"', '""')}"`;
  const { rows } = await reader.sql(
    `SELECT step, ${column}::VARCHAR FROM metrics WHERE ${column} IS NOT NULL
     ORDER BY step DESC LIMIT ${MAX_TEXTS}`,
    undefined,
    { signal, timeoutMs: QUERY_MS, maxRows: MAX_TEXTS },
  );
  return { texts: rows.map(([step, text]) => ({ step: Number(step), text: String(text) })) };
}
