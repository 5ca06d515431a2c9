/** Who may read a board: the umask says it, for every file, whoever writes it. */
import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { TempDir } from "../../testing/temp_dir.ts";

const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

Deno.test({
  name: "every file and folder of a board has the rights that the umask leaves",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using dir = new TempDir();
    Deno.writeTextFileSync(
      dir.join("script.ts"),
      `import { Board } from "${import.meta.resolve("../../mod.ts")}";
      for (const backend of ["duckdb", "parquet"] as const) {
        for (const id of ["open", "finished"]) {
          const boardId = \`\${backend}_\${id}\`;
          const board = new Board({ name: "rights", boardId, backend, baseDir: Deno.args[0] });
          board.log({ loss: 1 });
          board.logImages("image", { data: new Uint8Array(4), width: 2, height: 2 });
          console.log("printed");
          await board.flush();
          board.log({ loss: 2 });
          if (id === "finished") await board.finish();
          else await board.flush();
        }
      }
      Deno.kill(Deno.pid, "SIGKILL");`,
    );
    for (const [umask, file, folder] of [["077", "600", "700"], ["027", "640", "750"]]) {
      const baseDir = dir.join(`boards_${umask}`);
      const run = [Deno.execPath(), "run", "-A", "--no-check", `--config=${CONFIG}`];
      await new Deno.Command("sh", {
        args: ["-c", `umask ${umask}; exec "$@"`, "sh", ...run, dir.join("script.ts"), baseDir],
      }).output();
      const rights = rightsIn(baseDir);
      const expected = rights.map((
        [path, , isFolder],
      ) => [path, isFolder ? folder : file, isFolder]);
      assertEquals(rights, expected);
      assertEquals(rights.length > 40, true, rights.join("\n"));
    }
  },
});

function rightsIn(path: string): [path: string, mode: string, isFolder: boolean][] {
  const { mode, isDirectory } = Deno.lstatSync(path);
  const inside = isDirectory
    ? [...Deno.readDirSync(path)].flatMap(({ name }) => rightsIn(join(path, name)))
    : [];
  return [[path, ((mode ?? 0) & 0o777).toString(8), isDirectory], ...inside];
}
