import type { DuckDBArrayType, DuckDBListType, DuckDBType } from "@duckdb/node-api";
import { DuckDBTypeId } from "../duckdb/duckdb_bundle.js";

const FLOATS: readonly DuckDBTypeId[] = [DuckDBTypeId.DOUBLE, DuckDBTypeId.FLOAT];

/** The option of `COPY` by which a Parquet file has no dictionaries, which lose the sign of a zero. */
export const NO_DICTIONARIES = ", DICTIONARY_SIZE_LIMIT 0";

/**
 * SQL that tells whether a value has a -0 in it, by its text where it is nested;
 * `undefined` for a type that cannot.
 */
export function negativeZeroSql(value: string, type: DuckDBType): string | undefined {
  if (FLOATS.includes(type.typeId)) return `${value} = 0 AND signbit(${value})`;
  if (type.typeId === DuckDBTypeId.LIST || type.typeId === DuckDBTypeId.ARRAY) {
    const { valueType } = type as DuckDBListType | DuckDBArrayType;
    if (FLOATS.includes(valueType.typeId)) {
      const zeros = `list_filter(${value}::${valueType}[], lambda v: v = 0 AND signbit(v))`;
      return `len(${zeros}) > 0`;
    }
  }
  const hasFloats = /\b(DOUBLE|FLOAT)\b/.test(String(type));
  return hasFloats ? `contains(${value}::VARCHAR, '-0.0')` : undefined;
}
