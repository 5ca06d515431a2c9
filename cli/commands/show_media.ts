import { isTerminal } from "../../system/terminal.ts";
import { join } from "@std/path";
import type { BoardReader } from "../../reader/mod.ts";
import { print } from "../output/print.ts";
import { printJson } from "../output/print_json.ts";
import { formatBytes, formatCount, plural } from "../text/format_number.ts";
import { jsonFields } from "../text/json_value.ts";
import { outputWidth } from "../text/output_width.ts";
import { applyStyle } from "../text/terminal_style.ts";
import { textTable } from "../text/text_table.ts";
import { nameNotFoundError } from "./name_not_found.ts";

/** `kobo show --media`: lists the rows of `media` and their files, all or those of one name. */
export async function showMedia(
  reader: BoardReader,
  name: string | undefined,
  { step, limit, json }: { step?: number; limit?: number; json?: boolean },
): Promise<void> {
  const media = await reader.media({ name, step, limit });
  if (media.length === 0 && name !== undefined) {
    throw await nameNotFoundError(reader, "media", name, step);
  }
  if (json) return printJson(media.map(jsonFields));
  const hasCaptions = media.some(({ caption }) => caption !== null);
  const { text } = textTable(
    [
      { title: "STEP", align: "right" },
      { title: "NAME", minWidth: 12 },
      { title: "TYPE", dropRank: 3 },
      { title: "PIXELS", align: "right", dropRank: 2 },
      { title: "SIZE", align: "right", dropRank: 1 },
      ...(hasCaptions ? [{ title: "CAPTION", minWidth: 8, dropRank: 4 }] : []),
      { title: "FILE" },
    ],
    media.map(({ caption, width, height, ...row }) => [
      formatCount(row.step),
      row.name,
      row.type,
      width === null || height === null ? "" : `${width} × ${height}`,
      row.sizeBytes === null ? "" : formatBytes(row.sizeBytes),
      ...(hasCaptions ? [caption ?? ""] : []),
      row.filename ?? "not stored",
    ]),
    outputWidth(),
  );
  print(text);
  if (!isTerminal("stdout")) return;
  const summary = `${plural(media.length, "row")} in ${join(reader.boardDir, "media")}`;
  print(applyStyle("dim", `${summary}\n`));
}
