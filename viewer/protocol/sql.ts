import * as v from "@badrap/valita";
import { boardId } from "./boards.ts";
import { type Json, json } from "./json.ts";
import { expecting, fields, integer, type Sent, text } from "./schema.ts";

const MAX_BOARDS = 10_000;
const MAX_PARAMS = 1000;

/** The schema of {@linkcode SqlParam}. */
export const sqlParam = v.union(v.null(), v.boolean(), v.number(), v.string());

/** A value for a parameter of a query. */
export type SqlParam = v.Infer<typeof sqlParam>;

const sqlParams = v.union(v.array(sqlParam), v.record(sqlParam))
  .assert((params) => Object.keys(params).length <= MAX_PARAMS);

/** The schema of {@linkcode SqlRequest}. */
export const sqlRequest = fields({
  /** One query that reads, at most 100,000 characters. */
  query: text(100_000),
  /** The one board to query: the views are metrics, media, tables and histograms. */
  board: boardId.optional(),
  /**
   * The boards to query together: the views begin with `board_id`, and `runs`
   * has one row per board. Default, without `board` either: all boards.
   */
  boards: expecting(
    v.array(v.string()).assert((ids) => ids.length <= MAX_BOARDS),
    `a list of at most ${MAX_BOARDS} texts`,
  ).optional(),
  /** Values of `$1`, `$2` … as a list, of `$name` as an object. Default: none. */
  params: expecting(
    v.union(v.null().map(() => undefined), sqlParams),
    `a list or an object of at most ${MAX_PARAMS} plain values`,
  ).optional(),
  /** How many rows at most; 1 to 10,000. Default: 1000. */
  maxRows: integer(1, 10_000).optional(() => 1000),
  /** How long the query may take, in milliseconds; 1 to 30,000. Default: 10,000. */
  timeoutMs: integer(1, 30_000).optional(() => 10_000),
}).chain((request) =>
  request.board === undefined || request.boards === undefined
    ? v.ok(request)
    : v.err({ message: 'left out beside "board"', path: ["boards"] })
);

/** A {@linkcode SqlRequest} with all its defaults. */
export type CheckedSqlRequest = v.Infer<typeof sqlRequest>;

/** Body of `POST /api/sql`. */
export type SqlRequest = Sent<CheckedSqlRequest, "maxRows" | "timeoutMs">;

/**
 * A cell of a query's result: timestamps are ISO 8601 with all their digits, dates `2026-01-02`,
 * integers beyond ±2^53 and decimals of more than 15 digits text, bytes text in hex (`0x…`), other
 * numbers as `JsonNumber`.
 */
export type SqlCell = Json;

/** The schema of {@linkcode SqlReply}. */
export const sqlReply = v.object({
  /** Name and DuckDB type of each column; names may repeat. */
  columns: v.array(v.object({ name: v.string(), type: v.string() })),
  /** The rows, with their cells in the order of the columns. */
  rows: v.array(v.array(json)),
  /** Whether there were more rows. */
  truncated: v.boolean(),
  /** How long it took, in milliseconds. */
  ms: v.number(),
});

/** Reply of `POST /api/sql`. */
export type SqlReply = v.Infer<typeof sqlReply>;
