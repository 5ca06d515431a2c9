import type { DuckDBPreparedStatement } from "@duckdb/node-api";
import { QueryError } from "../shared/errors.ts";
import type { SqlParams } from "./sql_result.ts";
import { toDuckDbParam } from "./sql_value.ts";

/**
 * Gives a statement the values of its parameters.
 *
 * @throws {QueryError} Of the kind `syntax`, where one is missing or too many.
 */
export function bindParams(statement: DuckDBPreparedStatement, params: SqlParams = []): void {
  const given = new Map(
    Array.isArray(params)
      ? params.map((value, index) => [String(index + 1), value])
      : Object.entries(params).map(([name, value]) => [name.replace(/^\$/, ""), value]),
  );
  const expected = Array.from(
    { length: statement.parameterCount },
    (_, index) => statement.parameterName(index + 1),
  );
  const names = [...given.keys()];
  const isComplete = expected.every((name) => given.has(name)) &&
    names.every((name) => expected.includes(name));
  if (!isComplete) {
    const list = (names: readonly string[]) => names.map((name) => `$${name}`).join(", ") || "none";
    throw new QueryError(
      "syntax",
      `Cannot bind the parameters: expected ${list(expected)}, received ${list(names)}`,
    );
  }
  for (const [index, name] of expected.entries()) {
    const { value, type } = toDuckDbParam(given.get(name)!);
    statement.bindValue(index + 1, value, type);
  }
}
