import { HIVE_NO_VALUE } from "../../format/hive_no_value.ts";

// deno-lint-ignore no-control-regex -- Control characters are to be found.
const UNSAFE = /[\u0001-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

/**
 * What programs that read the data set make of a board's id; `undefined` where they take it as it is.
 * To PyArrow one id is none however its characters are written.
 */
export function partitionProblem(boardId: string): string | undefined {
  if (boardId !== HIVE_NO_VALUE) return undefined;
  return `PyArrow and Polars take the id "${boardId}" for none, and pandas reads no data set with it: ` +
    "rename the board's folder, and remove the old one from the data set";
}

/** Values that Hive, Spark and DuckDB take for none, in any case; not where a character is escaped. */
const NO_VALUE = new RegExp(`^(${HIVE_NO_VALUE}|null)$`, "i");

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
