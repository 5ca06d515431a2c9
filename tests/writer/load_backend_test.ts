import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { TempDir } from "../../testing/temp_dir.ts";
import { toFileUrl } from "@std/path";
import { loadBackend } from "../../writer/load_backend.ts";

/** The address of a module with some text. */
function moduleWith(dir: TempDir, text: string): string {
  const path = dir.join("backend.ts");
  Deno.writeTextFileSync(path, text);
  return toFileUrl(path).href;
}

for (const name of ["duckdb", "parquet", "memory"]) {
  Deno.test(`loadBackend() loads the backend "${name}", which opens an empty folder`, async () => {
    using dir = new TempDir();
    const openBackend = await loadBackend(name);
    const backend = await openBackend({ dataDir: dir.join("data") });
    assertEquals(await backend.tables(), []);
    await backend.abort();
  });
}

Deno.test("loadBackend() loads the function openBackend of a module", async () => {
  using dir = new TempDir();
  const address = moduleWith(dir, `export const openBackend = () => "opened";`);
  const openBackend = await loadBackend(address) as unknown as () => string;
  assertEquals(openBackend(), "opened");
});

Deno.test("loadBackend() names the exports of a module that is no backend", async () => {
  using dir = new TempDir();
  const address = moduleWith(dir, `export const openBackend = 1; export const other = 2;`);
  const error = await assertRejects(() => loadBackend(address), TypeError, address);
  assertStringIncludes(error.message, "found openBackend, other");
});

Deno.test("loadBackend() keeps the cause where a module cannot be loaded", async () => {
  using dir = new TempDir();
  const address = moduleWith(dir, `throw new RangeError("out of order");`);
  const error = await assertRejects(() => loadBackend(address), Error, "out of order");
  assertEquals((error.cause as Error).name, "RangeError");
});
