import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { WriterModule } from "../../../board/worker/writer_module.ts";

const ROOT = fromFileUrl(new URL("../../../", import.meta.url));
const SCRIPT = fromFileUrl(new URL("./fixtures/log_once.ts", import.meta.url));

/** Bundling and a run each take a second; what hangs is ended. */
async function deno(...args: string[]): Promise<{ code: number; stderr: string }> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(120_000),
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("a bundled script is refused its board at once, and told what to do", async () => {
  const dir = Deno.makeTempDirSync();
  try {
    const bundle = join(dir, "dist", "out", "bundle.js");
    const bundling = await deno("bundle", "--quiet", "--output", bundle, SCRIPT);
    assertEquals(bundling.code, 0, bundling.stderr);
    await assertRefused(bundle, join(dir, "boards"));
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
});

Deno.test("a minified bundle in pieces is refused, also beside another writer", async () => {
  const dir = Deno.makeTempDirSync();
  try {
    const outDir = join(dir, "dist", "out");
    const options = ["--minify", "--code-splitting", "--outdir", outDir];
    const bundling = await deno("bundle", "--quiet", ...options, SCRIPT);
    assertEquals(bundling.code, 0, bundling.stderr);
    // Where the library's own modules find theirs. It takes whatever it is sent.
    Deno.mkdirSync(join(dir, "writer"));
    Deno.writeTextFileSync(join(dir, "writer", "worker.ts"), "setInterval(() => {}, 1000);\n");
    await assertRefused(join(outDir, "log_once.js"), join(dir, "boards"));
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
});

async function assertRefused(bundle: string, baseDir: string): Promise<void> {
  const { code, stderr } = await deno("run", "-A", bundle, baseDir);
  assertEquals(code, 1, stderr);
  assertStringIncludes(stderr, "Error: Cannot create a board: expected the module of its writer");
  assertStringIncludes(stderr, "--external");
  assertEquals(stderr.includes("journal"), false, stderr);
  // No folder is made for it.
  assertThrows(() => Deno.statSync(baseDir), Deno.errors.NotFound);
}

Deno.test("a library whose backends were left out is refused a board", async () => {
  const dir = Deno.makeTempDirSync();
  try {
    // As `deno compile` has it, which follows imports, and not the addresses made at run time.
    for (const name of ["board", "writer", "backends", "format", "system", "std"]) {
      copyTree(join(ROOT, name), join(dir, name));
    }
    for (const name of ["mod.ts", "deno.json", "deno.lock"]) {
      Deno.copyFileSync(join(ROOT, name), join(dir, name));
    }
    Deno.removeSync(join(dir, "backends", "duckdb", "load_duckdb.ts"));
    const script = join(dir, "script.ts");
    Deno.writeTextFileSync(
      script,
      Deno.readTextFileSync(SCRIPT).replace("../../../../mod.ts", "./mod.ts"),
    );
    const baseDir = join(dir, "boards");
    const { code, stderr } = await deno("run", "-A", "--no-check", script, baseDir);
    assertEquals(code, 1, stderr);
    assertStringIncludes(stderr, "duckdb/load_duckdb.ts, which is not there");
    assertThrows(() => Deno.statSync(baseDir), Deno.errors.NotFound);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
});

function copyTree(from: string, to: string): void {
  Deno.mkdirSync(to);
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copyTree(join(from, name), join(to, name));
    else Deno.copyFileSync(join(from, name), join(to, name));
  }
}

Deno.test("a bundle whose modules have no address is refused a board, too", () => {
  assertThrows(() => new WriterModule("").check(), Error, "a module that has no address");
  new WriterModule().check();
  new WriterModule("https://jsr.example/board/worker/writer_module.ts?v=1").check();
  const served = "https://cdn.example/assets/index-B7x.js";
  assertThrows(() => new WriterModule(served).check(), Error, `the library within ${served}`);
});
