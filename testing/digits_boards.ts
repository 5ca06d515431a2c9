import { join } from "@std/path";
import { copyMade } from "./copy_made.ts";
import { runScript } from "./run_script.ts";

const TRAIN_DIGITS = new URL("../examples/train_digits.ts", import.meta.url);

/** The ids of two trainings on digits, one with each backend. */
export type DigitsIds = [duckdb: string, parquet: string];

/** Copies two trainings of `examples/train_digits.ts` into a folder: the second has an epoch more. */
export async function copyDigitsBoards(baseDir: string): Promise<DigitsIds> {
  await copyMade("digits", baseDir, async (dir) => {
    await Promise.all(["duckdb", "parquet"].map(async (backend, i) => {
      const args = ["--backend", backend, "--epochs", String(3 + i), "--base-dir", dir];
      await runScript(TRAIN_DIGITS, args);
    }));
  });
  return [idOf(baseDir, "duckdb"), idOf(baseDir, "parquet")];
}

function idOf(baseDir: string, backend: string): string {
  const found = [...Deno.readDirSync(baseDir)].find(({ name }) => {
    const metadata = JSON.parse(Deno.readTextFileSync(join(baseDir, name, "metadata.json")));
    return metadata.name === "digits" && metadata.backend === backend;
  });
  if (found === undefined) throw new Error(`No training with ${backend} in ${baseDir}`);
  return found.name;
}
