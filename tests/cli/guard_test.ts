import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { TempDir } from "../../testing/temp_dir.ts";
import { kobo, spawnKobo } from "./support/kobo.ts";
import { makeSmallBoard } from "./support/small_board.ts";

/** DuckDB works on one value for minutes, and hears no interrupt meanwhile. */
const DEAF = "SELECT levenshtein(repeat('a', 400000), repeat('b', 400000)) AS distance";

Deno.test("a command whose query hears no interrupt ends at one signal", async () => {
  using dir = new TempDir();
  await makeSmallBoard(dir.path, "small");
  const out = dir.join("x.csv");
  await using child = spawnKobo(["export", "small", "--dir", dir.path, "-q", DEAF, "-o", out]);
  await child.stdin.close();
  // Only once it listens does a signal not end it at once.
  await waitForQuery(child.pid);
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
  assertEquals((await child.output()).code, 143);
  clearTimeout(timer);
  assert(![...Deno.readDirSync(dir.path)].some(({ name }) => name === "x.csv"));
});

Deno.test("a command whose thread hears no signal is ended by its guard", async () => {
  await using child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", new URL("fixtures/deaf_command.ts", import.meta.url).href],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const bound = setTimeout(() => child.kill("SIGQUIT"), 60_000); // Nobody listens for that one.
  const stderr = new Response(child.stderr).text();
  let stdout = "";
  let signalling: ReturnType<typeof setInterval> | undefined;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    stdout += text;
    // Until its guard listens, a signal is heard by nobody.
    signalling ??= setInterval(() => signal(child), 500);
  }
  const ended = await child.status;
  for (const timer of [signalling, bound]) clearTimeout(timer);
  assertEquals([ended.signal, stdout, await stderr], ["SIGKILL", "deaf\n", ""]);
});

Deno.test("a command that takes more memory than it may is ended, and says so", async () => {
  using dir = new TempDir();
  await makeSmallBoard(dir.path, "small");
  const rows = "SELECT repeat('a', 3000000) || range AS text FROM range(200)";
  const args = ["--dir", dir.path, "--memory", "300MiB", "sql", "small", "--json"];
  for (
    const [query, message] of [
      [rows.replace("range(200)", "range(5)") + " ORDER BY text", ""],
      [rows.replace("range(200)", "range(1000)") + " ORDER BY text", "--memory allows more"],
      ["SELECT range AS a, range AS b, range AS c FROM range(3000000)", "--memory allows more"],
    ] as const
  ) {
    const { code, stderr } = await kobo([...args, query]);
    assertEquals([code, stderr === ""], message === "" ? [0, true] : [1, false], stderr);
    assertStringIncludes(stderr, message);
  }
});

/** Signals a process, unless it has ended meanwhile. */
function signal(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGTERM");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

/** Waits until a process has used the processor for some time: its query has begun. */
async function waitForQuery(pid: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (Deno.build.os !== "linux") {
      if (tries < 50) continue;
      return;
    }
    const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]!.split(" ");
    if (Number(fields[11]) + Number(fields[12]) > 200) return;
  }
}
