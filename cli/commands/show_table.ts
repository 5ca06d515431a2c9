import type { BoardReader } from "../../reader/mod.ts";
import { formatCount, formatNumber, plural } from "../text/format.ts";
import { jsonFields, jsonRecord } from "../text/json_value.ts";
import { print } from "../output/print.ts";
import { outputWidth, paint } from "../text/terminal_style.ts";
import { textTable } from "../text/text_table.ts";
import { nameError } from "./name_error.ts";

/** `kobo show --table`: the table that was logged last under a name, or at a step. */
export async function showTable(
  reader: BoardReader,
  name: string,
  { step, limit, json }: { step?: number; limit?: number; json?: boolean },
): Promise<void> {
  const at = step ?? await lastStep(reader, name);
  const [table] = at === undefined ? [] : await reader.tables({ name, step: at });
  if (table === undefined) throw await nameError(reader, "tables", name, step);
  const rows = table.rows.slice(0, limit);
  const files = new Map(
    (await reader.media({ step: table.step })).map(({ mediaId, path }) => [mediaId, path]),
  );
  const fileOf = (cell: unknown) => {
    const isMedia = typeof cell === "object" && cell !== null && "mediaId" in cell;
    return isMedia ? files.get(String(cell.mediaId)) ?? `media ${cell.mediaId}` : undefined;
  };
  if (json) {
    const records = rows.map((row) =>
      jsonRecord(table.columns.map((column, index) => [column, fileOf(row[index]) ?? row[index]]))
    );
    const content = { ...jsonFields(table), rows: records };
    return print(JSON.stringify(content, null, 2) + "\n");
  }
  const { text } = textTable(
    table.columns.map((title, index) => ({
      title,
      align: table.columnTypes[index] === "number" ? "right" : "left",
      least: 8,
    })),
    rows.map((row) =>
      row.map((cell) => {
        const file = fileOf(cell);
        if (file !== undefined) return { text: file.split(/[\\/]/).at(-1)!, style: "cyan" };
        return typeof cell === "number" ? formatNumber(cell) : String(cell ?? "");
      })
    ),
    outputWidth(),
  );
  print(text);
  if (Deno.stdout.isTerminal()) {
    const first = rows.length < table.rows.length ? `${formatCount(rows.length)} of ` : "";
    const count = plural(table.rows.length, "row");
    print(paint("dim", `${first}${count}, step ${formatCount(table.step)}\n`));
  }
}

async function lastStep(reader: BoardReader, name: string): Promise<number | undefined> {
  const { rows: [[step]] } = await reader.sql("SELECT max(step) FROM tables WHERE name = $name", {
    name,
  });
  return step === null ? undefined : Number(step);
}
