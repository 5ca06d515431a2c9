import { isTerminal } from "../../system/terminal.ts";
import type { BoardReader } from "../../reader/mod.ts";
import { print } from "../output/print.ts";
import { printJson } from "../output/print_json.ts";
import { formatCount, formatNumber, plural } from "../text/format_number.ts";
import { jsonFields, jsonRecord } from "../text/json_value.ts";
import { outputWidth } from "../text/output_width.ts";
import { applyStyle } from "../text/terminal_style.ts";
import { textTable } from "../text/text_table.ts";
import { nameNotFoundError } from "./name_not_found.ts";

/** `kobo show --table`: prints the last table of a name, or the one of a step. */
export async function showTable(
  reader: BoardReader,
  name: string,
  { step, limit, json }: { step?: number; limit?: number; json?: boolean },
): Promise<void> {
  const shownStep = step ?? await lastStep(reader, name);
  const [table] = shownStep === undefined ? [] : await reader.tables({ name, step: shownStep });
  if (table === undefined) throw await nameNotFoundError(reader, "tables", name, step);
  const rows = table.rows.slice(0, limit);
  const files = new Map(
    (await reader.media({ step: table.step })).map(({ mediaId, path }) => [mediaId, path]),
  );
  /** The file of a media cell; `undefined` for any other cell. */
  const fileOf = (cell: unknown) => {
    const isMedia = typeof cell === "object" && cell !== null && "mediaId" in cell;
    return isMedia ? files.get(String(cell.mediaId)) ?? `media ${cell.mediaId}` : undefined;
  };
  if (json) {
    const records = rows.map((row) =>
      jsonRecord(table.columns.map((column, index) => [column, fileOf(row[index]) ?? row[index]]))
    );
    return printJson({ ...jsonFields(table), rows: records });
  }
  const { text } = textTable(
    table.columns.map((title, index) => ({
      title,
      align: table.columnTypes[index] === "number" ? "right" : "left",
      minWidth: 8,
    })),
    rows.map((row) =>
      row.map((cell) => {
        const file = fileOf(cell);
        if (file !== undefined) return { text: fileName(file), style: "cyan" };
        return typeof cell === "number" ? formatNumber(cell) : String(cell ?? "");
      })
    ),
    outputWidth(),
  );
  print(text);
  if (!isTerminal("stdout")) return;
  const shown = rows.length < table.rows.length ? `${formatCount(rows.length)} of ` : "";
  const summary = `${shown}${plural(table.rows.length, "row")}, step ${formatCount(table.step)}`;
  print(applyStyle("dim", `${summary}\n`));
}

async function lastStep(reader: BoardReader, name: string): Promise<number | undefined> {
  const { rows: [[step] = []] } = await reader.sql(
    "SELECT max(step) FROM tables WHERE name = $name",
    { name },
  );
  return typeof step === "number" ? step : undefined;
}

/** The board may have been written on another operating system. */
function fileName(path: string): string {
  return path.slice(path.search(/[^\\/]*$/));
}
