/**
 * Runs `examples/view_board.ipynb` from top to bottom in Deno's own kernel, by
 * `jupyter nbconvert`: part of `deno task test:python`.
 *
 * `KOHAKUBOARD_NOTEBOOK_DIR` names a folder to keep the notebooks that ran in.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { Board, Histogram, Table } from "@kohakuboard/client";
import { openBoard } from "../../reader/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { codeBlocks } from "../support/markdown_blocks.ts";
import { pythonEnvironment } from "./environment.ts";

const ROOT = fromFileUrl(new URL("../..", import.meta.url));
const NOTEBOOK = join(ROOT, "examples", "view_board.ipynb");
const TRAINING = join(ROOT, "examples", "train_digits.ts");
const REQUIREMENTS = fromFileUrl(new URL("./notebook_requirements.txt", import.meta.url));

interface Notebook {
  cells: { cell_type: "code" | "markdown"; outputs?: Output[] }[];
}

interface Output {
  output_type: string;
  data?: Record<string, string | string[]>;
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
      const outputs = await runNotebook(NOTEBOOK, `view_board_${backend}`, dir, {
        KOHAKUBOARD_DIR: baseDir,
      });
      // The committed one has been looked at: each cell shows as much as there.
      assertEquals(outputs.map(formatsOf), (await readOutputs(NOTEBOOK)).map(formatsOf));
    },
  });
}

/** What a run may lack: all that a board logs, and what the notebook then says. */
const RUNS: {
  lacks: string;
  backend: "duckdb" | "parquet";
  log: (board: Board) => void;
  says: string[];
}[] = [
  {
    lacks: "media",
    backend: "duckdb",
    log: (board) => board.log({ loss: 0.5, right: true, phase: "warm-up" }),
    says: ["0 rows, 0 files", "loss: 1 of 1 values", "0 histograms"],
  },
  {
    lacks: "numbers",
    backend: "parquet",
    log(board) {
      board.log({ phase: "warm-up" });
      board.logImages("image", { data: new Uint8Array(64), width: 8, height: 8 });
      board.logTable("table", new Table([{ "a < b": "<i>", none: null }]));
    },
    says: [
      "No metric of this run has numbers.",
      "1 rows, 1 files",
      "table, global step null, 1 rows",
    ],
  },
  {
    lacks: "rows",
    backend: "parquet",
    log: () => {},
    says: ["No metric of this run has numbers.", "0 rows, 0 files"],
  },
  {
    lacks: "finite numbers",
    backend: "duckdb",
    log(board) {
      for (const loss of [NaN, Infinity, -Infinity]) board.log({ loss, steps: 2 ** 53 });
      board.log({ h: new Histogram([]), one: new Histogram([3]) });
    },
    says: ["loss: 3 of 3 values", "2 histograms"],
  },
];

Deno.test({
  name: "view_board.ipynb runs in a project of one's own, on runs that lack something",
  ignore: isMissing,
  async fn(t) {
    using dir = new TempDir();
    for (const { lacks, backend, log, says } of RUNS) {
      await t.step(`no ${lacks}`, async () => {
        const project = makeProject(dir, `no ${lacks}`);
        Deno.copyFileSync(NOTEBOOK, join(project, "view_board.ipynb"));
        const baseDir = join(project, "kohakuboard");
        const board = new Board({ name: `no ${lacks}`, baseDir, backend, captureOutput: false });
        log(board);
        await board.finish();
        const name = `view_board_no_${lacks.replace(" ", "_")}`;
        const outputs = await runNotebook(join(project, "view_board.ipynb"), name, dir);
        const texts = outputs.flat().map(({ data }) =>
          [data?.["text/plain"] ?? ""].flat().join("")
        );
        for (const text of [`${board.boardId}: finished, 0 problems`, ...says]) {
          assertStringIncludes(texts.join("\n"), text);
        }
      });
    }
  },
});

Deno.test({
  name: "the rows of a notebook's last cell are in the journal when its kernel is shut down",
  ignore: isMissing,
  async fn() {
    using dir = new TempDir();
    const options = { name: "cells", boardId: "cells", baseDir: dir.path, systemMetrics: false };
    const cells = [
      'import { Board } from "@kohakuboard/client";',
      `const board = new Board(${JSON.stringify(options)}); board.log({ loss: 1 });`,
    ];
    const notebook = join(makeProject(dir, "project"), "cells.ipynb");
    await Deno.writeTextFile(notebook, JSON.stringify(notebookOf(cells)));
    await runNotebook(notebook, "cells_ran", dir);
    await using board = await openBoard(dir.join("cells"));
    assertEquals([...(await board.scalars("loss")).y], [1]);
    assertEquals(board.problems, []);
  },
});

Deno.test("view_board.ipynb has the versions of packages that deno.json has", async () => {
  const { imports } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  const text = await Deno.readTextFile(NOTEBOOK);
  const specifiers = [...text.matchAll(/from \\"(npm:[^"\\]+)\\"/g)].map(([, found]) => found);
  assertEquals(specifiers.length, 2);
  for (const specifier of specifiers) assert(Object.values(imports).includes(specifier), specifier);
});

/** Makes a project of one's own, as docs/own_project.md says, and returns its folder. */
function makeProject(dir: TempDir, name: string): string {
  const client = dir.join("client");
  if (!existsSync(client)) Deno.symlinkSync(ROOT, client);
  const page = Deno.readTextFileSync(join(ROOT, "docs", "own_project.md"));
  const config = codeBlocks(page).find(({ language }) => language === "json")?.code ?? "";
  const project = dir.join(name);
  Deno.mkdirSync(project);
  Deno.writeTextFileSync(join(project, "deno.json"), config);
  return project;
}

function notebookOf(cells: string[]) {
  const kernelspec = { name: "deno", display_name: "Deno", language: "typescript" };
  return {
    nbformat: 4,
    nbformat_minor: 4,
    metadata: { kernelspec },
    cells: cells.map((source) => ({
      cell_type: "code",
      source,
      metadata: {},
      outputs: [],
      execution_count: null,
    })),
  };
}

/** Runs a notebook in its own folder, and returns what each of its cells shows. */
async function runNotebook(
  path: string,
  name: string,
  dir: TempDir,
  env: Record<string, string> = {},
): Promise<Output[][]> {
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
  const jupyter = ["--execute", "--to", "notebook", "--output-dir", outputDir];
  await run(
    join(dirname(python), "jupyter"),
    ["nbconvert", ...jupyter, "--output", name, path],
    { JUPYTER_PATH: dir.join("jupyter"), ...env },
  );
  const outputs = await readOutputs(join(outputDir, `${name}.ipynb`));
  for (const output of outputs.flat()) {
    assert(output.output_type === "display_data", JSON.stringify(output));
  }
  return outputs;
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
