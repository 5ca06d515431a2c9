import { assert, assertEquals } from "@std/assert";
import { openBoards } from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { Random } from "../../support/random.ts";
import { checkPoints, type LoggedRun } from "./logged_runs.ts";

/** Makes the rows of a group's run by its number: what it logs at each step. */
type ValuesOf = (run: number, random: Random) => (number | undefined)[];

const any = (random: Random) => (random.next() - 0.3) * 10 ** Math.floor(random.next() * 6);
const values = (count: number, value: (step: number) => number | undefined) =>
  Array.from({ length: count }, (_, step) => value(step));
const usual: ValuesOf = (_, random) => values(200, () => any(random));
/** But one step of the third run. */
const butOne = (value: number | undefined): ValuesOf => (run, random) =>
  values(200, (step) => run === 2 && step === 150 ? value : any(random));

const CASES: Record<string, { runCount?: number; valuesOf: ValuesOf }> = {
  "the same steps": { valuesOf: usual },
  "one run alone": { runCount: 1, valuesOf: usual },
  "one run with NaN": { runCount: 1, valuesOf: (_, random) => [any(random), NaN, any(random)] },
  "two runs": { runCount: 2, valuesOf: usual },
  "more runs than are put beside each other": { runCount: 23, valuesOf: usual },
  "every seventh step": {
    valuesOf: (_, random) => values(200, (step) => step % 7 === 3 ? any(random) : undefined),
  },
  "other steps in one run, and as many": {
    valuesOf: (run, random) =>
      values(200, (step) => step % 2 === (run === 1 ? 1 : 0) ? any(random) : undefined),
  },
  "one value missing": { valuesOf: butOne(undefined) },
  "one value NaN": { valuesOf: butOne(NaN) },
  "one run shorter": {
    valuesOf: (run, random) => values(run === 1 ? 120 : 200, () => any(random)),
  },
  "one run shorter, of as many rows": {
    valuesOf: (run, random) =>
      values(200, (step) => run === 1 && step > 120 ? undefined : any(random)),
  },
  "zeros and the same value in all": { valuesOf: () => values(200, (step) => step % 3) },
};

Deno.test("grouped() of runs with the same steps, and with nearly the same", async (t) => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const random = new Random(seed);
  await using boards = new OpenBoards();
  const runsOf = new Map<string, LoggedRun[]>();
  for (const [name, { runCount = 5, valuesOf }] of Object.entries(CASES)) {
    for (let run = 0; run < runCount; run++) {
      const backend = run % 2 === 0 ? "duckdb" : "parquet";
      const board = boards.open({ name: "sweep", backend, config: { name } });
      const rows = valuesOf(run, random).map((value, step) => ({
        step,
        global: Math.floor(step / 3),
        value,
      }));
      for (const { step, value } of rows) {
        if (step % 3 === 0) board.step();
        board.log(value === undefined ? { other: 1 } : { loss: value });
      }
      await board.finish();
      runsOf.set(name, [...runsOf.get(name) ?? [], { lr: 0, rows }]);
    }
  }
  await using reader = await openBoards(boards.dir.path);
  for (const x of ["step", "global_step"] as const) {
    const axis = x === "step" ? "step" : "global";
    for (const band of ["std", "sem", "minmax"] as const) {
      for (const range of [{}, { from: 30, to: 60 }, { from: 140.5, to: 160, outside: true }]) {
        await t.step(`${band} over ${x} ${JSON.stringify(range)}`, async () => {
          const options = { by: ["config.name"], x, band, ...range };
          const { groups } = await reader.grouped("loss", options);
          assertEquals(groups.length, runsOf.size);
          for (const group of groups) {
            const name = String(group.key[0]);
            const runs = runsOf.get(name) ?? [];
            checkPoints(group, runs, axis, options, `${name}, seed ${seed}`);
            const { from = -Infinity, to = Infinity } = options;
            const inside = new Set(
              runs.flatMap(({ rows }) =>
                rows.flatMap((row) => row.value === undefined ? [] : row[axis])
              ).filter((x) => x >= from && x <= to),
            );
            const given = [...group.x].filter((x) => x >= from && x <= to);
            assertEquals(given, [...inside].sort((a, b) => a - b), name);
            assert("outside" in range || given.length === group.x.length);
          }
        });
      }
    }
  }
});

Deno.test("grouped() of runs with the same steps, one of which has an infinite value", async () => {
  await using boards = new OpenBoards();
  const runs: LoggedRun[] = [];
  for (let run = 0; run < 3; run++) {
    const board = boards.open({ name: "sweep" });
    const rows = [1, 2, run === 1 ? -Infinity : 3, 4].map((value, step) => ({
      step,
      global: step,
      value: value + run,
    }));
    for (const { value } of rows) board.log({ loss: value });
    await board.finish();
    runs.push({ lr: 0, rows });
  }
  await using reader = await openBoards(boards.dir.path);
  for (const band of ["std", "minmax"] as const) {
    const { groups: [group] } = await reader.grouped("loss", { band });
    assert(group !== undefined);
    checkPoints(group, runs, "step", { band });
    assertEquals([...group.x], [0, 1, 2, 3]);
  }
});
