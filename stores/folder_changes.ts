/**
 * What whoever keeps a store's folder is told at the very moment of a change: nothing else of this
 * process happens in between.
 */
export interface FolderChanges {
  /** A file is whole, and about to have its key. What this throws refuses it. */
  beforeNaming?: () => void;
  /** A file has its key. @param replaced How many bytes the one had that was there before, if one was. */
  onNamed?: (replaced?: number) => void;
  /** A file was removed. @param bytes How many it had. */
  onRemoved?: (bytes: number) => void;
}
