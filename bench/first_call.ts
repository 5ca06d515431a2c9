import { Board } from "../mod.ts";
import { type Figures, median } from "./table.ts";

const BACKENDS = ["duckdb", "parquet"] as const;
const TITLES = { duckdb: "DuckDB", parquet: "Parquet" };
/** How many metrics the first call has that no call had before. */
const WIDTHS = [1, 10, 1000, 16_000];

/** What a process of its own has measured, in milliseconds. */
interface FirstCall {
  newMs: number;
  firstMs: number;
  nextMs: number;
}

/** How long a script stands still for its first board and its first call, each in a new process. */
export function measureFirstCall(runs: number): Promise<Figures[]> {
  const figures = BACKENDS.map((backend): Figures => {
    const rows: Figures["rows"] = [];
    for (const width of WIDTHS) {
      const all = Array.from({ length: runs }, () => runOnce(backend, width));
      const middle = (key: keyof FirstCall) => median(all.map((each) => each[key]));
      const names = width === 1 ? "1 new name" : `${width} new names`;
      if (width === 1) rows.push({ what: "`new Board()`", median: middle("newMs") });
      rows.push({ what: `the first \`log()\`, of ${names}`, median: middle("firstMs") });
      if (width === 1) rows.push({ what: "the next one", median: middle("nextMs") });
    }
    return { title: `The first call, ${TITLES[backend]}`, unit: "ms", ratios: false, rows };
  });
  return Promise.resolve(figures);
}

function runOnce(backend: string, width: number): FirstCall {
  const path = (name: string) => new URL(name, import.meta.url).pathname;
  const program = [path("./first_call.ts"), backend, String(width)];
  const { success, stdout } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", path("../deno.json"), ...program],
  }).outputSync();
  if (!success) throw new Error("The script failed");
  return JSON.parse(new TextDecoder().decode(stdout));
}

if (import.meta.main) {
  const [backend, width] = Deno.args;
  const baseDir = Deno.makeTempDirSync();
  const values = Object.fromEntries(
    Array.from({ length: Number(width) }, (_, i) => [`metric_${i}`, i]),
  );
  const times = [performance.now()];
  const board = new Board({
    name: "bench",
    baseDir,
    captureOutput: false,
    backend: backend as "duckdb" | "parquet",
  });
  times.push(performance.now());
  for (let call = 0; call < 2; call++) {
    board.log(values);
    times.push(performance.now());
  }
  const [newMs = NaN, firstMs, nextMs] = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  await board.finish();
  Deno.removeSync(baseDir, { recursive: true });
  console.log(JSON.stringify({ newMs, firstMs, nextMs }));
  Deno.exit(0);
}
