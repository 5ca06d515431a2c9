/**
 * The first run on a fresh machine: Deno has no npm package yet, and the registry fails or never
 * answers.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { repairBoard } from "../../board/repair_board.ts";
import { openBoard } from "../../reader/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";

const ROOT = fromFileUrl(new URL("../..", import.meta.url));
/** A script that hangs is killed after this long. */
const MAX_MS = 60_000;

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

Deno.test("the first run loses nothing while its packages cannot be downloaded", async () => {
  const cases = [
    { backend: "duckdb", end: "finish", registry: "silent" },
    { backend: "parquet", end: "exit", registry: "silent" },
    { backend: "duckdb", end: "exit", registry: "failing" },
  ];
  await Promise.all(cases.map(async ({ backend, end, registry }) => {
    using dir = new TempDir();
    const { code, stdout, stderr } = await firstRun(dir, backend, end, registry);
    const title = `${backend}, ${end}, ${registry}: ${stdout}${stderr}`;
    assertEquals(code, 0, title);
    assert(!stderr.includes("The writer failed"), title);
    assert(!/(?<!nothing is )\blost\b/.test(stdout + stderr), title);
    const said = end === "finish" ? stdout : stderr;
    assertStringIncludes(said, "Cannot finish the board", title);
    assertStringIncludes(said, "data/journal", title);
    if (registry === "silent") {
      assert(/Loading .* takes long: Deno downloads it/.test(stderr), title);
      assertStringIncludes(said, "still loading", title);
    }
    const boardDir = dir.join(`${backend}_${end}`);
    const problems: string[] = [];
    await repairBoard(boardDir, { onProblem: (problem) => problems.push(problem) });
    assertEquals(problems, [], title);
    await using reader = await openBoard(boardDir);
    const { y } = await reader.scalars("loss");
    assertEquals([...y], Array.from({ length: 20 }, (_, step) => 1 / (1 + step)), title);
    const [image] = await reader.media({ name: "image" });
    assertEquals([image?.width, image?.format], [8, "png"], title);
  }));
});

async function firstRun(
  dir: TempDir,
  backend: string,
  end: string,
  registry: string,
): Promise<Outcome> {
  const { promise: closed, resolve: close } = Promise.withResolvers<Response>();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => registry === "silent" ? closed : new Response("Out of order", { status: 500 }),
  );
  const { imports } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  const config = dir.join("deno.json");
  const std = { "@std/path": join(ROOT, "std/path/mod.ts") };
  Deno.writeTextFileSync(config, JSON.stringify({ imports: { ...imports, ...std } }));
  using denoDir = new TempDir();
  const script = fromFileUrl(new URL("./fixtures/first_run.ts", import.meta.url));
  const flags = ["-A", "--no-check", "--no-lock", "--config", config];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, script, dir.path, backend, end],
    env: {
      NO_COLOR: "1",
      DENO_DIR: denoDir.path,
      NPM_CONFIG_REGISTRY: `http://127.0.0.1:${server.addr.port}/`,
    },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), MAX_MS);
  const { code, stdout, stderr } = await child.output();
  clearTimeout(timer);
  close(new Response(null, { status: 503 }));
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
