/**
 * A name, quoted for SQL.
 *
 * @throws {RangeError} Where it has a NUL, which would end the statement that it is in.
 */
export function quoteName(name: string): string {
  if (name.includes("\0")) {
    throw new RangeError(`Cannot query ${JSON.stringify(name)}: SQL has no names with NUL`);
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text, quoted for SQL. One with NUL is an expression, as no literal can have that. */
export function quoteText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\0") ? `(${quoted.replaceAll("\0", "' || chr(0) || '")})` : quoted;
}
