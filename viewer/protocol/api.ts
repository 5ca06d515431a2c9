/**
 * The API between the viewer's server and its page, which both import from
 * here. Each request and reply is described once, as a schema; this module
 * exports the types alone, so that the page loads no schema.
 *
 * | method and path | request | reply |
 * |---|---|---|
 * | `GET /api/info` | | {@linkcode InfoReply} |
 * | `GET /api/boards` | `?since=<version>` | {@linkcode BoardsReply}: all boards, or those that changed since; 204 if that is still the version |
 * | `PATCH /api/boards/:id` | {@linkcode AnnotationsPatch} | {@linkcode Annotations} |
 * | `DELETE /api/boards/:id` | {@linkcode DeleteRequest} | {@linkcode DeleteReply} |
 * | `GET /api/boards/:id` | | {@linkcode BoardReply} |
 * | `POST /api/boards/:id/read` | `{}` | {@linkcode BoardReply}: the board is read anew, even one that has ended the processes that read it |
 * | `POST /api/series` | {@linkcode SeriesRequests} | frames, see `series_frame.ts` |
 * | `POST /api/groups` | {@linkcode GroupsRequest} | one frame per group, see `groups_frame.ts` |
 * | `GET /api/boards/:id/media` | {@linkcode RowsQuery} | {@linkcode MediaReply} |
 * | `GET /api/boards/:id/tables` | {@linkcode RowsQuery} | {@linkcode TablesReply} |
 * | `GET /api/boards/:id/histograms` | {@linkcode RowsQuery} | {@linkcode HistogramsReply} |
 * | `GET /api/boards/:id/files` | | {@linkcode FilesReply} |
 * | `GET /api/boards/:id/alerts` | | {@linkcode AlertsReply} |
 * | `GET /api/boards/:id/steps` | {@linkcode StepsQuery} | {@linkcode StepsReply} |
 * | `GET /api/boards/:id/texts` | {@linkcode TextsQuery} | {@linkcode TextsReply} |
 * | `GET /api/boards/:id/logs/output`, `…/writer` | `?offset=<byte>` or `?before=<byte>` | {@linkcode LogReply} |
 * | `GET /media/:id/:filename` | `Range` | the file |
 * | `GET /files/:id/:filename` | `Range` | a file that was logged |
 * | `POST /api/sql` | {@linkcode SqlRequest} | {@linkcode SqlReply} |
 * | `POST /api/session` | {@linkcode SessionRequest} | {@linkcode Person}: the browser is logged in, and has a cookie |
 * | `DELETE /api/session` | `{}` | `{}`: the browser is logged out |
 * | `GET /api/events` | | server-sent events, see {@linkcode ViewerEvents} |
 *
 * - `:id` and `:filename` are one path segment each, through `encodeURIComponent`.
 * - A body is JSON with `Content-Type: application/json`, at most 1 MiB.
 * - Every reply to a request that failed is an {@linkcode ErrorReply}.
 * - `POST`, `PATCH` and `DELETE` need the token in the header `X-Kobo-Token` of
 *   `token_header.ts`. The page finds it in index.html, as
 *   `<meta name="kobo-token" content="…">`. `POST /api/series` and `/api/groups`,
 *   which change nothing, work without. On an address other than loopback every request needs the token, in
 *   the header or in a cookie, which `/?token=` with the code of a printed address sets, once.
 * - On a server with tokens of people (`kobo serve`), all but the page itself and `/api/session`
 *   needs one: `Authorization: Bearer kobo_…` of a program, or the cookie of a browser that is
 *   logged in, with the token of the page for changes. `routes.ts` says which role each route needs.
 * - Numbers that JSON does not have are the strings `"NaN"`, `"Infinity"` and
 *   `"-Infinity"`: see {@linkcode JsonNumber}. Times are ISO 8601, UTC.
 * - A query is cancelled when the connection of its request ends.
 *
 * @module
 */
export type * from "./alerts.ts";
export type * from "./annotations.ts";
export type * from "./board.ts";
export type * from "./boards.ts";
export type * from "./errors.ts";
export type * from "./events.ts";
export type * from "./groups.ts";
export type * from "./files.ts";
export type * from "./histograms.ts";
export type * from "./info.ts";
export type * from "./json.ts";
export type * from "./logs.ts";
export type * from "./media.ts";
export type * from "./media_kind.ts";
export type * from "./person.ts";
export type * from "./rows.ts";
export type * from "./series.ts";
export type * from "./session.ts";
export type * from "./sql.ts";
export type * from "./tables.ts";
export type * from "./texts.ts";
