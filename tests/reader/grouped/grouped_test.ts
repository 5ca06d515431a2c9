import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type GroupedOptions, openBoards, QueryError } from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { Random } from "../../support/random.ts";
import { assertNear, checkPoints, type LoggedRun, mean } from "./logged_runs.ts";

const SEED = Number(Deno.env.get("KOBO_GROUPED_SEED") ?? 17);
const SEEDED = `seed ${SEED}`;

/** Runs of both backends and of different lengths, with NaN, infinities and steps without a value. */
async function makeRuns(boards: OpenBoards): Promise<LoggedRun[]> {
  const random = new Random(SEED);
  const runs: LoggedRun[] = [];
  for (let i = 0; i < 8; i++) {
    const lr = [0.1, 0.01][i % 2] ?? 0;
    const board = boards.open({
      backend: i % 4 < 2 ? "duckdb" : "parquet",
      name: "sweep",
      boardId: `run_${i}`,
      config: { optimizer: { lr }, seed: i, ...i === 0 ? { only: true } : {} },
      ...i < 3 ? { group: "first", tags: i === 0 ? ["b", "a"] : ["a", "b"] } : {},
    });
    const run: LoggedRun = { lr, rows: [] };
    const length = 100 + Math.floor(random.next() * 200);
    for (let step = 0; step < length; step++) {
      if (step % 3 === 0) board.step();
      const chance = random.next();
      const value = chance < 0.1
        ? undefined
        : chance < 0.2
        ? NaN
        : chance < 0.22
        ? Infinity
        : (random.next() - 0.3) * 10 ** Math.floor(random.next() * 6);
      board.log(value === undefined ? { text: "none" } : { loss: value, text: "some" });
      run.rows.push({ step, global: Math.floor(step / 3), value });
    }
    await board.finish();
    runs.push(run);
  }
  return runs;
}

Deno.test("grouped() computes mean, median, bands and n of all rows at each x", async (t) => {
  await using boards = new OpenBoards();
  const runs = await makeRuns(boards);
  await using reader = await openBoards(boards.dir.path);
  const by = ["config.optimizer.lr"];
  const ofLr = (key: unknown) => runs.filter(({ lr }) => lr === key);

  for (const x of ["step", "global_step"] as const) {
    const axis = x === "step" ? "step" : "global";
    for (const center of ["mean", "median"] as const) {
      for (const band of ["std", "sem", "minmax", "quartiles"] as const) {
        await t.step(`${center} with ${band} over ${x}`, async () => {
          const options = { by, x, center, band };
          const { groups, bucketWidth } = await reader.grouped("loss", options);
          assertEquals(bucketWidth, undefined);
          assertEquals(groups.map(({ key }) => key), [[0.01], [0.1]]);
          for (const group of groups) {
            const members = ofLr(group.key[0]);
            const all = new Set(
              members.flatMap(({ rows }) =>
                rows.filter(({ value }) => value !== undefined).map((row) => row[axis])
              ),
            );
            assertEquals([...group.x], [...all].sort((a, b) => a - b));
            assertEquals(group.xCount, all.size);
            checkPoints(group, members, axis, options, SEEDED);
          }
        });
      }
    }
  }

  await t.step("zoomed in: the same values, with the nearest x beside the range", async () => {
    const options = { by, from: 40.5, to: 60, outside: true };
    const { groups: [group] } = await reader.grouped("loss", options);
    assert(group !== undefined);
    const inside = group.x.filter((x) => x >= 40.5 && x <= 60);
    assertEquals(group.x.length, inside.length + 2);
    checkPoints(group, ofLr(0.01), "step", options, SEEDED);
  });

  await t.step(
    "zoomed in where the nearest x are far, or on one side alone, or there are none",
    async () => {
      const lone = boards.open({ name: "rare", config: { optimizer: { lr: 7 } } });
      for (let step = 0; step <= 300; step++) {
        lone.log(step % 100 === 0 ? { rare: step } : { other: step });
      }
      await lone.finish();
      await using rare = await openBoards([lone.boardDir], {});
      for (
        const [from, to, expected] of [
          [120, 130, [100, 200]],
          [100, 130, [0, 100, 200]],
          [250, 400, [200, 300]],
          [-50, 20, [0, 100]],
          [310, 400, []],
          [210, undefined, [200, 300]],
          [undefined, 90, [0, 100]],
        ] as const
      ) {
        const { groups: [group] } = await rare.grouped("rare", { from, to, outside: true });
        assertEquals([...group?.x ?? [], group?.xCount], [...expected, expected.length]);
        assertEquals([...group?.center ?? []], [...expected]);
      }
    },
  );

  await t.step("thinned: fewer points, each of them exact, extremes among them", async () => {
    const whole = (await reader.grouped("loss", { by, band: "minmax" })).groups[0];
    const thinned = (await reader.grouped("loss", { by, band: "minmax", maxPoints: 60 })).groups[0];
    assert(whole !== undefined && thinned !== undefined);
    assert(thinned.x.length <= 60 && thinned.xCount === whole.x.length);
    checkPoints(thinned, ofLr(0.01), "step", { band: "minmax" }, SEEDED);
    const finite = (values: Float64Array) => [...values].filter(Number.isFinite);
    assertEquals(Math.min(...finite(thinned.low)), Math.min(...finite(whole.low)));
    assertEquals(Math.max(...finite(thinned.high)), Math.max(...finite(whole.high)));
    assertEquals(Math.min(...thinned.n), Math.min(...whole.n));
  });

  await t.step("time and another metric: buckets of a stated width, each run once", async () => {
    for (const x of ["elapsed", "timestamp", { metric: "loss" }] as const) {
      const { groups, bucketWidth = 0 } = await reader.grouped("loss", { by, x, buckets: 7 });
      assert(bucketWidth > 0);
      for (const group of groups) {
        assert(group.x.length >= 1 && group.x.length <= 7);
        assert(group.n.every((n) => n <= 4));
      }
    }
    // One bucket: each run is its own mean.
    const { groups } = await reader.grouped("loss", { by, x: "elapsed", buckets: 1 });
    for (const group of groups) {
      const means = ofLr(group.key[0]).map(({ rows }) =>
        mean(rows.flatMap(({ value }) => value === undefined || Number.isNaN(value) ? [] : value))
      );
      assertNear(group.center[0] ?? 0, mean(means), "one bucket");
      assertEquals(group.n[0], 4);
    }
  });

  await t.step("several keys, a function, one group of all, and runs without a value", async () => {
    const keys = async (by?: GroupedOptions["by"]) =>
      (await reader.grouped("loss", { by })).groups.map((
        { key, boardIds },
      ) => [key, boardIds.length]);
    assertEquals(await keys(), [[[], 8]]);
    assertEquals(await keys(["config.only"]), [[[true], 1], [[null], 7]]);
    assertEquals(await keys(["group", "tags"]), [[["first", ["a", "b"]], 3], [[null, null], 5]]);
    assertEquals((await keys(["config.optimizer.lr", "config.seed"])).length, 8);
    assertEquals(await keys(({ boardId }) => boardId === "run_0" ? "first" : undefined), [
      [["first"], 1],
    ]);
  });

  await t.step("what cannot be is refused, and says what was expected", async () => {
    const refused = async (options: unknown, message: string, name = "loss") => {
      const error = await assertRejects(
        () => reader.grouped(name, options as GroupedOptions),
        Error,
      );
      assertStringIncludes(error.message, message);
    };
    await refused({ by: ["config.optimizer.lrr"] }, 'is it "config.optimizer.lr"');
    await refused({ by: "config.lr" }, "expected by to be a list of fields");
    await refused({ bands: "std" }, '"bands"');
    await refused({ band: "stdev" }, "one of std, sem, minmax, quartiles");
    await refused({ x: "time" }, "one of step, global_step, timestamp, elapsed");
    await refused({ x: { metric: "los" } }, 'no board has numbers of "los"');
    await refused({ buckets: 0 }, "an integer from 1 to 100000");
    await refused({ maxPoints: 1.5 }, "an integer of 1 or more");
    await refused({ from: 2, to: 1 }, "expected to to be 2 or more");
    await refused({}, 'is it "loss"?', "los");
    await refused({}, "all boards that have it have texts", "text");
    await assertRejects(
      () => reader.grouped("loss", { signal: AbortSignal.abort() }),
      QueryError,
      "cancelled",
    );
  });
});

Deno.test("grouped() takes any finite values, and names the boards it leaves out", async () => {
  await using boards = new OpenBoards();
  for (const [i, values] of [[1e300, 1, 5], [-1e300, Infinity, 5], [1e300, -Infinity]].entries()) {
    const board = boards.open({ name: "great", boardId: `great_${i}` });
    for (const great of values) board.log({ great });
    await board.finish();
  }
  const other = boards.open({ name: "other", boardId: "other" });
  other.log({ small: 1 });
  await other.finish();
  await Deno.mkdir(boards.dir.join("broken"));
  await Deno.writeTextFile(boards.dir.join("broken", "metadata.json"), "{");
  await using reader = await openBoards(boards.dir.path);
  const { groups: [group] } = await reader.grouped("great");
  assert(group !== undefined);
  assertEquals(group.boardIds.toSorted(), ["great_0", "great_1", "great_2"]);
  assertEquals(group.lackingIds.toSorted(), ["broken", "other"]);
  assertEquals([...group.n], [3, 3, 2]);
  assertEquals([...group.center], [1e300 / 3, NaN, 5]);
  assertEquals([...group.low], [NaN, NaN, 5]);
});

Deno.test("grouped() reads global steps that are far apart, as those that count tokens", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ backend: "parquet" });
  for (let i = 0; i < 300; i++) {
    board.step(4_000_000_000);
    board.log({ loss: i });
  }
  await board.finish();
  await using reader = await openBoards(boards.dir.path);
  const options = { x: "global_step", timeoutMs: 20_000 } as const;
  const { groups: [group] } = await reader.grouped("loss", options);
  assertEquals([group?.xCount, group?.x[0], group?.x.at(-1)], [300, 3_999_999_999, 1.2e12 - 1]);
  assertEquals([group?.center[0], group?.center.at(-1), group?.n.at(-1)], [0, 299, 1]);
});
