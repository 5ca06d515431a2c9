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
    const baseDir = join(dir, "boards");
    const { code, stderr } = await deno("run", "-A", bundle, baseDir);
    assertEquals(code, 1, stderr);
    assertStringIncludes(stderr, "Error: Cannot create a board: expected the module of its writer");
    assertStringIncludes(stderr, "--external");
    assertEquals(stderr.includes("journal"), false, stderr);
    // No folder is made for it.
    assertThrows(() => Deno.statSync(baseDir), Deno.errors.NotFound);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
});

Deno.test("a bundle whose modules have no address is refused a board, too", () => {
  assertThrows(() => new WriterModule("").check(), Error, "a module that has no address");
  new WriterModule().check();
  new WriterModule("https://jsr.example/board/worker/writer_module.ts").check();
});
