import { formatCount, plural } from "../text/format_number.ts";
import { terminalText } from "../text/terminal_text.ts";
import { type BoardSelection, selectBoards } from "./select_boards.ts";

/** Why a list is empty: there are no boards, or none matches; then also a pattern that would match. */
export async function noBoardsText(baseDir: string, selection: BoardSelection): Promise<string> {
  const find = (selection: BoardSelection) =>
    selectBoards(baseDir, selection, { counts: false, sizes: false });
  const { status, name, group, tag } = selection;
  const filters = [
    ...status === undefined ? [] : [`--status ${status}`],
    ...name === undefined ? [] : [`--name ${JSON.stringify(name)}`],
    ...group === undefined ? [] : [`--group ${JSON.stringify(group)}`],
    ...(tag ?? []).map((one) => `--tag ${JSON.stringify(one)}`),
  ];
  const all = await find({});
  if (filters.length === 0 || all.length === 0) return `No boards in ${baseDir}`;
  let hint = "";
  const part = name?.replace(/^\*+|\*+$/g, "");
  for (const pattern of part === undefined ? [] : [`${part}*`, `*${part}*`]) {
    const { length } = await find({ status, name: pattern, group, tag });
    if (length === 0) continue;
    hint = `; --name takes the whole name or a pattern: ${JSON.stringify(pattern)} matches ` +
      formatCount(length);
    break;
  }
  const none = all.length === 1 ? "The only board" : `None of the ${plural(all.length, "board")}`;
  const matches = all.length === 1 ? "does not match" : "matches";
  return terminalText(`${none} in ${baseDir} ${matches} ${filters.join(" ")}${hint}`);
}
