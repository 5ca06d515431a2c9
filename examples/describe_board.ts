import { DuckDBInstance } from "@duckdb/node-api";
import { dirname, join } from "@std/path";

/** Describes the content of a finished board's folder, as DuckDB and the file system see it. */
export async function describeBoard(boardDir: string): Promise<string> {
  const { status } = JSON.parse(await Deno.readTextFile(join(boardDir, "metadata.json")));
  const lines = [`${boardDir} (${status})`];
  let mediaCount = 0;
  let mediaBytes = 0;
  for (const path of await filesIn(boardDir)) {
    const { size } = await Deno.stat(join(boardDir, path));
    if (dirname(path) !== "media") {
      lines.push(`  ${path}, ${size.toLocaleString("en")} bytes`);
      continue;
    }
    mediaCount++;
    mediaBytes += size;
  }
  if (mediaCount > 0) {
    lines.push(`  media/, ${mediaCount} files of ${mediaBytes.toLocaleString("en")} bytes`);
  }
  for (const { name, rowCount, columns } of await readTables(join(boardDir, "data"))) {
    lines.push(`  table ${name}: ${rowCount} rows of ${columns.join(", ")}`);
  }
  return lines.join("\n");
}

interface Table {
  name: string;
  rowCount: number;
  columns: string[];
}

async function readTables(dataDir: string): Promise<Table[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const query = async (sql: string) => (await connection.runAndReadAll(sql)).getRows();
  const tables: Table[] = [];
  for (const { name, source } of await sources()) {
    const [count] = await query(`SELECT count(*) FROM ${source}`);
    const rowCount = Number(count?.[0]);
    if (rowCount === 0) continue;
    const columns = await query(`DESCRIBE SELECT * FROM ${source}`);
    tables.push({ name, rowCount, columns: columns.map(([name, type]) => `${name} ${type}`) });
  }
  instance.closeSync();
  return tables;

  async function sources(): Promise<{ name: string; source: string }[]> {
    const files = await filesIn(dataDir);
    if (files.includes("board.duckdb")) {
      await query(`ATTACH '${escape(join(dataDir, "board.duckdb"))}' AS board (READ_ONLY)`);
      const names = await query("SELECT table_name FROM duckdb_tables() ORDER BY table_oid");
      return names.map(([name]) => ({ name: String(name), source: `board.main.${name}` }));
    }
    return files.filter((file) => !file.endsWith(".columns.jsonl")).map((file) => ({
      name: file.replace(/\..*/, ""),
      source: `'${escape(join(dataDir, file))}'`, // DuckDB recognizes Parquet and JSON Lines by the extension.
    }));
  }
}

async function filesIn(dir: string, prefix = ""): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(dir, prefix))) {
    const path = join(prefix, name);
    if (isDirectory) files.push(...await filesIn(dir, path));
    else files.push(path);
  }
  return files.sort();
}

function escape(text: string): string {
  return text.replaceAll("'", "''");
}
