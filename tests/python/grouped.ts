/**
 * What pandas makes of the same runs as `grouped()`: part of `deno task test:python`.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { openBoards } from "../../reader/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { OpenBoards } from "../board/open_boards.ts";
import { Random } from "../support/random.ts";
import { pythonEnvironment } from "./environment.ts";

const SEED = Number(Deno.env.get("KOBO_GROUPED_SEED") ?? Date.now() % 1e6);
const STEPS = 50;

const environment = await pythonEnvironment();
const isMissing = typeof environment === "string";
if (isMissing) console.warn(`Python's tests are left out: ${environment}`);
const python = isMissing ? "" : environment.python;

type Numbers = Record<
  "mean" | "median" | "std" | "sem" | "min" | "max" | "q1" | "q3" | "n",
  number
>;
type Found = Record<string, Record<string, Record<keyof Numbers, number | "NaN">>>;

Deno.test({
  name: `pandas finds the same mean, median, bands and n of groups, seed ${SEED}`,
  ignore: isMissing,
  async fn() {
    await using boards = new OpenBoards();
    const random = new Random(SEED);
    const runs = [];
    for (let i = 0; i < 20; i++) {
      const lr = random.pick([0.1, 0.01]);
      const board = boards.open({
        backend: i % 2 === 0 ? "duckdb" : "parquet",
        name: "sweep",
        config: { lr },
      });
      const length = random.integer(200, 1000);
      for (let step = 0; step < length; step++) {
        if (step % 4 === 0) board.step();
        if (random.chance(0.15)) board.log({ other: 1 });
        else board.log({ loss: random.chance(0.1) ? NaN : random.next() - 0.4 });
      }
      await board.finish();
      runs.push({ dir: board.boardDir, key: String(lr) });
    }
    await using reader = await openBoards(boards.dir.path);
    for (const [x, last] of [["step", 999], ["global_step", 249]] as const) {
      const steps = Array.from({ length: STEPS }, () => random.integer(0, last));
      const found = await byPandas({ boards: runs, metric: "loss", axis: x, steps });
      // Zoomed out and in, thinned and not.
      const zoom = { from: Math.min(...steps), to: Math.max(...steps) };
      for (const options of [{}, zoom, { maxPoints: 400 }]) {
        await compare(found, reader, x, options);
      }
    }
  },
});

async function compare(
  found: Found,
  reader: Awaited<ReturnType<typeof openBoards>>,
  x: "step" | "global_step",
  options: { from?: number; to?: number; maxPoints?: number },
): Promise<void> {
  for (
    const [band, low, high] of [
      ["std", "std", "std"],
      ["sem", "sem", "sem"],
      ["minmax", "min", "max"],
      ["quartiles", "q1", "q3"],
    ] as const
  ) {
    for (const center of ["mean", "median"] as const) {
      const by = ["config.lr"];
      const { groups } = await reader.grouped("loss", { by, x, center, band, ...options });
      assertEquals(groups.length, Object.keys(found).length);
      for (const group of groups) {
        for (const [step, raw] of Object.entries(found[String(group.key[0])] ?? {})) {
          const i = group.x.indexOf(Number(step));
          if (i === -1 && options.maxPoints !== undefined) continue;
          const at = Object.fromEntries(
            Object.entries(raw).map(([name, value]) => [name, Number(value)]),
          ) as Numbers;
          const isDeviation = band === "std" || band === "sem";
          const expected = {
            n: at.n,
            center: at[center],
            low: isDeviation ? at[center] - at[low] : at[low],
            high: isDeviation ? at[center] + at[high] : at[high],
          };
          for (const name of ["n", "center", "low", "high"] as const) {
            const actual = group[name][i] ?? Infinity;
            const isSame = Number.isNaN(expected[name])
              ? Number.isNaN(actual)
              : Math.abs(actual - expected[name]) <= 1e-12;
            assert(
              isSame,
              `${name} of ${center} with ${band} at ${x} ${step}: ${actual}, pandas ` +
                `has ${expected[name]}, seed ${SEED}`,
            );
          }
        }
      }
    }
  }
}

async function byPandas(request: unknown): Promise<Found> {
  using dir = new TempDir();
  const path = dir.join("request.json");
  await Deno.writeTextFile(path, JSON.stringify(request));
  const program = fromFileUrl(new URL("grouped.py", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(python, { args: [program, path] })
    .output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
