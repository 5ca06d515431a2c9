/** A place between two frames of the journal. */
export interface JournalPosition {
  /** The segment's number. */
  segment: number;
  /** Bytes from the segment's start. */
  offset: number;
}

/** Whether one position in the journal comes before another. */
export function isBefore(a: JournalPosition, b: JournalPosition): boolean {
  return a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset);
}
