import { StoreError } from "../../stores/store_error.ts";

/**
 * Whether an error of `syncAnnotations()` says nothing of the boards, which are shown without: what a
 * store or the cache has of annotations is damaged, or may not be read or written, or a server of an
 * earlier version gives none.
 */
export function isAnnotationsAlone(error: unknown): boolean {
  if (error instanceof DOMException) return false; // It was cancelled.
  return !(error instanceof StoreError) || error.kind === "invalid" || error.kind === "denied";
}
