// deno-lint-ignore no-control-regex -- Control characters are to be found.
const UNSAFE = /[\u0001-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

/** For Hive, and for PyArrow however its characters are written: a board of this id has none there. */
const NO_VALUE_FOR_ARROW = "__HIVE_DEFAULT_PARTITION__";

/** What programs that read the data set make of a board's id; `undefined` where they take it as it is. */
export function partitionProblem(boardId: string): string | undefined {
  if (boardId !== NO_VALUE_FOR_ARROW) return undefined;
  return `PyArrow and Polars take the id "${boardId}" for none, and pandas reads no data set with it: ` +
    "rename the board's folder, and remove the old one from the data set";
}

/** Values that Hive, Spark and DuckDB take for none, in any case; not where a character is escaped. */
const NO_VALUE = /^(__HIVE_DEFAULT_PARTITION__|null)$/i;

/**
 * The name of a board's folder in a data set, `board_id=<id>`. The characters
 * that Hive and Spark escape become `%XX`. No others do, as Spark reads each
 * `%XX` as a character, not as a byte of UTF-8.
 */
export function partitionName(boardId: string): string {
  const unsafe = NO_VALUE.test(boardId) ? /^./ : UNSAFE;
  return `board_id=${boardId.replace(unsafe, escapeCharacter)}`;
}

function escapeCharacter(character: string): string {
  return "%" + character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
}
