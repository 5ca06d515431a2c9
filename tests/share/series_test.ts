import { assert, assertEquals } from "@std/assert";
import { Board } from "../../mod.ts";
import { openBoard } from "../../reader/mod.ts";
import { ColumnStore } from "../../share/column_writer.ts";
import { shareBoards } from "../../share/mod.ts";
import { PartWriter } from "../../share/part_writer.ts";
import { LineWriter } from "../../share/series/line_writer.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { answerSeries } from "../../viewer/page/shared/answer_series.ts";
import { SharedParts } from "../../viewer/page/shared/shared_parts.ts";
import { SharedServer } from "../../viewer/page/shared/shared_server.ts";
import type { Series, SeriesRequest } from "../../viewer/protocol/api.ts";
import { readSeries } from "../../viewer/protocol/series_frame.ts";
import type { SharedSeries } from "../../viewer/protocol/shared_site.ts";
import { Random } from "../faults/support/random.ts";
import { DiskFiles } from "./disk_files.ts";

const ROWS = 40_000;
const SEED = Deno.env.get("KOBO_FAULTS_SEED") ?? "share";

/** A value of each kind, rare ones among them. */
function hardValue(random: Random, i: number): number {
  const kind = random.int(0, 3000);
  if (kind === 0) return NaN;
  if (kind === 1) return Infinity;
  if (kind === 2) return -Infinity;
  if (kind === 3) return random.int(0, 1) === 0 ? 1e308 : -1e308;
  if (kind === 4) return -0;
  return Math.sin(i / 1000) + random.next() / 10;
}

/** What a chart must show of some rows, found by looking at all of them. */
function extremesOf(rows: { x: number; y: number }[]) {
  const finite = rows.filter(({ y }) => Number.isFinite(y)).map(({ y }) => y);
  const of = (y: number) => rows.filter((row) => Object.is(row.y, y)).map(({ x }) => x);
  return {
    least: finite.reduce((a, b) => Math.min(a, b), Infinity),
    greatest: finite.reduce((a, b) => Math.max(a, b), -Infinity),
    first: rows.at(0)?.x,
    last: rows.at(-1)?.x,
    ends: [NaN, Infinity, -Infinity].map((y) => [of(y).at(0), of(y).at(-1)]),
  };
}

const pointsOf = ({ x, y }: Series) => Array.from(x, (at, i) => ({ x: at, y: y[i]! }));

Deno.test("a shared series has the extremes of all rows in each range, NaN and infinities too", async () => {
  using dir = new TempDir();
  const random = new Random(SEED);
  const board = new Board({ name: "hard", boardId: "hard", baseDir: dir.join("boards") });
  const rows: { x: number; y: number }[] = [];
  const sparse: { x: number; y: number }[] = [];
  for (let i = 0; i < ROWS; i++) {
    const y = hardValue(random, i);
    const isThere = random.int(0, 2) === 0;
    board.log({ y, ...(isThere ? { sparse: y, flag: y > 0 } : {}), [`late_${i >> 13}`]: i });
    rows.push({ x: i, y });
    if (isThere) sparse.push({ x: i, y });
  }
  await board.finish();
  await shareBoards(dir.join("boards"), dir.join("site"));
  const files = new DiskFiles(dir.join("site"));
  const server = new SharedServer(files);
  const ask = async (request: Partial<SeriesRequest>): Promise<Series> => {
    const body = JSON.stringify({ requests: [{ board: "hard", metric: "y", ...request }] });
    const reply = await server.fetch("/api/series", { method: "POST", body });
    const [series] = readSeries(await reply.arrayBuffer());
    assert(series !== undefined && series.error === undefined, series?.error);
    return series;
  };

  await using reader = await openBoard(dir.join("boards", "hard"));
  for (let round = 0; round < 60; round++) {
    const [metric, all] = round % 2 === 0 ? ["y", rows] as const : ["sparse", sparse] as const;
    const [a, b] = [random.int(-10, ROWS + 10), random.int(-10, ROWS + 10)];
    const range = round < 2 ? {} : { from: Math.min(a, b) + 0.5 * (a & 1), to: Math.max(a, b) };
    const { from = -Infinity, to = Infinity } = range;
    const maxPoints = [100, 400, 2000][round % 3]!;
    const within = all.filter(({ x }) => x >= from && x <= to);
    const series = await ask({ metric, ...range, maxPoints });
    const say = `${SEED} ${JSON.stringify({ metric, ...range, maxPoints })}`;
    assertEquals(series.rowCount, within.length, say);
    assertEquals(extremesOf(pointsOf(series)), extremesOf(within), say);
    assert(series.n <= 2 * maxPoints + 100, `${say}: ${series.n} points`);
    assertEquals(series.sampled, series.n < within.length, say);
    // Each point is one of the rows.
    for (const { x, y } of pointsOf(series)) assert(Object.is(rows[x]?.y, y), `${say} at ${x}`);
    const outside = await ask({ metric, ...range, maxPoints, outside: true });
    const [before, after] = [
      all.findLast(({ x }) => x < from)?.x,
      all.find(({ x }) => x > to)?.x,
    ];
    if (before !== undefined) assertEquals(outside.x[0], before, say);
    if (after !== undefined) assertEquals(outside.x.at(-1), after, say);
  }

  // The same as the reader gives, where nothing is left out.
  const few = { from: 1000, to: 1200 };
  for (const x of ["step", "timestamp", { metric: "sparse" }] as const) {
    const ours = await ask({ x, ...(x === "step" ? few : {}), maxPoints: 100_000 });
    const theirs = await reader.scalars("y", { x, ...(x === "step" ? few : {}) });
    // As an x, -0 is 0.
    const xs = [ours.x, theirs.x].map((all) => all.map((at) => at + 0));
    assertEquals([xs[0], ours.y], [xs[1], theirs.y], JSON.stringify(x));
    assertEquals(ours.skippedCount ?? 0, theirs.skippedCount);
    if (x === "timestamp") assertEquals(ours.steps, theirs.steps);
  }
  // No row has a global step.
  assertEquals((await ask({ x: "global_step" })).n, 0);
  const { means } = await ask({});
  assertEquals(
    means?.counts.reduce((a, b) => a + b, 0),
    rows.filter(({ y }) => Number.isFinite(y)).length,
  );
  const flag = await ask({ metric: "flag", maxPoints: 100_000 });
  assertEquals([...flag.y], sparse.map(({ y }) => Number(y > 0)));
  assertEquals((await ask({ metric: "late_3" })).rowCount, 8192);
});

Deno.test("a zoom into many rows reads little, whatever the range", async () => {
  const { parts, series, files } = await writeLine(1_000_000, (i) => ({
    x: i * 3 + (i % 7),
    y: Math.sin(i / 90_000) + ((i * 7919) % 1000) / 5000,
  }));
  const random = new Random(SEED);
  const seen: number[] = [];
  for (let round = 0; round < 20; round++) {
    const width = Math.round(3_000_000 / 4 ** (round % 6));
    const from = random.int(0, 3_000_000 - width);
    const before = files.bytesRead;
    const to = from + width;
    const request = { board: "b", metric: "y", from, to, outside: true, maxPoints: 2000 };
    const shown = await answerSeries(parts, series, request, () => Promise.resolve(undefined));
    seen.push(files.bytesRead - before);
    let [least, greatest] = [Infinity, -Infinity];
    for (let i = 0; i < 1_000_000; i++) {
      const x = i * 3 + (i % 7);
      if (x < from || x > to) continue;
      const y = Math.sin(i / 90_000) + ((i * 7919) % 1000) / 5000;
      [least, greatest] = [Math.min(least, y), Math.max(greatest, y)];
    }
    const within = pointsOf(shown).filter(({ x }) => x >= from && x <= to).map(({ y }) => y);
    assertEquals([Math.min(...within), Math.max(...within)], [least, greatest], `${from} ${to}`);
  }
  assert(Math.max(...seen) < 300_000, `${seen}`);
});

Deno.test("a shared series over time and global steps is as the reader has it, where a clock was set back", async () => {
  using dir = new TempDir();
  const now = Date.now;
  const board = new Board({ name: "back", boardId: "back", baseDir: dir.join("boards") });
  try {
    for (let i = 0; i < 3000; i++) {
      // An hour back after 1000 rows, half an hour on after 2000; no global step at the beginning.
      const offset = i < 1000 ? 3_600_000 : i < 2000 ? 0 : 1_800_000;
      Date.now = () => 1_700_000_000_000 + offset + i;
      if (i >= 500 && i % 10 === 0) board.step();
      board.log({ y: i % 7 === 0 ? NaN : i });
    }
  } finally {
    Date.now = now;
  }
  await board.finish();
  await shareBoards(dir.join("boards"), dir.join("site"));
  const server = new SharedServer(new DiskFiles(dir.join("site")));
  await using reader = await openBoard(dir.join("boards", "back"));
  for (const x of ["timestamp", "global_step"] as const) {
    const all = await reader.scalars("y", { x });
    for (
      const range of [{}, { from: all.x[700]!, to: all.x[1900]! }, {
        from: all.x[2400]! - 0.5,
        to: all.x[2401]! + 0.5,
        outside: true,
      }]
    ) {
      const request = { board: "back", metric: "y", x, ...range, maxPoints: 100_000 };
      const body = JSON.stringify({ requests: [request] });
      const reply = await server.fetch("/api/series", { method: "POST", body });
      const [ours] = readSeries(await reply.arrayBuffer());
      const theirs = await reader.scalars("y", { x, ...range });
      assertEquals([ours?.x, ours?.y], [theirs.x, theirs.y], JSON.stringify(request));
      assertEquals(ours?.rowCount, theirs.rowCount);
      if (x === "timestamp") assertEquals(ours?.steps, theirs.steps);
    }
  }
});

/** A line of a site in memory, over any x that rises. */
async function writeLine(count: number, row: (i: number) => { x: number; y: number }) {
  const stored = new Map<string, Uint8Array>();
  const writer = new PartWriter({
    write: (path, content) => {
      stored.set(path, content as Uint8Array);
      return Promise.resolve();
    },
    copy: () => Promise.resolve(),
  }, "parts");
  const line = new LineWriter(new ColumnStore(writer), ["step"]);
  for (let i = 0; i < count; i++) {
    const { x, y } = row(i);
    line.push({ y, step: x, timestamp: NaN, global_step: NaN });
    if (i % 100_000 === 0) await line.flush();
  }
  const series: SharedSeries = { lastStep: row(count - 1).x, step: await line.finish() };
  await writer.finish();
  const files = {
    notices: [],
    bytesRead: 0,
    json: () => Promise.reject(new Error("none")),
    url: (path: string) => path,
    bytes(path: string, from: number, to: number) {
      this.bytesRead += to - from;
      return Promise.resolve(stored.get(path)!.subarray(from, to));
    },
  };
  return { parts: new SharedParts(files, "parts", writer.size), series, files };
}
