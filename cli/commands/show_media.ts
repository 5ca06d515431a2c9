import { join } from "@std/path";
import type { BoardReader } from "../../reader/mod.ts";
import { formatBytes, formatCount, plural } from "../text/format.ts";
import { jsonFields } from "../text/json_value.ts";
import { print } from "../output/print.ts";
import { outputWidth, paint } from "../text/terminal_style.ts";
import { textTable } from "../text/text_table.ts";
import { nameError } from "./name_error.ts";

/** `kobo show --media`: the rows of media and their files, all or those of a name. */
export async function showMedia(
  reader: BoardReader,
  name: string | undefined,
  { step, limit, json }: { step?: number; limit?: number; json?: boolean },
): Promise<void> {
  const media = await reader.media({ name, step, limit });
  if (media.length === 0 && name !== undefined) throw await nameError(reader, "media", name, step);
  if (json) {
    return print(JSON.stringify(media.map(jsonFields), null, 2) + "\n");
  }
  const hasCaptions = media.some(({ caption }) => caption !== null);
  const { text } = textTable(
    [
      { title: "STEP", align: "right" },
      { title: "NAME", least: 12 },
      { title: "TYPE", drop: 3 },
      { title: "PIXELS", align: "right", drop: 2 },
      { title: "SIZE", align: "right", drop: 1 },
      ...(hasCaptions ? [{ title: "CAPTION", least: 8, drop: 4 }] : []),
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
  if (Deno.stdout.isTerminal()) {
    print(paint("dim", `${plural(media.length, "row")} in ${join(reader.boardDir, "media")}\n`));
  }
}
