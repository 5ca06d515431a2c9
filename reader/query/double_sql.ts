/** A number in SQL. Without its type it would be a decimal: slow, and inexact where it is long. */
export function doubleSql(value: number): string {
  return `'${value}'::DOUBLE`;
}
