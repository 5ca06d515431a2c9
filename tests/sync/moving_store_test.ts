import { assert, assertEquals } from "@std/assert";
import { Board } from "../../mod.ts";
import { openBoard, verifyBoard } from "../../reader/mod.ts";
import { pullBoards, syncBoards } from "../../sync/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { filesIn } from "../faults/support/copy_folder.ts";
import { SmallS3 } from "./support/small_s3.ts";

function log(board: Board, value: number): void {
  board.log({ loss: value });
  board.logImages("sample", { data: new Uint8Array(16).fill(value), width: 4, height: 4 });
}

Deno.test("pullBoards() has a board as it is when its run ends between two requests, media included", async () => {
  using dir = new TempDir();
  await using server = new SmallS3();
  const { address, s3 } = server;
  const home = dir.join("home");
  const options = { name: "run", boardId: "run", baseDir: home, captureOutput: false } as const;
  const sync = () => syncBoards(home, address, { s3 });
  /** Pulls, and lets a run go on and end before a request is answered. */
  const pullWhile = async (request: string, work: () => Promise<void>) => {
    let isDone = false;
    server.onRequest = (said) => {
      if (isDone || said !== request) return undefined;
      isDone = true;
      return work();
    };
    const there = dir.join(crypto.randomUUID());
    const { pulled, failed, problems } = await pullBoards(address, there, { s3 });
    assertEquals([isDone, pulled, failed, problems], [true, ["run"], [], []]);
    await using reader = await openBoard(`${there}/run`);
    const { rows } = await reader.sql("SELECT count(*), max(loss) FROM metrics");
    const media = await reader.media();
    for (const { path } of [...media, ...await reader.files()]) {
      assert(path !== null && Deno.statSync(path).isFile);
    }
    const { damage, unchecked } = await verifyBoard(`${there}/run`);
    assertEquals([damage, unchecked], [[], []]);
    return [...rows[0]!, media.length];
  };
  let board = new Board({ ...options, backend: "parquet" });
  log(board, 1);
  await board.flush();
  await sync();
  // The record is read before the list, and promises less than that has.
  const first = await pullWhile("GET run/sync.json", async () => {
    log(board, 2);
    await board.finish();
    await sync();
  });
  assertEquals(first, [4, 2, 2]);
  board = new Board(options);
  // The list lacks the media and files of rows that are read later.
  const second = await pullWhile("GET run/data/metrics.parquet", async () => {
    log(board, 3);
    board.logFile("weights", new URL(import.meta.url).pathname);
    await board.finish();
    await sync();
  });
  assertEquals(second, [6, 3, 3]);
});

Deno.test("pullBoards() names a medium that was damaged at home, and fetches the rest", async () => {
  using dir = new TempDir();
  const options = { name: "run", boardId: "run", baseDir: dir.join("home"), captureOutput: false };
  const board = new Board(options);
  log(board, 1);
  log(board, 2);
  await board.finish();
  const [medium = ""] = filesIn(`${board.boardDir}/media`);
  Deno.writeTextFileSync(`${board.boardDir}/media/${medium}`, "damaged");
  await syncBoards(dir.join("home"), dir.join("share"));
  const { pulled, problems } = await pullBoards(dir.join("share"), dir.join("there"));
  assertEquals(pulled, ["run"]);
  assertEquals(problems, [{
    boardId: "run",
    problem: `media/${medium} was not sent: rows name it`,
  }]);
});

Deno.test("syncBoards() that follows waits for a store that cannot be reached when it starts", async () => {
  using dir = new TempDir();
  await using server = new SmallS3();
  const board = new Board({ name: "run", boardId: "run", baseDir: dir.join("home") });
  log(board, 1);
  await board.finish();
  // Who asks for minutes is not waited for.
  const headers = { "retry-after": "600" };
  server.onRequest = () => new Response("<Error/>", { status: 503, headers });
  const controller = new AbortController();
  const problems: string[] = [];
  const following = syncBoards(dir.join("home"), server.address, {
    s3: server.s3,
    follow: true,
    intervalMs: 100,
    signal: controller.signal,
    onProblem: (problem) => {
      problems.push(problem);
      server.onRequest = () => undefined;
    },
    onProgress: ({ done, total }) => {
      if (done === total) controller.abort();
    },
  });
  const { sent } = await following;
  assertEquals([sent, problems.length], [["run"], 1]);
});
