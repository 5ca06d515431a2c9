import type { BoardReader } from "../../../reader/mod.ts";
import type { AlertRowJson, AlertsReply } from "../../protocol/api.ts";
import { QUERY_MS } from "./query_ms.ts";

const MAX_ROWS = 1000;
/** More of a text is no remark, and would fill the reply. */
const MAX_TITLE = 500;
const MAX_TEXT = 2000;

/** The rows of the table alerts. */
export async function readAlerts(reader: BoardReader, signal?: AbortSignal): Promise<AlertsReply> {
  const { rows } = await reader.sql(
    `SELECT number::DOUBLE, step::DOUBLE, epoch_ms(timestamp::TIMESTAMP)::DOUBLE, level::VARCHAR,
      left(title::VARCHAR, ${MAX_TITLE}), left(text::VARCHAR, ${MAX_TEXT})
      FROM alerts ORDER BY number DESC LIMIT ${MAX_ROWS}`,
    undefined,
    { signal, timeoutMs: QUERY_MS },
  );
  return {
    rows: rows.reverse().map(([number, step, at, level, title, text]): AlertRowJson => ({
      number: Number(number),
      step: step === null ? null : Number(step),
      timestamp: at === null ? null : new Date(Number(at)).toISOString(),
      level: level === "info" || level === "error" ? level : "warn",
      title: String(title ?? ""),
      text: text === null ? null : String(text),
    })),
  };
}
