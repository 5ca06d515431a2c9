/**
 * Callbacks of whoever keeps a store's folder. They run in the same turn of the event loop as the
 * change, so nothing else of this process happens in between.
 */
export interface FolderChanges {
  /** A file is whole, and about to have its key. What this throws refuses it. */
  beforeNaming?: () => void;
  /** A file has its key. @param replaced How many bytes the one had that was there before, if one was. */
  onNamed?: (replaced?: number) => void;
  /** A file was removed. @param bytes How many it had. */
  onRemoved?: (bytes: number) => void;
}
