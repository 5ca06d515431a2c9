import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { openBoard } from "../../reader/mod.ts";
import { PipedText } from "../../testing/piped_text.ts";
import { TempDir } from "../../testing/temp_dir.ts";

const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));
const RUN = fromFileUrl(new URL("./fixtures/live_run.ts", import.meta.url));

/** `KOBO_READER=long` polls for a minute. */
const RUN_MS = Deno.env.get("KOBO_READER") === "long" ? 60_000 : 4_000;

interface Outcome {
  steps: number;
  flushes: number;
  slowestMs: number;
  meanUs: number;
}

class LiveRun {
  readonly #child: Deno.ChildProcess;
  readonly #stdout: PipedText;
  #ended?: Promise<void>;

  constructor(backend: string, baseDir: string, boardId: string, ms: number) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--config", CONFIG, RUN, backend, baseDir, boardId, `${ms}`],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#stdout = new PipedText(this.#child.stdout);
  }

  async line(): Promise<string> {
    const line = await this.#stdout.line();
    if (line === undefined) throw new Error("The run ended without a word");
    return line;
  }

  /** Lets it finish when its time is up. */
  async letFinish(): Promise<void> {
    this.#ended ??= this.#child.stdin.close();
    await this.#ended;
  }

  async outcome(): Promise<Outcome> {
    const outcome = JSON.parse(await this.line());
    while (await this.#stdout.line() !== undefined);
    assertEquals((await this.#child.status).code, 0);
    return outcome;
  }
}

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`BoardReader gives a prefix of a live board of ${backend} at every poll`, async () => {
    using dir = new TempDir();
    const alone = new LiveRun(backend, dir.path, "alone", Math.min(RUN_MS, 10_000));
    await alone.line();
    await alone.letFinish();
    const unread = await alone.outcome();

    const run = new LiveRun(backend, dir.path, "board", RUN_MS);
    await run.line();
    await using reader = await openBoard(dir.join("board"));
    let ended = false;
    const outcome = run.outcome().finally(() => ended = true);
    let polls = 0;
    let seen = 0;
    let seenLive = 0;
    let slowestMs = 0;
    const polling = async () => {
      const start = performance.now();
      const { rows: [[count, first, last, distinct, wrong] = []] } = await reader.sql(
        `SELECT count(*), min(step), max(step), count(DISTINCT step),
           count(*) FILTER ("check" IS DISTINCT FROM step) FROM metrics`,
      );
      slowestMs = Math.max(slowestMs, performance.now() - start);
      assertEquals(distinct, count, "no row twice");
      assertEquals(wrong, 0, "every value in its row");
      if (count !== 0) assertEquals([first, last], [0, Number(count) - 1], "no gap");
      assert(Number(count) >= seen, `${count} rows after ${seen}`);
      seen = Number(count);
      if (reader.live) seenLive = seen;
      // On a busy machine its time may be up before it is read for the first time.
      if (seenLive > 0) await run.letFinish();
      polls++;
      if (polls % 5 === 0) {
        const steps = (await reader.histograms()).map(({ step }) => step);
        assertEquals(steps, steps.map((_, index) => 50 * index), "a prefix of the histograms");
        const metrics = await reader.metrics();
        const [check] = metrics.filter(({ name }) => name === "check");
        if (check) {
          assertEquals([check.lastStep, check.lastValue], [check.count - 1, check.count - 1]);
        }
      }
      assertEquals(reader.problems, []);
    };
    while (!ended) {
      const next = performance.now() + 100;
      await polling();
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
    }
    const read = await outcome;
    await polling();
    assertEquals(seen, read.steps, "the last answer is complete");
    assertEquals([reader.status, reader.live], ["finished", false]);
    assert(seenLive > 0, "rows were seen while the run was live");
    console.log(
      `  ${polls} polls of ${read.steps} steps and ${read.flushes} flushes, slowest ` +
        `${slowestMs.toFixed(0)} ms; log(): mean ${read.meanUs.toFixed(1)} µs, slowest ` +
        `${read.slowestMs.toFixed(1)} ms; unread: mean ${unread.meanUs.toFixed(1)} µs, slowest ` +
        `${unread.slowestMs.toFixed(1)} ms, ${unread.steps} steps and ${unread.flushes} flushes`,
    );
  });
}
