import { messageOf } from "../../system/message_of.ts";

/** The first line of an error's message: DuckDB appends where in a query, or how, it failed. */
export function firstLineOf(error: unknown): string {
  const [line = ""] = messageOf(error).split("\n");
  return line;
}
