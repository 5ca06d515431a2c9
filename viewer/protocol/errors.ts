import * as v from "@badrap/valita";

/** The schema of {@linkcode ErrorKind}. */
export const errorKind = v.union(
  // 404: there is no such board, file or address.
  v.literal("not_found"),
  // 400, 405, 413, 415: the request is malformed, or the query is wrong.
  v.literal("bad_request"),
  // 401, 403, 409: the token is missing, a foreign page asks, or it is not allowed.
  v.literal("forbidden"),
  // 401: a team's server wants a token first.
  v.literal("sign_in"),
  // 504: a query exceeded its time limit.
  v.literal("timeout"),
  // 499: the client gave the request up.
  v.literal("cancelled"),
  // 503: too many requests at once; try again.
  v.literal("busy"),
  // 500: a fault of the server; 422: a board that cannot be read; 400: a query that failed.
  v.literal("failed"),
);

/** What went wrong, for programs. */
export type ErrorKind = v.Infer<typeof errorKind>;

/** The schema of {@linkcode ErrorReply}. */
export const errorReply = v.object({
  /** What went wrong, in plain words, to be shown as text. */
  error: v.string(),
  /** What went wrong, for programs. */
  kind: errorKind,
});

/** The reply to a request that failed. */
export type ErrorReply = v.Infer<typeof errorReply>;
