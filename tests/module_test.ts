import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { RowReader } from "./support/row_reader.ts";
import { TempDir } from "../testing/temp_dir.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));
const MAIN = new URL("../mod.ts", import.meta.url).href;
/** What only the worker may load. */
const HEAVY = /duckdb|arrow|parquet|\.wasm/i;

Deno.test("the module works when it is imported over HTTP, worker included", async (t) => {
  using dir = new TempDir();
  await using registry = serveModule();
  const { port } = registry.addr;
  await linkStandIn(dir, { "@kohakuboard/client": `http://127.0.0.1:${port}/mod.ts` });
  await Deno.writeTextFile(
    dir.join("run.ts"),
    `import { Board } from "@kohakuboard/client";
    const [backend] = Deno.args;
    const board = new Board({ name: "http", boardId: backend, backend });
    for (let i = 0; i < 100; i++) board.log({ loss: 1 / (1 + i), late: i > 90 ? "yes" : null });
    await board.flush();
    board.log({ loss: NaN });
    await board.finish();`,
  );
  await using reader = new RowReader();
  for (
    const [backend, file] of [
      ["duckdb", "board.duckdb"],
      ["parquet", "metrics.parquet"],
    ] as const
  ) {
    await t.step(backend, async () => {
      const permissions = [
        "--allow-read", // Its own folder, and the WebAssembly of Parquet in Deno's cache.
        "--allow-write=kohakuboard",
        `--allow-import=127.0.0.1:${port}`,
      ];
      if (backend === "duckdb") permissions.push("--allow-ffi");
      await deno(["run", "--no-prompt", ...permissions, "run.ts", backend], { cwd: dir.path });
      const path = dir.join("kohakuboard", backend, "data", file);
      const { columns, cells: [steps, losses] } = backend === "duckdb"
        ? await reader.query(path, "SELECT step, loss, late FROM metrics ORDER BY step")
        : await reader.query("", `SELECT step, loss, late FROM '${path}' ORDER BY step`);
      assertEquals(columns.map(({ type }) => type), ["int64", "double", "string"]);
      assertEquals(steps, Array.from({ length: 101 }, (_, i) => BigInt(i)));
      assertEquals(losses![99], 0.01);
      assertEquals(losses![100], NaN);
    });
  }
});

Deno.test("a script that lacks a permission is refused by new Board(), with all flags that are missing", async () => {
  using dir = new TempDir();
  const script = `import { Board } from "${MAIN}";\n` +
    `const board = new Board({ name: "x", baseDir: "kohakuboard", ...JSON.parse(Deno.args[0]) });\n` +
    "board.log({ loss: 1 });\nawait board.finish();\nconsole.log(board.backend);\n";
  Deno.writeTextFileSync(dir.join("run.ts"), script);
  const run = async (options: object, ...flags: string[]) => {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-check", `--config=${ROOT}/deno.json`, ...flags, "run.ts"]
        .concat(JSON.stringify(options)),
      cwd: dir.path,
      env: { NO_COLOR: "1" },
    }).output();
    return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  };
  const all = ["--allow-read", "--allow-write=kohakuboard"];
  const [nothing, noFfi, noLibrary, parquet] = await Promise.all([
    run({}),
    run({}, ...all),
    run({ backend: "parquet" }, "--allow-read=.", "--allow-write=."),
    run({ backend: "parquet" }, ...all),
  ]);
  assertMatch(
    nothing!,
    /Cannot create a board .* run it again with --allow-read --allow-write --allow-ffi$/m,
  );
  assertMatch(noFfi!, /may not load DuckDB's native library; run it again with --allow-ffi$/m);
  assertMatch(noLibrary!, /may not read its library in .*; run it again with --allow-read$/m);
  // A machine that is busy says this, too: without --allow-env nobody knows where packages are kept.
  const slow = /^.*Loading Parquet and Arrow takes long.*\n/m;
  assertEquals(parquet!.replace(slow, ""), "parquet\n");
  assertEquals([...Deno.readDirSync(dir.join("kohakuboard"))].length, 1);
});

Deno.test("mod.ts has documented all that it exports", async () => {
  await deno(["doc", "--lint", "mod.ts"], { cwd: ROOT });
});

Deno.test("the package can be published", async () => {
  await deno(["publish", "--dry-run", "--allow-dirty"], { cwd: ROOT });
});

Deno.test("importing mod.ts reaches no DuckDB, Arrow or WebAssembly", async () => {
  const { modules }: { modules: { specifier: string }[] } = JSON.parse(
    await deno(["info", "--json", "mod.ts"], { cwd: ROOT }),
  );
  const paths = modules.map(({ specifier }) => specifier.replace(MAIN.replace("mod.ts", ""), ""));
  assert(paths.includes("board/board.ts"));
  // What format/ knows of Parquet is names of files; it may import nothing but system/.
  assertEquals(paths.filter((path) => HEAVY.test(path) && !path.startsWith("format/")), []);
  assertEquals(modules.filter(({ specifier }) => specifier.startsWith("npm:")), []);
});

Deno.test("the main thread loads no native code and no WebAssembly when a board is used", async () => {
  using dir = new TempDir();
  await Deno.writeTextFile(
    dir.join("run.ts"),
    `const calls: string[] = [];
    for (const name of ["Module", "Instance", "instantiate", "compile", "validate"] as const) {
      WebAssembly[name] = new Proxy(WebAssembly[name] as never, {
        apply: (...args) => (calls.push(name), Reflect.apply(...args)),
        construct: (...args) => (calls.push(name), Reflect.construct(...args)),
      });
    }
    const { Board } = await import(${JSON.stringify(MAIN)});
    const maps = Deno.build.os === "linux" ? Deno.readTextFileSync("/proc/self/maps") : "";
    const native = maps.split("\\n").filter((line) => line.includes("duckdb.node"));
    for (const backend of ["parquet", "duckdb"]) {
      const board = new Board({ name: backend, backend, baseDir: ${JSON.stringify(dir.path)} });
      board.log({ loss: 1 });
      await board.finish();
    }
    new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])); // This one shows.
    console.log(JSON.stringify({ calls, native }));`,
  );
  const args = ["run", "-A", "--config", join(ROOT, "deno.json"), dir.join("run.ts")];
  assertEquals(JSON.parse(await deno(args, { cwd: dir.path })), { calls: ["Module"], native: [] });
});

/** Serves what would be published, as JSR does: with all specifiers in full. */
function serveModule(): Deno.HttpServer<Deno.NetAddr> {
  const { imports, publish } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const path = new URL(request.url).pathname.slice(1);
    const isPublished = publish.include.some((name: string) =>
      name.endsWith("/") ? path.startsWith(name) : path === name
    );
    if (!isPublished) return new Response("Not published", { status: 404 });
    const code = (await Deno.readTextFile(join(ROOT, path))).replaceAll(
      /((?:from|import) ?\(?)"([^"]+)"/g,
      (all, before, name) => name in imports ? `${before}"${imports[name]}"` : all,
    );
    return new Response(code, { headers: { "content-type": "application/typescript" } });
  });
}

/** A project of its own, for which `jsr:@std/path` is the stand-in: the registry may be out of reach. */
async function linkStandIn(dir: TempDir, imports: Record<string, string>): Promise<void> {
  await Deno.mkdir(dir.join("path"));
  for await (const { name } of Deno.readDir(join(ROOT, "std/path"))) {
    await Deno.copyFile(join(ROOT, "std/path", name), dir.join("path", name));
  }
  await Deno.writeTextFile(
    dir.join("deno.json"),
    JSON.stringify({ imports, links: ["./path"] }),
  );
}

/** What a Deno process prints; throws where it fails. */
async function deno(args: string[], { cwd }: { cwd: string }): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const output = new TextDecoder().decode(stdout);
  assertEquals(code, 0, `deno ${args.join(" ")}\n${output}${new TextDecoder().decode(stderr)}`);
  return output;
}
