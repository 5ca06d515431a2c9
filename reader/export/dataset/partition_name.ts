// deno-lint-ignore no-control-regex -- they are what is looked for
const UNSAFE = /[\u0001-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

/**
 * The folder of a board in a data set, `board_id=<id>`, with those characters
 * as `%XX` that Hive and Spark write so. All others stay as they are: Spark
 * takes each `%XX` for a character, not for a byte of UTF-8.
 */
export function partitionName(boardId: string): string {
  const escaped = boardId.replace(
    UNSAFE,
    (character) => "%" + character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0"),
  );
  return `board_id=${escaped}`;
}
