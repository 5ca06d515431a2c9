/**
 * Runs `examples/view_board.ipynb` from top to bottom in Deno's own kernel, by
 * `jupyter nbconvert`: part of `deno task test:python`.
 *
 * `KOHAKUBOARD_NOTEBOOK_DIR` names a folder to keep the notebooks that ran in.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { TempDir } from "../../testing/temp_dir.ts";
import { pythonEnvironment } from "./environment.ts";

const NOTEBOOK = fromFileUrl(new URL("../../examples/view_board.ipynb", import.meta.url));
const TRAINING = fromFileUrl(new URL("../../examples/train_digits.ts", import.meta.url));
const REQUIREMENTS = fromFileUrl(new URL("./notebook_requirements.txt", import.meta.url));

interface Notebook {
  cells: { cell_type: "code" | "markdown"; outputs?: Output[] }[];
}

interface Output {
  output_type: string;
  data?: Record<string, unknown>;
}

const environment = await pythonEnvironment(REQUIREMENTS);
const isMissing = typeof environment === "string";
if (isMissing) console.warn(`The notebook is not run: ${environment}`);
const python = isMissing ? "" : environment.python;

for (const backend of ["duckdb", "parquet"]) {
  Deno.test({
    name: `view_board.ipynb runs on a training's board (${backend})`,
    ignore: isMissing,
    async fn() {
      using dir = new TempDir();
      const baseDir = dir.join("kohakuboard");
      const train = ["run", "-A", TRAINING, "--epochs", "2", "--backend", backend];
      await run(Deno.execPath(), [...train, "--base-dir", baseDir]);

      const kernelDir = dir.join("jupyter", "kernels", "deno");
      await Deno.mkdir(kernelDir, { recursive: true });
      await Deno.writeTextFile(
        join(kernelDir, "kernel.json"),
        JSON.stringify({
          argv: [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
          display_name: "Deno",
          language: "typescript",
        }),
      );
      const outputDir = Deno.env.get("KOHAKUBOARD_NOTEBOOK_DIR") ?? dir.path;
      const name = `view_board_${backend}`;
      const jupyter = ["--execute", "--to", "notebook", "--output-dir", outputDir];
      await run(
        join(dirname(python), "jupyter"),
        ["nbconvert", ...jupyter, "--output", name, NOTEBOOK],
        { JUPYTER_PATH: dir.join("jupyter"), KOHAKUBOARD_DIR: baseDir },
      );

      const outputs = await readOutputs(join(outputDir, `${name}.ipynb`));
      // The committed one has been looked at: each cell shows as much as there.
      assertEquals(outputs.map(formatsOf), (await readOutputs(NOTEBOOK)).map(formatsOf));
      for (const output of outputs.flat()) {
        assert(output.output_type === "display_data", JSON.stringify(output));
      }
    },
  });
}

async function readOutputs(path: string): Promise<Output[][]> {
  const { cells }: Notebook = JSON.parse(await Deno.readTextFile(path));
  return cells.filter(({ cell_type }) => cell_type === "code").map(({ outputs }) => outputs ?? []);
}

function formatsOf(outputs: readonly Output[]): string[] {
  return outputs.map(({ data }) => Object.keys(data ?? {}).sort().join());
}

async function run(program: string, args: string[], env: Record<string, string> = {}) {
  const { code, stderr } = await new Deno.Command(program, { args, env, stdout: "null" }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
}
