import type {
  DuckDBArrayType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  DuckDBType,
} from "@duckdb/node-api";
import { DuckDBTypeId } from "../duckdb/duckdb_bundle.js";
import { quoteName } from "../../backends/duckdb/quote.ts";

/** In the text of a type, whatever it is nested in. */
const INEXACT = /\b(U?HUGEINT|INTERVAL|TIME WITH TIME ZONE)\b/;

/**
 * The type under which a Parquet file keeps all of a value; `undefined` where that is the column's
 * own. Parquet has no integers of 128 bits, such as the sum of a BIGINT is, and DuckDB writes doubles;
 * no intervals of microseconds or below zero; no time with an offset, which would be another time.
 */
export function exactParquetType(
  type: DuckDBType,
  of128Bits = "DECIMAL(38, 0)",
): string | undefined {
  return INEXACT.test(String(type)) ? exact(type, of128Bits) : undefined;
}

function exact(type: DuckDBType, of128Bits: string): string {
  switch (type.typeId) {
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return of128Bits;
    case DuckDBTypeId.INTERVAL:
    case DuckDBTypeId.TIME_TZ:
      return "VARCHAR";
    case DuckDBTypeId.LIST:
      return `${exact((type as DuckDBListType).valueType, of128Bits)}[]`;
    case DuckDBTypeId.ARRAY: {
      const { valueType, length } = type as DuckDBArrayType;
      return `${exact(valueType, of128Bits)}[${length}]`;
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      const entries = entryNames.map((name, i) =>
        `${quoteName(name)} ${exact(entryTypes[i]!, of128Bits)}`
      );
      return `STRUCT(${entries.join(", ")})`;
    }
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type as DuckDBMapType;
      return `MAP(${exact(keyType, of128Bits)}, ${exact(valueType, of128Bits)})`;
    }
    default:
      return String(type);
  }
}
