import {
  type DuckDBArrayType,
  type DuckDBListType,
  type DuckDBMapType,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from "@duckdb/node-api";
import { quoteName } from "../../backends/duckdb/quote.ts";

/**
 * The type under which a Parquet file keeps all digits; `undefined` where that is the column's own.
 * Parquet has no integers of 128 bits, such as the sum of a BIGINT is, and DuckDB writes doubles.
 */
export function exactParquetType(type: DuckDBType): string | undefined {
  return /\bU?HUGEINT\b/.test(String(type)) ? exact(type) : undefined;
}

function exact(type: DuckDBType): string {
  switch (type.typeId) {
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return "DECIMAL(38, 0)";
    case DuckDBTypeId.LIST:
      return `${exact((type as DuckDBListType).valueType)}[]`;
    case DuckDBTypeId.ARRAY: {
      const { valueType, length } = type as DuckDBArrayType;
      return `${exact(valueType)}[${length}]`;
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      const entries = entryNames.map((name, i) => `${quoteName(name)} ${exact(entryTypes[i]!)}`);
      return `STRUCT(${entries.join(", ")})`;
    }
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type as DuckDBMapType;
      return `MAP(${exact(keyType)}, ${exact(valueType)})`;
    }
    default:
      return String(type);
  }
}
