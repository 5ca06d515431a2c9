import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { Board, type BoardOptions } from "../../../mod.ts";
import { openBoard } from "../../../reader/mod.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { OpenBoards } from "../open_boards.ts";

const SCRIPT = fromFileUrl(new URL("./fixtures/busy_script.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../../deno.json", import.meta.url));

/** What the script has measured itself. */
interface Report {
  rss: number;
  /** Its processor time, in percent of the time, over and over. */
  percents: number[];
}

/** Runs the script; returns what it printed, and how much processor time the process took. */
async function run(
  dir: TempDir,
  rights: string[],
  env: Record<string, string> = {},
  seconds = 2.4,
) {
  const output = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-check", "--no-prompt", ...rights, `--config=${CONFIG}`, SCRIPT],
      ...[dir.join("boards"), String(seconds), "1"],
    ],
    env,
    signal: AbortSignal.timeout(60_000),
  }).output();
  const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  ) as [string, string];
  // On a busy machine, and where a script may not look for what Deno has downloaded, that is said.
  const said = stderr.replace(/^kohakuboard: Loading .* takes long.*\n/, "");
  assertEquals([output.code, said], [0, ""]);
  await using reader = await openBoard(dir.join("boards/sampled"));
  const { rows } = await reader.sql(
    "SELECT name, value, step, global_step FROM system ORDER BY number",
  );
  const log = Deno.readTextFileSync(dir.join("boards/sampled/logs/writer.log"));
  return { report: JSON.parse(stdout) as Report, rows, log };
}

/** The values of each name. */
function byName(rows: readonly unknown[][]): Map<string, number[]> {
  return Map.groupBy(rows, ([name]) => String(name)) as never as Map<string, number[]>;
}

Deno.test("the machine is sampled, with the values that /proc and nvidia-smi have", async () => {
  using dir = new TempDir();
  Deno.mkdirSync(dir.join("bin"));
  Deno.writeTextFileSync(
    dir.join("bin/nvidia-smi"),
    '#!/bin/sh\necho "$@" >> "$(dirname "$0")/calls"\n' +
      "echo '0, 37, 1024, 55, 70.51'\necho '1, [N/A], 2048, 40, [N/A]'\n",
    { mode: 0o755 },
  );
  const path = `${dir.join("bin")}:${Deno.env.get("PATH")}`;
  const { report, rows, log } = await run(dir, ["-A"], { PATH: path });
  const values = new Map(
    [...byName(rows)].map(([name, found]) => [name, found.map((row) => Number((row as never)[1]))]),
  );
  const last = (name: string) => values.get(name)!.at(-1)!;
  const samples = values.get("process/cpu_percent")!.length;
  assert(samples >= 1);
  assertEquals(rows.map(([, , step, globalStep]) => [step, globalStep]), rows.map(() => [0, 0]));
  // It computes all the time; on a busy machine it waits for a processor.
  const [least, most] = [Math.min(...report.percents), Math.max(...report.percents)];
  const percent = last("process/cpu_percent");
  assert(percent > least / 2 && percent < 2 * most, `${percent}, where it saw ${report.percents}`);
  assert(Math.abs(last("process/memory_bytes") / report.rss - 1) < 0.5, String(report.rss));
  assert(last("system/cpu_percent") > 0 && last("system/cpu_percent") <= 100);
  assertEquals(values.get("gpu/0/utilization_percent"), Array(samples).fill(37));
  assertEquals(values.get("gpu/0/memory_bytes"), Array(samples).fill(1024 * 1024 ** 2));
  assertEquals(values.get("gpu/0/temperature_celsius"), Array(samples).fill(55));
  assertEquals(values.get("gpu/0/power_watts"), Array(samples).fill(70.51));
  assertEquals(values.get("gpu/1/memory_bytes"), Array(samples).fill(2048 * 1024 ** 2));
  assertEquals(values.has("gpu/1/utilization_percent"), false);
  assertMatch(Deno.readTextFileSync(dir.join("bin/calls")), /^--query-gpu=index,/);
  assertEquals(log.includes("cannot be sampled") && log.includes("graphics"), false);
  if (Deno.build.os !== "linux") return;
  const meminfo = Deno.readTextFileSync("/proc/meminfo");
  const kilobytes = (name: string) => Number(new RegExp(`${name}: +(\\d+)`).exec(meminfo)![1]);
  const used = 1024 * (kilobytes("MemTotal") - kilobytes("MemAvailable"));
  assert(Math.abs(last("system/memory_bytes") - used) < 0.5 * 1024 * kilobytes("MemTotal"));
  const usedPercent = 100 * last("system/memory_bytes") / (1024 * kilobytes("MemTotal"));
  assert(Math.abs(usedPercent - last("system/memory_percent")) < 1e-6);
  assert(last("system/network_received_bytes_per_second") >= 0);
});

Deno.test("with fewer permissions less is sampled, nobody is asked, and the log says so once", async () => {
  using dir = new TempDir();
  Deno.mkdirSync(dir.join("boards"));
  const rights = [`--allow-read`, `--allow-write=${dir.path}`, "--allow-env"];
  const { rows, log } = await run(dir, rights, {}, 3.2);
  assertEquals([...byName(rows).keys()], ["process/cpu_percent", "process/memory_bytes"]);
  const said = log.split("\n").filter((line) => line.includes("cannot be sampled"));
  assertEquals(said.length, 1);
  assertMatch(said[0]!, /cpu, memory, disk, network, graphics processors cannot be sampled here/);
});

Deno.test("systemMetrics: false samples nothing, a short run has no table, wrong options are refused", async () => {
  await using boards = new OpenBoards();
  for (const options of [{ systemMetrics: false }, {}] as const) {
    const board = boards.open({ ...options, flushIntervalMs: 10 });
    board.log({ loss: 1 });
    await board.finish();
    const names = [...Deno.readDirSync(`${board.boardDir}/data`)].map(({ name }) => name);
    assertEquals(names, ["metrics.parquet"]);
  }
  for (const systemMetrics of [{ interval: 0.5 }, { interval: NaN }, "yes", null, { seconds: 1 }]) {
    const options = { name: "x", baseDir: boards.dir.path, systemMetrics } as BoardOptions;
    const error = assertThrows(() => new Board(options), Error) as Error;
    assertMatch(error.message, /^Cannot create a board|systemMetrics/);
  }
});
