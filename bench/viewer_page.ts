/**
 * Measures the viewer's page in headless Chromium, on the boards of
 * `viewer_boards.ts`: how long someone waits who opens it, zooms, or chooses
 * fifty runs, and how much memory it takes. Each time is the median of several
 * pages in new windows, the server is a process of its own and warm.
 *
 * ```sh
 * deno run -A bench/viewer_page.ts             # about three minutes, boards made before
 * deno run -A bench/viewer_page.ts --live 600  # watches a run for so many seconds
 * ```
 *
 * @module
 */
import { parseArgs } from "node:util";
import { TempDir } from "../testing/temp_dir.ts";
import { chromiumPath, launchBrowser } from "../testing/browser.ts";
import { ServerProcess } from "../testing/server_process.ts";
import { allLoaded, drag, memoryOf, openWindow, shown } from "./page_window.ts";
import { median } from "./table.ts";
import { viewerBoards } from "./viewer_boards.ts";

const RUNS = Number(Deno.env.get("BENCH_RUNS") ?? 5);
const WRITER = new URL("./viewer_live_run.ts", import.meta.url).pathname;

const { live } = parseArgs({ args: Deno.args, options: { live: { type: "string" } } }).values;
if (chromiumPath === undefined) throw new Error("Cannot measure the page: there is no Chromium");

const rows: [what: string, value: string][] = [];
await using browser = await launchBrowser();
if (live === undefined) {
  const boards = await viewerBoards();
  await measureLong(boards.long);
  await measureMany(boards.many);
  await measureWide(boards.wide);
  await measureSweep("DuckDB", boards.sweeps.duckdb);
  await measureSweep("Parquet", boards.sweeps.parquet);
} else {
  await watchLive(Number(live));
}
console.log(
  `Medians of ${RUNS}; Deno ${Deno.version.deno}, Chromium ${browser.version()}, ` +
    `${new Date().toISOString()}\n`,
);
console.log("| what | figure |\n| --- | ---: |");
for (const [what, value] of rows) console.log(`| ${what} | ${value} |`);

async function measureLong(baseDir: string): Promise<void> {
  await using server = await ServerProcess.start(baseDir);
  const opens: number[] = [];
  const zooms: Record<string, [number, number][]> = { "50 %": [], "10 %": [], "1 %": [] };
  let memory = 0;
  await warmUp(server.url);
  for (let run = 0; run < RUNS; run++) {
    await using window = await openWindow(browser);
    const { page } = window;
    opens.push(
      await timed(async () => {
        await page.goto(`${server.url}#tab=charts&runs=long`);
        await shown(page, ".chart-view canvas");
      }),
    );
    for (const [name, part] of [["50 %", 0.5], ["10 %", 0.1], ["1 %", 0.01]] as const) {
      await allLoaded(page);
      // In a window that is 1280 pixels wide a drag of one percent is three pixels: several steps.
      const before = part === 0.01 ? 0.1 : 1;
      if (before < 1) {
        // Another piece than those above: what was asked before is still there.
        await drag(page, 0.35, 0.45);
        await allLoaded(page);
      }
      const from = 0.1 + 0.1 * run;
      zooms[name]?.push(await drag(page, from, from + part / before));
      await page.locator(".u-over").first().dblclick();
      await allLoaded(page);
    }
    memory = Math.max(memory, await memoryOf(page));
  }
  rows.push(["10 M rows × 10 metrics: opened, first chart drawn", ms(median(opens))]);
  for (const [name, times] of Object.entries(zooms)) {
    rows.push([`… zoom to ${name}, drawn again`, ms(median(times.map(([own]) => own)))]);
    rows.push(["… and all other charts in sight", ms(median(times.map(([, all]) => all)))]);
  }
  rows.push(["… memory of the page, after it", `${memory.toFixed(0)} MB`]);
}

async function measureMany(baseDir: string): Promise<void> {
  await using server = await ServerProcess.start(baseDir);
  await warmUp(server.url);
  const tables: number[] = [];
  const overlays: number[] = [];
  let memory = 0;
  const fifty = Array.from({ length: 50 }, (_, i) => `run_${String(i).padStart(3, "0")}`);
  for (let run = 0; run < RUNS; run++) {
    {
      await using window = await openWindow(browser);
      const { page } = window;
      tables.push(
        await timed(async () => {
          await page.goto(
            `${server.url}#tab=runs&cols=name,status,config.lr,last%253Agroup_0%252Fmetric_0`,
          );
          await shown(page, ".runs-row .runs-name", 11);
        }),
      );
    }
    await using window = await openWindow(browser);
    const { page } = window;
    await page.goto(`${server.url}#tab=charts&runs=-`);
    await page.locator(".run-row").first().waitFor();
    overlays.push(
      await timed(async () => {
        await page.evaluate((runs) => {
          location.hash = `tab=charts&runs=${runs}`;
        }, fifty.join());
        await shown(page, '.chart-view[aria-label$="50 runs"] canvas');
      }),
    );
    await allLoaded(page);
    memory = Math.max(memory, await memoryOf(page));
  }
  rows.push(["200 boards × 50 metrics: opened, runs in the table", ms(median(tables))]);
  rows.push(["… 50 runs chosen, first chart with all of them drawn", ms(median(overlays))]);
  rows.push(["… memory of the page, after it", `${memory.toFixed(0)} MB`]);
}

async function measureWide(baseDir: string): Promise<void> {
  await using server = await ServerProcess.start(baseDir);
  await warmUp(server.url);
  const opens: number[] = [];
  const searches: number[] = [];
  const scrolls: number[] = [];
  let memory = 0;
  for (let run = 0; run < RUNS; run++) {
    await using window = await openWindow(browser);
    const { page } = window;
    opens.push(
      await timed(async () => {
        await page.goto(`${server.url}#tab=charts&runs=wide`);
        await shown(page, ".chart-view canvas");
      }),
    );
    scrolls.push(
      await timed(async () => {
        await page.locator(".panel-area").evaluate((area) =>
          area.scrollTo(0, area.scrollHeight / 2)
        );
        await shown(page, ".chart-view canvas");
      }),
    );
    searches.push(
      await timed(async () => {
        await page.getByLabel("Search metrics").fill(`metric_${4000 + run}`);
        await shown(page, `section[aria-label$="metric_${4000 + run}"] canvas`);
      }),
    );
    memory = Math.max(memory, await memoryOf(page));
  }
  rows.push(["5,000 metrics: opened, first chart drawn", ms(median(opens))]);
  rows.push(["… jump to the middle, charts drawn", ms(median(scrolls))]);
  rows.push(["… search for one, its chart drawn", ms(median(searches))]);
  rows.push(["… memory of the page, after it", `${memory.toFixed(0)} MB`]);
}

/** Each time by a server that has read no row of these boards' metrics yet, and once more. */
async function measureSweep(backend: string, baseDir: string): Promise<void> {
  const firsts: number[] = [];
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await using server = await ServerProcess.start(baseDir);
    await warmUp(server.url);
    for (const times of [firsts, seconds]) {
      await using window = await openWindow(browser);
      const { page } = window;
      times.push(
        await timed(async () => {
          await page.goto(`${server.url}#tab=charts&runs=-&group=config.lr`);
          await shown(page, '.chart-view[aria-label$="40 groups"] canvas');
        }),
      );
    }
  }
  rows.push([
    `200 runs × 100,000 rows, ${backend}: opened, mean and band of 40 groups drawn`,
    ms(median(firsts)),
  ]);
  rows.push(["… once more", ms(median(seconds))]);
}

/** A run that logs twenty rows per second says when it logged; the page says when it knows. */
async function watchLive(seconds: number): Promise<void> {
  using dir = new TempDir();
  await using server = await ServerProcess.start(dir.path);
  const end = Date.now() + (seconds - 5) * 1000;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", WRITER, dir.path, String(seconds)],
    stdout: "null",
  }).spawn();
  await using window = await openWindow(browser);
  const { page } = window;
  await page.goto(`${server.url}#tab=charts`);
  await page.locator(".chart-view canvas").first().waitFor({ timeout: 60_000 });
  const memories: number[] = [];
  const delays: number[] = [];
  while (Date.now() < end) {
    const response = await page.waitForResponse((response) =>
      response.url().endsWith("/api/series")
    );
    // The metric "clock" is the time of its own log call. Of new rows, the first has waited longest.
    const logged = await response.body().then(firstClock, () => undefined);
    if (logged !== undefined) delays.push(Date.now() - logged);
    if (delays.length % 50 === 1) memories.push(await memoryOf(page));
  }
  await child.status;
  delays.sort((a, b) => a - b);
  const at = (part: number) => delays[Math.floor((delays.length - 1) * part)] ?? NaN;
  rows.push([`${seconds} s of a live run: log call to page, median`, ms(at(0.5))]);
  rows.push(["… 99 %", ms(at(0.99))]);
  rows.push(["… longest", ms(at(1))]);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const part = Math.max(1, Math.floor(memories.length / 5));
  rows.push(["… memory, first fifth", `${mean(memories.slice(0, part)).toFixed(0)} MB`]);
  rows.push(["… memory, last fifth", `${mean(memories.slice(-part)).toFixed(0)} MB`]);
  rows.push(["… memory, most", `${Math.max(...memories).toFixed(0)} MB`]);
}

/** The first value of the metric "clock" in an answer that has only new rows. */
function firstClock(body: Uint8Array): number | undefined {
  const buffer = new Uint8Array(body).buffer;
  for (let at = 0; at < buffer.byteLength;) {
    const length = new DataView(buffer).getUint32(at, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, at + 4, length)));
    const numbers = at + 4 + length;
    at = numbers + 16 * header.n;
    if (header.metric !== "clock" || header.n === 0) continue;
    const isNew = new DataView(buffer).getFloat64(numbers, true) > 0;
    return isNew ? new DataView(buffer).getFloat64(numbers + 8 * header.n, true) : undefined;
  }
}

async function warmUp(url: string): Promise<void> {
  for (;;) {
    const { boards } = await (await fetch(new URL("/api/boards", url))).json();
    if (boards.every(({ pending }: { pending: boolean }) => !pending)) return;
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}
