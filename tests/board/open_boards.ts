import { basename, join } from "@std/path";
import { Board, type BoardOptions } from "../../mod.ts";
import { readParquet } from "../support/read_parquet.ts";
import { RowReader } from "../support/row_reader.ts";
import type { TableContent } from "../support/table_content.ts";
import { TempDir } from "../../testing/temp_dir.ts";

/** Boards of one test in a folder of its own; all are finished with it. */
export class OpenBoards implements AsyncDisposable {
  /** The folder that the boards are in. */
  readonly dir: TempDir = new TempDir();
  readonly #boards: Board[] = [];
  #reader?: RowReader;

  /** Opens a board; without options on Parquet, which starts soonest. */
  open(options: Partial<BoardOptions> = {}): Board {
    const board = new Board({
      name: "test",
      baseDir: this.dir.path,
      backend: "parquet",
      ...options,
    });
    this.#boards.push(board);
    return board;
  }

  /** Leaves a board alone whose finish has failed, as it should. */
  forget(board: Board): void {
    this.#boards.splice(this.#boards.indexOf(board), 1);
  }

  /** What the board's table has in its files, read by something that is not ours. */
  read(
    { boardDir, backend }: Pick<Board, "boardDir" | "backend">,
    table = "metrics",
  ): Promise<TableContent> {
    const dataDir = join(boardDir, "data");
    if (backend === "parquet") return readParquet(dataDir, table);
    this.#reader ??= new RowReader();
    return this.#reader.query(join(dataDir, "board.duckdb"), `SELECT * FROM ${table}`);
  }

  /** The board's `metadata.json`. */
  metadata({ boardDir }: Pick<Board, "boardDir">): Record<string, unknown> {
    return JSON.parse(Deno.readTextFileSync(join(boardDir, "metadata.json")));
  }

  /** All paths below the folder, with the content of each file. */
  tree(): Record<string, string> {
    return treeOf(this.dir.path);
  }

  /** Finishes all boards. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const board of this.#boards) await board.finish();
    await this.#reader?.[Symbol.asyncDispose]();
    this.dir[Symbol.dispose]();
  }
}

function treeOf(path: string): Record<string, string> {
  const tree: Record<string, string> = {};
  for (const { name, isDirectory } of Deno.readDirSync(path)) {
    const child = join(path, name);
    if (!isDirectory) {
      tree[name] = Deno.readTextFileSync(child);
      continue;
    }
    tree[`${name}/`] = "";
    for (const [below, content] of Object.entries(treeOf(child))) {
      tree[`${basename(child)}/${below}`] = content;
    }
  }
  return tree;
}

/** The cells of one column, by name. */
export function column(
  { columns, cells }: TableContent,
  name: string,
): TableContent["cells"][number] {
  return cells[columns.findIndex((other) => other.name === name)]!;
}
