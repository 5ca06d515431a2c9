import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { Board } from "../../mod.ts";
import { openBoard } from "../../reader/mod.ts";
import { syncBoards } from "../../sync/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { copyFolder } from "../faults/support/copy_folder.ts";
import { count } from "../faults/support/suite.ts";
import { SmallS3 } from "./support/small_s3.ts";

const ENDED = count(8, 100);

Deno.test(`syncBoards() asks for nothing that did not change: ${ENDED} boards that have ended and a live one`, async () => {
  using dir = new TempDir();
  await using server = new SmallS3();
  const { address, s3 } = server;
  const home = dir.join("home");
  const options = { name: "run", baseDir: home, captureOutput: false } as const;
  const first = new Board({ ...options, boardId: "run_000", backend: "parquet" });
  first.log({ loss: 1 });
  await first.finish();
  for (let copy = 1; copy < ENDED; copy++) {
    copyFolder(first.boardDir, `${home}/run_${String(copy).padStart(3, "0")}`);
  }
  // Samples of the machine would be new rows, where the rounds take longer than ten seconds.
  const unsampled = { ...options, systemMetrics: false };
  const live = new Board({ ...unsampled, boardId: "live", backend: "parquet" });
  live.log({ loss: 0 });
  await live.flush();

  const controller = new AbortController();
  /** The requests of each round but for the first. */
  const rounds: string[][] = [];
  const { failed } = await syncBoards(home, address, {
    s3,
    follow: true,
    intervalMs: 100,
    signal: controller.signal,
    onProgress: ({ done, total }) => {
      if (done < total) return;
      rounds.push(server.takeRequests());
      if (rounds.length === 3) live.log({ loss: 1 });
      if (rounds.length === 8) controller.abort();
    },
  });
  assertEquals(failed, []);
  await live.finish();
  const [all = [], ...later] = rounds;
  assert(all.length < (ENDED + 1) * 12, `${all.length} requests`);
  // What was logged: it is claimed, and sent.
  const annotations = "GET .kobo/annotations.json";
  assertEquals(later.map((requests) => requests.filter((one) => one === annotations).length), [
    ...Array(7).fill(1), // Once a round for all boards.
  ]);
  const sent = later.flat().filter((request) => request !== annotations);
  assertEquals(sent, [
    "PUT live/sync.json",
    "PUT live/live/metrics.000000000001-000000000001.parquet",
  ]);
  // Another sync looks once at each.
  await syncBoards(home, address, { s3, boards: ["live"] });
  server.takeRequests();
  await syncBoards(home, address, { s3 });
  const again = server.takeRequests();
  const perBoard = Map.groupBy(again, (request) => /[ ](run_\d+|live)\//.exec(request)?.[1]);
  perBoard.delete(undefined); // Of the target itself.
  assertEquals(perBoard.size, ENDED + 1);
  for (const [board, requests] of perBoard) assert(requests.length <= 3, `${board}: ${requests}`);
});

Deno.test("syncBoards() asks in each round only for the rows of a live board that was rewound", async () => {
  using dir = new TempDir();
  await using server = new SmallS3();
  const options = {
    name: "run",
    boardId: "live",
    baseDir: dir.join("home"),
    captureOutput: false,
    systemMetrics: false,
    backend: "parquet",
  } as const;
  const first = new Board(options);
  for (let step = 0; step < 3; step++) first.log({ loss: step });
  await first.finish();
  await using live = new Board({ ...options, rewindTo: { step: 1 } });
  await live.flush();
  const controller = new AbortController();
  const rounds: string[][] = [];
  const { failed } = await syncBoards(dir.join("home"), server.address, {
    s3: server.s3,
    follow: true,
    intervalMs: 100,
    signal: controller.signal,
    onProgress: ({ done, total }) => {
      if (done < total) return;
      rounds.push(server.takeRequests());
      if (rounds.length === 4) controller.abort();
    },
  });
  assertEquals(failed, []);
  for (const requests of rounds.slice(1)) {
    const asked = ["LIST live/data/", "LIST live/live/", "GET .kobo/annotations.json"];
    assertEquals(requests.toSorted(), asked.toSorted());
  }
});

Deno.test("syncBoards() sends what is logged of a board that is resumed between list and upload, and killed", async () => {
  using dir = new TempDir();
  const home = dir.join("home");
  const store = dir.join("store");
  const options = { name: "run", boardId: "run", baseDir: home, backend: "parquet" } as const;
  const first = new Board(options);
  first.log({ loss: 0 });
  await first.finish();
  const script = dir.join("resume.ts");
  const [ready, go] = [dir.join("ready"), dir.join("go")];
  Deno.writeTextFileSync(
    script,
    `import { Board } from "${new URL("../../mod.ts", import.meta.url).href}";
    const board = new Board(${JSON.stringify(options)});
    board.log({ loss: 1 });
    await board.flush();
    Deno.writeTextFileSync(${JSON.stringify(ready)}, "");
    while (!(await Deno.stat(${JSON.stringify(go)}).catch(() => false))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    board.log({ loss: 2 });
    await board.flush();
    Deno.kill(Deno.pid, "SIGKILL");`,
  );
  const config = fromFileUrl(new URL("../../deno.json", import.meta.url));
  let child: Deno.ChildProcess | undefined;
  const isThere = (path: string) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  };
  const controller = new AbortController();
  let rounds = 0;
  const syncing = syncBoards(home, store, {
    follow: true,
    intervalMs: 1500, // It is killed between two rounds.
    signal: controller.signal,
    onProgress: ({ done, total }) => {
      if (done === total) {
        rounds++;
        Deno.writeTextFileSync(go, "");
        return;
      }
      if (child !== undefined) return;
      child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "--quiet", `--config=${config}`, script],
      }).spawn();
      while (!isThere(ready)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    },
  });
  const pause = () => new Promise((resolve) => setTimeout(resolve, 10));
  while (rounds < 1) await pause();
  await child!.status;
  const from = rounds;
  while (rounds < from + 2) await pause();
  controller.abort();
  assertEquals((await syncing).failed, []);
  await using there = await openBoard(`${store}/run`);
  assertEquals((await there.sql("SELECT step FROM metrics ORDER BY step")).rows, [[0], [1], [2]]);
  const { status } = JSON.parse(Deno.readTextFileSync(`${store}/run/metadata.json`));
  assertEquals(status, "crashed");
});
