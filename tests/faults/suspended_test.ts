import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { RowReader } from "../support/row_reader.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { Random } from "../support/random.ts";

const FIXTURE = fromFileUrl(new URL("./fixtures/suspended.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));
const ROWS = 50_000;
/** Longer than the board's `finishTimeoutMs`. */
const STOP_MS = 13_000;
const ROUNDS = Number(Deno.env.get("KOBO_FAULTS_COUNT") ?? 1);
const TABLE = { duckdb: "data/board.duckdb", parquet: "data/metrics.parquet" };

/** What the script says before it does what a stop falls into, and how it ends. */
const STOPS = [
  ["logging", "finish"],
  ["flushing", "finish"],
  ["flushing", "finishSync"],
  ["ending", "finish"],
  ["ending", "finishSync"],
  ["ending", "exit"],
] as const;

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test({
    name: `a process that is stopped while it logs, flushes or ends loses nothing, ${backend}`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const seed = Number(Deno.env.get("KOBO_FAULTS_SEED") ?? Date.now() % 1e6);
      console.log(`KOBO_FAULTS_SEED=${seed}`);
      const random = new Random(seed);
      using dir = new TempDir();
      await using reader = new RowReader();
      for (let round = 0; round < ROUNDS; round++) {
        await Promise.all(STOPS.map(async ([word, end], index) => {
          const boardId = `board_${round}_${index}`;
          let delayMs = random.integer(0, 150);
          while (!await runStopped(word, delayMs, [dir.path, boardId, backend, end])) {
            delayMs = Math.floor(delayMs / 2); // It had ended before.
            Deno.removeSync(dir.join(boardId), { recursive: true });
          }
          const board = dir.join(boardId);
          const metadata = JSON.parse(Deno.readTextFileSync(`${board}/metadata.json`));
          assertEquals(metadata.status, "finished");
          assertEquals([...Deno.readDirSync(`${board}/data`)].map(({ name }) => name), [
            TABLE[backend].slice("data/".length),
          ]);
        }));
        for (const index of STOPS.keys()) {
          const file = dir.join(`board_${round}_${index}`, TABLE[backend]);
          const counted = backend === "duckdb"
            ? await reader.number(file, "SELECT count(*) FROM metrics")
            : await reader.number("", `SELECT count(*) FROM '${file}'`);
          assertEquals(counted, ROWS, file);
        }
      }
    },
  });
}

/**
 * Runs the script, stopped once for longer than its time limits.
 *
 * @returns Whether it was stopped: it may have ended before.
 */
async function runStopped(
  stopAfter: string,
  delayMs: number,
  args: readonly string[],
): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "-q", "--no-check", `--config=${CONFIG}`, FIXTURE],
      ...args,
      String(ROWS),
    ],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(child.stderr).text();
  let said = "";
  let isStopped = false;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const wasReached = said.includes(stopAfter);
    said += text;
    if (wasReached || !said.includes(stopAfter)) continue;
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    isStopped = tryKill(child, "SIGSTOP");
    if (!isStopped) continue;
    await new Promise((resolve) => setTimeout(resolve, STOP_MS));
    child.kill("SIGCONT");
  }
  assertEquals(said, "logging\nflushing\nending\n");
  assertEquals([(await child.status).code, await errors], [0, ""], `${delayMs} ms, ${args}`);
  return isStopped;
}

function tryKill(child: Deno.ChildProcess, signal: Deno.Signal): boolean {
  try {
    child.kill(signal);
    return true;
  } catch {
    return false; // It has ended.
  }
}
