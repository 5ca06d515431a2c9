import { BoardReadError, QueryError } from "../reader/shared/errors.ts";
import { isSystemError } from "../system/error_code.ts";
import { StoreError } from "../stores/store_error.ts";

/** Whether an error says something of one board, so that the others are sent or fetched all the same. */
export function isOfBoard(error: unknown): error is Error {
  return error instanceof BoardReadError || error instanceof QueryError ||
    error instanceof StoreError || isSystemError(error);
}
