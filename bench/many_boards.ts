import { join } from "@std/path";
import { Board } from "../mod.ts";

/** So many runs are logged; the others are copies of them, with another id, name and start. */
const TEMPLATES = 20;
const ROWS = 100;
const METRICS = Array.from({ length: 10 }, (_, metric) => `train/metric_${metric}`);

/**
 * Makes a folder of many finished boards, half of them of each backend, or takes the one that an
 * earlier run has made: to make 5,000 takes a minute.
 *
 * @returns The folder, in that for temporary files.
 */
export async function manyBoards(count: number): Promise<string> {
  const baseDir = join(Deno.env.get("TMPDIR") ?? "/tmp", `kohakuboard_bench_boards_${count}`);
  const done = join(baseDir, ".done");
  if (isFile(done)) return baseDir;
  Deno.mkdirSync(baseDir, { recursive: true });
  const templates = Array.from({ length: Math.min(count, TEMPLATES) }, (_, run) => idOf(run));
  for (const [run, boardId] of templates.entries()) await logRun(baseDir, boardId, run);
  for (let run = TEMPLATES; run < count; run++) {
    const template = join(baseDir, templates[run % TEMPLATES] ?? "");
    copyBoard(template, join(baseDir, idOf(run)), run);
  }
  Deno.writeTextFileSync(done, "");
  return baseDir;
}

function idOf(run: number): string {
  return `run_${String(run).padStart(5, "0")}`;
}

async function logRun(baseDir: string, boardId: string, run: number): Promise<void> {
  const board = new Board({
    name: `run ${run}`,
    boardId,
    baseDir,
    captureOutput: false,
    backend: run % 2 === 0 ? "duckdb" : "parquet",
    config: { lr: 10 ** -(1 + run % 4), model: { depth: run % 7 } },
  });
  for (let step = 0; step < ROWS; step++) {
    board.log(Object.fromEntries(METRICS.map((name, i) => [name, Math.sin(step * (i + run + 1))])));
  }
  await board.finish();
}

function copyBoard(from: string, to: string, run: number): void {
  copyTree(from, to);
  for (const name of ["metadata.json", "metadata.backup.json"]) {
    const metadata = JSON.parse(Deno.readTextFileSync(join(to, name)));
    const created = new Date(Date.parse(metadata.created_at) + 60_000 * run).toISOString();
    // Without a checksum of the text it is right as it is.
    const own = { name: `run ${run}`, board_id: idOf(run), created_at: created, checksum: null };
    Deno.writeTextFileSync(join(to, name), JSON.stringify({ ...metadata, ...own }, null, 2));
  }
}

function copyTree(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copyTree(join(from, name), join(to, name));
    else Deno.copyFileSync(join(from, name), join(to, name));
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
