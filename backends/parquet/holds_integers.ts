/** What a footer says of a column's values; a group of columns says nothing. */
export interface ColumnKind {
  /** The physical type, by its number in the format. */
  physical?: number;
  /** What the values are, as earlier versions of the format say it. */
  converted?: number;
  /** What they are as later ones say it: the field of the union. */
  logical?: number;
}

const [INT32, INT64] = [1, 2];
/** Decimals, dates and times, which are kept as integers. */
const CONVERTED_NO_INTEGERS = { first: 5, last: 10 };
const LOGICAL_NO_INTEGERS = { first: 5, last: 8 };

/** Whether the values of a column are whole numbers. */
export function holdsIntegers({ physical, converted, logical }: ColumnKind): boolean {
  return (physical === INT32 || physical === INT64) &&
    !isWithin(converted, CONVERTED_NO_INTEGERS) && !isWithin(logical, LOGICAL_NO_INTEGERS);
}

function isWithin(value: number | undefined, range: { first: number; last: number }): boolean {
  return value !== undefined && value >= range.first && value <= range.last;
}
