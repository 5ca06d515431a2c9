import { DuckDBInstance } from "@duckdb/node-api";
import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { BackendDamagedError } from "../../../backends/backend.ts";
import { verifyApart } from "../../../backends/duckdb/verify_apart.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { makeDeadlyFile } from "../../faults/support/damage.ts";

async function makeFile(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(path, { threads: "1" });
  const connection = await instance.connect();
  await connection.run(
    "CREATE TABLE metrics AS SELECT i AS step, i / 7 AS loss FROM range(9) t(i)",
  );
  connection.closeSync();
  instance.closeSync();
}

/** In a folder whose name a program could take for several, or for an option. */
function folder(dir: TempDir): string {
  const folder = dir.join("--a, b'c é");
  Deno.mkdirSync(folder);
  return folder;
}

Deno.test("verifyApart() tells a sound file from damaged ones, and outlives what ends its process", async () => {
  using dir = new TempDir();
  const path = join(folder(dir), "board.duckdb");
  await makeFile(path);
  assertEquals(await verifyApart(path), true);
  const bytes = Deno.readFileSync(path);
  bytes.fill(0, 12_288 + 64, 12_288 + 4096);
  Deno.writeFileSync(path, bytes);
  const damaged = await assertRejects(() => verifyApart(path), BackendDamagedError);
  assertEquals(damaged.message.includes("checksum"), true, damaged.message);
  for (const [ends, reason] of [["process", "SIGSEGV"], ["instance", "INTERNAL"]] as const) {
    const deadly = dir.join(`${ends}.duckdb`);
    await makeDeadlyFile(deadly, ends);
    const { message } = await assertRejects(() => verifyApart(deadly), BackendDamagedError);
    assertEquals(message.startsWith(`Cannot read ${deadly}: `), true, message);
    assertEquals(message.includes(reason), true, message);
  }
});

Deno.test("verifyApart() says nothing of a file that another process holds", async () => {
  using dir = new TempDir();
  const dataDir = folder(dir);
  const path = join(dataDir, "board.duckdb");
  await makeFile(path);
  const holder = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", new URL("fixtures/hold_file.ts", import.meta.url).href, path],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const held = holder.stdout.getReader();
  await held.read();
  assertEquals(await verifyApart(path), false);
  await held.cancel();
  await holder.stdin.close();
  await holder.status;
  assertEquals(await verifyApart(path), true);
});

Deno.test({
  name: "verifyApart() starts no process where that is not permitted",
  permissions: { read: true, write: true, ffi: true, env: true, sys: true, run: false },
  async fn() {
    using dir = new TempDir();
    const path = dir.join("board.duckdb");
    await makeFile(path);
    assertEquals(await verifyApart(path), false);
  },
});
