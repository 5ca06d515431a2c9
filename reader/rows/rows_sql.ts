import { doubleSql } from "../query/double_sql.ts";
import { quoteText } from "../../backends/duckdb/quote.ts";
import type { LogTable } from "../../format/tables.ts";
import { checkKnownOptions } from "../shared/check_known_options.ts";
import type { MediaFilter } from "./rows.ts";

/** A table whose rows are logged under a name. */
export type NamedTable = Exclude<LogTable, "metrics">;

const MEDIA_TYPES = ["image", "video", "audio"];

/** The query for the rows of a table that match a filter, in the order in which they were logged. */
export function rowsSql(relation: string, filter: MediaFilter): string {
  const { name, type, step, from, to, limit } = filter;
  const conditions = [
    name !== undefined && `name = ${quoteText(name)}`,
    type !== undefined && `type = ${quoteText(type)}`,
    step !== undefined && `step = ${step}`,
    from !== undefined && `step >= ${doubleSql(from)}`,
    to !== undefined && `step <= ${doubleSql(to)}`,
  ].filter((condition) => condition !== false);
  // Without ORDER BY the rows of a step keep the order in which they were logged.
  return `SELECT * FROM ${relation}
    ${conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : ""}
    ${limit === undefined ? "" : `LIMIT ${limit}`}`;
}

/** Checks a filter, before anything is read. */
export function checkRowFilter(table: NamedTable | "files", filter: MediaFilter): void {
  const known = ["name", ...table === "media" ? ["type"] : [], "step", "from", "to", "limit"];
  checkKnownOptions(`read the ${table}`, filter, known);
  const { name, type, step, from, to, limit } = filter;
  const refuse = (option: string, expected: string, received: unknown) => {
    throw new RangeError(
      `Cannot read the ${table}: expected ${option} to be ${expected}, received ${
        String(received)
      }`,
    );
  };
  if (name !== undefined && typeof name !== "string") refuse("name", "a string", name);
  if (type !== undefined && !MEDIA_TYPES.includes(type)) {
    refuse("type", `one of ${MEDIA_TYPES.join(", ")}`, type);
  }
  if (step !== undefined && !Number.isSafeInteger(step)) refuse("step", "an integer", step);
  for (const [option, value] of Object.entries({ from, to })) {
    if (value !== undefined && !Number.isFinite(value)) refuse(option, "a number", value);
  }
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 1)) {
    refuse("limit", "an integer of 1 or more", limit);
  }
}
