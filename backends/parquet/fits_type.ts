import type { ColumnType } from "../../format/tables.ts";

/** What a footer says of a column's values; of one with a list, of the list's items. */
export interface ColumnKind {
  /** The physical type, by its number in the format. */
  physical?: number;
  /** What the values are, as earlier versions of the format say it. */
  converted?: number;
  /** What they are as later ones say it: the field of the union. */
  logical?: number;
}

const INT32 = 1, INT64 = 2, INT96 = 3, FLOAT = 4, DOUBLE = 5, BYTE_ARRAY = 6;
/** Decimals, dates and times, which are kept as integers. */
const CONVERTED_NO_INTEGERS = { first: 5, last: 10 };
const LOGICAL_NO_INTEGERS = { first: 5, last: 8 };
const CONVERTED_TIMESTAMPS = { first: 9, last: 10 };
const LOGICAL_TIMESTAMP = 8;
const CONVERTED_UTF8 = 0;
const LOGICAL_STRING = 1;

/** Whether the values of a column are of the type, in a way that DuckDB reads them so. */
export function fitsType(kind: ColumnKind, isList: boolean, type: ColumnType): boolean {
  switch (type) {
    case "int64":
    case "int32":
      return !isList && holdsIntegers(kind);
    case "int64[]":
      return isList && holdsIntegers(kind);
    case "double":
      return !isList && holdsNumbers(kind);
    case "double[]":
      return isList && holdsNumbers(kind);
    case "timestamp":
      return !isList && holdsTimes(kind);
    case "string":
      return !isList && holdsTexts(kind);
    case "boolean":
      return !isList && kind.physical === 0;
  }
}

function holdsIntegers({ physical, converted, logical }: ColumnKind): boolean {
  return (physical === INT32 || physical === INT64) &&
    !isWithin(converted, CONVERTED_NO_INTEGERS) && !isWithin(logical, LOGICAL_NO_INTEGERS);
}

function holdsNumbers(kind: ColumnKind): boolean {
  return kind.physical === DOUBLE || kind.physical === FLOAT || holdsIntegers(kind);
}

function holdsTimes({ physical, converted, logical }: ColumnKind): boolean {
  if (physical === INT96) return true;
  return physical === INT64 &&
    (logical === LOGICAL_TIMESTAMP || isWithin(converted, CONVERTED_TIMESTAMPS));
}

function holdsTexts({ physical, converted, logical }: ColumnKind): boolean {
  return physical === BYTE_ARRAY && (converted === CONVERTED_UTF8 || logical === LOGICAL_STRING);
}

function isWithin(value: number | undefined, range: { first: number; last: number }): boolean {
  return value !== undefined && value >= range.first && value <= range.last;
}
