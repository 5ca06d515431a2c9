// deno-lint-ignore no-control-regex -- Control characters are to be found.
const UNSAFE = /[\u0001-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

/**
 * The name of a board's folder in a data set, `board_id=<id>`. The characters
 * that Hive and Spark escape become `%XX`. No others do, as Spark reads each
 * `%XX` as a character, not as a byte of UTF-8.
 */
export function partitionName(boardId: string): string {
  const escaped = boardId.replace(
    UNSAFE,
    (character) => "%" + character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0"),
  );
  return `board_id=${escaped}`;
}
