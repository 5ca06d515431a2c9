import type { SqlReply } from "../../protocol/api.ts";

/** DuckDB's numeric types. */
const NUMBER_TYPE = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/;

/** The indices of the numeric columns of a result. */
export function numberColumns({ columns }: SqlReply): number[] {
  return columns.flatMap(({ type }, i) => NUMBER_TYPE.test(type) ? [i] : []);
}
