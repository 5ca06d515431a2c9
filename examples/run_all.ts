/**
 * Runs all examples, and prints for each which folder it wrote or read, and
 * what is in it. Exits with 1 if one of them fails.
 *
 * ```sh
 * deno task examples
 * ```
 */
import { describeBoard } from "./describe_board.ts";

const EXAMPLES = [
  ["basic.ts", "--backend", "duckdb"],
  ["basic.ts", "--backend", "parquet"],
  ["explicit_steps.ts"],
  ["advanced.ts"],
  ["all_media_types.ts"],
  ["media_in_tables.ts"],
  ["signal_handling.ts"],
  ["train_digits.ts", "--backend", "duckdb"],
  ["train_digits.ts", "--backend", "parquet"],
  ["custom_backend/main.ts"],
  ["query_duckdb.ts"],
  ["query_parquet.ts"],
];

const failed: string[] = [];
for (const [script = "", ...args] of EXAMPLES) {
  const title = [script, ...args].join(" ");
  console.log(`%c── ${title}`, "font-weight: bold");
  try {
    console.log(`${await describeBoard(await run(script, args))}\n`);
  } catch (error) {
    failed.push(title);
    console.error(`${title} failed: ${error instanceof Error ? error.message : error}\n`);
  }
}
console.log(
  failed.length === 0
    ? `All ${EXAMPLES.length} examples ran.`
    : `${failed.length} of ${EXAMPLES.length} examples failed: ${failed.join(", ")}`,
);
if (failed.length > 0) Deno.exit(1);

/** Runs an example, and returns the folder that it names on the line `Board: …`. */
async function run(script: string, args: string[]): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", import.meta.resolve(`./${script}`), ...args],
    stdout: "piped",
  }).spawn();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    await Deno.stdout.write(new TextEncoder().encode(text));
    output += text;
  }
  const { code } = await child.status;
  if (code !== 0) throw new Error(`It exited with ${code}`);
  const boardDir = /^Board: (.+)$/m.exec(output)?.[1];
  if (boardDir === undefined) throw new Error("It named no board");
  return boardDir;
}
