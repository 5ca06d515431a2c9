import { assert } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { TempDir } from "../../testing/temp_dir.ts";

const FIXTURE = fromFileUrl(new URL("./fixtures/flush_or_finish.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** The calls by which a file gets its name, and by which it becomes durable, as strace prints them. */
async function callsOf(args: string[], dir: TempDir): Promise<string[]> {
  const log = dir.join("calls");
  await new Deno.Command("strace", {
    args: [
      ...["-f", "-y", "-s", "200", "-e", "trace=fsync,fdatasync,rename", "-o", log],
      ...[Deno.execPath(), "run", "-A", "-q", "--no-check", `--config=${CONFIG}`, FIXTURE, ...args],
    ],
    stdout: "null",
    stderr: "null",
  }).output();
  return Deno.readTextFileSync(log).split("\n");
}

const syncOf = (path: string) => new RegExp(`f(data)?sync\\(\\d+<${path}>`);
const hasStrace = (() => {
  try {
    return new Deno.Command("strace", { args: ["--version"] }).outputSync().code === 0;
  } catch {
    return false;
  }
})();

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test({
    name: `flush() makes metadata.json and the board's folder durable, ${backend}`,
    ignore: !hasStrace,
    async fn() {
      using dir = new TempDir();
      const base = dir.join("boards");
      const calls = await callsOf([base, "flush", backend], dir);
      for (const path of [`${base}/board/metadata.json`, `${base}/board`, base, dir.path]) {
        assert(calls.some((call) => syncOf(path).test(call)), `${path} is not synced`);
      }
    },
  });

  Deno.test({
    name: `finish() makes metadata.json durable before and after it has its name, ${backend}`,
    ignore: !hasStrace,
    async fn() {
      using dir = new TempDir();
      const base = dir.join("boards");
      const calls = await callsOf([base, "finish", backend], dir);
      const renamed = calls.findLastIndex((call) => /rename\(.*metadata\.json"/.test(call));
      const before = calls.slice(0, renamed);
      const written = before.findLastIndex((call) =>
        syncOf(`${base}/board/metadata.json.tmp`).test(call)
      );
      assert(
        renamed > 0 && written >= 0,
        "the last metadata.json has its name before it is synced",
      );
      const after = calls.slice(renamed);
      assert(after.some((call) => syncOf(`${base}/board`).test(call)), "its name is not synced");
    },
  });
}
