import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { BoardFolders } from "../../../../viewer/server/boards/board_folders.ts";
import { ReaderPool } from "../../../../viewer/server/boards/reader_pool.ts";
import { RequestError } from "../../../../viewer/server/http/request_error.ts";
import { toRequestError } from "../../../../viewer/server/http/to_request_error.ts";
import type { ReadTask } from "../../../../viewer/server/readers/board_tasks.ts";
import {
  ReaderProcesses,
  type ReaderProcessesOptions,
} from "../../../../viewer/server/readers/reader_processes.ts";
import { sharedBoards } from "../support/viewer_boards.ts";

const MIB = 1024 ** 2;
const STEPS: ReadTask = { kind: "steps", query: { kind: "media" } };
const DETAILS: ReadTask = { kind: "details" };

/** Processes for boards whose names say what reading them does, by `fixtures/odd_reader.ts`. */
class OddReaders implements AsyncDisposable {
  readonly dir = new TempDir();
  readonly messages: string[] = [];
  readonly readers: ReaderProcesses;

  constructor(options: ReaderProcessesOptions = {}, folder = "boards") {
    const baseDir = this.dir.join(folder);
    Deno.mkdirSync(baseDir);
    this.readers = new ReaderProcesses(
      new BoardFolders(baseDir),
      (message) => this.messages.push(message),
      { program: new URL("../fixtures/odd_reader.ts", import.meta.url).href, ...options },
    );
  }

  /** Reads a board; the answer is the process's id. */
  async read(id: string, task = STEPS, signal?: AbortSignal): Promise<string> {
    Deno.mkdirSync(this.path(id), { recursive: true });
    return new TextDecoder().decode(await this.readers.run(id, task, signal));
  }

  /** Why a board cannot be read. */
  async refusal(id: string, task = STEPS, signal?: AbortSignal): Promise<string> {
    const { kind, status, message } = await assertRejects(
      () => this.read(id, task, signal),
      RequestError,
    );
    return `${kind} ${status}: ${message}`;
  }

  path(id: string): string {
    return join(this.dir.path, "boards", id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.readers.close();
    await this.readers.close();
    this.dir[Symbol.dispose]();
  }
}

Deno.test("ReaderProcesses.run() replies as the pool in this process does", async () => {
  const folders = new BoardFolders(await sharedBoards());
  const here = new ReaderPool(folders);
  const away = new ReaderProcesses(folders, () => {});
  const query = { limit: 1000 };
  for (const id of ["full_duckdb", "full_parquet", "one_parquet"]) {
    const tasks: ReadTask[] = [
      DETAILS,
      { kind: "media", query },
      { kind: "tables", query },
      { kind: "histograms", query: { ...query, thin: 5 } },
      { kind: "steps", query: { kind: "histograms", name: "grads" } },
      { kind: "series", request: { board: id, metric: "x", x: "step", maxPoints: 100 } },
      { kind: "series", request: { board: id, metric: "loss", x: "step", maxPoints: 100 } },
    ];
    for (const task of tasks) {
      const outcome = (reply: Promise<Uint8Array>) =>
        reply.catch((thrown) => {
          const { kind, status, message } = toRequestError(thrown);
          return [kind, status, message];
        });
      assertEquals(await outcome(away.run(id, task)), await outcome(here.run(id, task)));
    }
  }
  assertEquals((await assertRejects(() => away.run("..", DETAILS), RequestError)).status, 404);
  await away.drop("full_duckdb");
  await away.run("full_duckdb", DETAILS);
  await away.close();
  await here.close();
  await assertRejects(() => away.run("full_duckdb", DETAILS), RequestError, "cancelled");
});

Deno.test("ReaderProcesses.run() names the board that ends its process, and reads others meanwhile", async () => {
  await using odd = new OddReaders({ limits: { residentBytes: 400 * MIB } });
  const refusals = Promise.all(
    ["crashes", "eats", "babbles", "lies", "refuses"].map((id) => odd.refusal(id)),
  );
  for (let index = 0; index < 20; index++) assertMatch(await odd.read(`sound_${index}`), /^\d+$/);
  const crash = "its files may be damaged or forged, or need more memory than there is";
  const how = Deno.build.os === "linux" ? "SIGABRT" : "exit code 134";
  const [crashed, ...others] = await refusals;
  assertEquals(
    crashed,
    `failed 422: The process that read this board has crashed (${how}): ${crash}`,
  );
  assertEquals(others.map((refusal) => refusal.replace(/\(.*?\)/, "(…)")), [
    "failed 422: Reading this board was ended: it took more than 400 MiB of memory",
    `failed 422: The process that read this board has crashed (…): ${crash}`,
    `failed 422: The process that read this board has crashed (…): ${crash}`,
    "failed 422: It is damaged",
  ]);
  assertEquals(odd.messages, []);
});

Deno.test("ReaderProcesses.run() ends a task that takes too long, and no other", async () => {
  await using odd = new OddReaders({ limits: { taskMs: 1000 } });
  const refusal = odd.refusal("hangs");
  assertMatch(await odd.read("sound"), /^\d+$/);
  assertEquals(
    await refusal,
    "timeout 504: Reading this board was ended: it took more than 1 s",
  );
});

Deno.test("ReaderProcesses.run() reads a board that ended two processes only once it has changed", async () => {
  await using odd = new OddReaders();
  const first = await odd.refusal("crashes");
  assertEquals(await odd.refusal("crashes"), first);
  const never = await odd.refusal("crashes");
  assertEquals(never, `${first}; it is not read again until its files change, or you ask for it`);
  assertEquals(await odd.refusal("crashes", DETAILS), never);
  Deno.writeTextFileSync(join(odd.path("crashes"), "metadata.json"), "{}");
  for (let round = 0; round < 2; round++) assertEquals(await odd.refusal("crashes"), first);
  assertEquals(await odd.refusal("crashes"), never);
  await odd.readers.drop("crashes");
  assertEquals(await odd.refusal("crashes"), first);
});

Deno.test("ReaderProcesses.run() has a board read by one process, and one task at a time", async () => {
  await using odd = new OddReaders();
  const pid = await odd.read("sound");
  assertEquals(
    new Set(await Promise.all(Array.from({ length: 20 }, () => odd.read("sound")))),
    new Set([pid]),
  );
});

Deno.test("ReaderProcesses.run() waits for no board that hangs, however many there are", async () => {
  await using odd = new OddReaders({ limits: { taskMs: 20_000 } });
  const stop = new AbortController();
  const hanging = Array.from(
    { length: 12 },
    (_, index) => odd.refusal(`hangs_${index}`, index % 2 === 0 ? STEPS : DETAILS, stop.signal),
  );
  // All processes are taken, more than once over.
  assertMatch(await odd.read("sound_1"), /^\d+$/);
  assertMatch(await odd.read("sound_2", DETAILS), /^\d+$/);
  stop.abort();
  for (const refusal of await Promise.all(hanging)) assertMatch(refusal, /^cancelled 499/);
});

Deno.test("ReaderProcesses.run() runs once more what had to make room", async () => {
  await using odd = new OddReaders({ limits: { taskMs: 20_000 } });
  const slow = Array.from({ length: 6 }, (_, index) => odd.read(`slow_${index}`));
  assertMatch(await odd.read("sound"), /^\d+$/);
  for (const pid of await Promise.all(slow)) assertMatch(pid, /^\d+$/);
});

Deno.test("ReaderProcesses.run() is cancelled where it waits and where it runs", async () => {
  await using odd = new OddReaders();
  const [before, running, waiting] = [1, 2, 3].map(() => new AbortController());
  assert(before !== undefined && running !== undefined && waiting !== undefined);
  before.abort();
  const cancelled = "cancelled 499: The request was cancelled";
  assertEquals(await odd.refusal("waits", STEPS, before.signal), cancelled);
  const refusals = [
    odd.refusal("waits", STEPS, running.signal),
    odd.refusal("waits", STEPS, waiting.signal),
  ];
  const pid = await odd.read("sound");
  waiting.abort();
  assertEquals(await refusals[1], cancelled);
  running.abort();
  assertEquals(await refusals[0], cancelled);
  assertEquals(await odd.read("sound"), pid);
  await odd.readers.drop("waits");
});

Deno.test("ReaderProcesses.drop() waits for no task that takes long, nor for a process that is gone", async () => {
  await using odd = new OddReaders();
  const hanging = odd.refusal("hangs");
  const waiting = odd.refusal("hangs");
  await odd.readers.drop("hangs");
  assertMatch(await hanging, /^cancelled 499/);
  // Another reads it already.
  await odd.readers.drop("hangs");
  await odd.readers.close();
  assertMatch(await waiting, /^cancelled 499/);
});

Deno.test("ReaderProcesses.close() ends what runs and what waits", async () => {
  await using odd = new OddReaders();
  const refusals = [odd.refusal("hangs"), odd.refusal("hangs"), odd.refusal("hangs_2", DETAILS)];
  await odd.read("sound");
  await odd.readers.close();
  for (const refusal of await Promise.all(refusals)) assertMatch(refusal, /^cancelled 499/);
});

Deno.test("ReaderProcesses.run() reads here, and says so once, where no process can be started", async () => {
  const boards = await sharedBoards();
  for (const program of ["odd_reader.ts", "there_is_none.ts"]) {
    const messages: string[] = [];
    using dir = new TempDir();
    // Its name makes the program end at once.
    Deno.symlinkSync(boards, dir.join("dies_at_once"));
    const readers = new ReaderProcesses(
      new BoardFolders(dir.join("dies_at_once")),
      (message) => messages.push(message),
      { program: new URL(`../fixtures/${program}`, import.meta.url).href },
    );
    readers.prepare();
    const replies = await Promise.all(
      ["full_duckdb", "one_duckdb", "full_duckdb"].map((id) => readers.run(id, DETAILS)),
    );
    for (const reply of replies) {
      assert(JSON.parse(new TextDecoder().decode(reply)).details.metrics.length > 0);
    }
    assertEquals(messages.length, 1);
    assertMatch(messages[0] ?? "", /no other can be started \(exit code 1\)/);
    await readers.drop("full_duckdb");
    await readers.close();
  }
});

Deno.test("ReaderProcesses.run() reads in processes of their own in a folder with a comma in its name", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("a, b,,c");
  const copied = await new Deno.Command("cp", { args: ["-r", await sharedBoards(), baseDir] })
    .output();
  assertEquals(copied.code, 0);
  const messages: string[] = [];
  const readers = new ReaderProcesses(new BoardFolders(baseDir), (message) => {
    messages.push(message);
  });
  const reply = await readers.run("full_duckdb", DETAILS);
  assert(JSON.parse(new TextDecoder().decode(reply)).details.metrics.length > 0);
  assertEquals(messages, []);
  await readers.close();
});

Deno.test("ReaderProcesses.takeIdle() gives away a process that has read no board, for good", async () => {
  await using odd = new OddReaders();
  assertEquals(odd.readers.takeIdle(), undefined);
  odd.readers.prepare();
  const taken = odd.readers.takeIdle();
  assert(taken !== undefined);
  assertEquals(odd.readers.takeIdle(), undefined);
  const other = await odd.read("one");
  assertEquals(odd.readers.takeIdle(), undefined, "one has a board open");
  await odd.readers.close();
  const own = new TextDecoder().decode(await taken.run("two", STEPS));
  assert(own !== other, own);
  await taken.end("closed");
});
