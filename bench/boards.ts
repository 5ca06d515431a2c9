import type { ManyBoards } from "./boards_run.ts";
import type { Figures } from "./table.ts";

const COUNTS = [1, 10, 100];
const BACKENDS = { duckdb: "DuckDB", parquet: "Parquet" };

/** What many boards in one process cost, one run each. */
export function measureBoards(): Figures[] {
  const figures: Figures[] = [];
  for (const [backend, title] of Object.entries(BACKENDS)) {
    const runs = COUNTS.map((count) => ({ count, taken: runBoards(backend, count) }));
    const rowsOf = (key: keyof ManyBoards) =>
      runs.map(({ count, taken }) => ({
        what: `${count} board${count === 1 ? "" : "s"} in the process`,
        median: taken[key],
      }));
    const shared = { ratios: false } as const;
    figures.push(
      {
        ...shared,
        title: `One call of ten scalars each 25 ms, per board, ${title}: the median`,
        unit: "µs",
        rows: rowsOf("medianUs"),
        note: `Means: ${
          runs.map(({ taken }) => taken.meanUs.toFixed(1)).join(", ")
        } µs. Where the ` +
          "machine has fewer processors than boards at work, the system takes the processor from the " +
          "script's thread in the midst of some calls.",
      },
      {
        ...shared,
        title: `Start of a board, ${title}: \`new Board()\` and its first call`,
        unit: "ms",
        rows: rowsOf("startMs"),
        note:
          "All but the first board of a process wait until Deno has started their writer's thread.",
      },
      {
        ...shared,
        title: `Memory per board, ${title}`,
        unit: "MB",
        rows: rowsOf("rss"),
        note:
          "Each board has a writer in a thread of its own, with a JavaScript engine of its own: one " +
          "that is slow, hangs or dies holds up and takes away no other board's. About 10 MB are the " +
          "engine's, 4 MB the writer's code, 4 MB DuckDB's, 18 MB those of Parquet's encoder; what is " +
          "more are rows, and memory that the allocator keeps.",
      },
    );
  }
  return figures;
}

function runBoards(backend: string, count: number): ManyBoards {
  const path = (name: string) => new URL(name, import.meta.url).pathname;
  const { success, stdout } = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--config",
      path("../deno.json"),
      path("./boards_run.ts"),
      backend,
      String(count),
    ],
  }).outputSync();
  if (!success) throw new Error("The boards failed");
  return JSON.parse(new TextDecoder().decode(stdout));
}
