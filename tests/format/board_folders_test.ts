import { assertThrows } from "@std/assert";
import { checkBoardFolders } from "../../format/board_folders.ts";
import { TempDir } from "../../testing/temp_dir.ts";

for (const folder of ["data", "data/journal", "data/journal/base", "media", "logs"]) {
  Deno.test({
    name: `checkBoardFolders() throws when ${folder} is a link or a file`,
    ignore: Deno.build.os === "windows",
    fn() {
      for (const kind of ["link", "file"]) {
        using dir = new TempDir();
        const path = dir.join("board", ...folder.split("/"));
        Deno.mkdirSync(path, { recursive: true });
        checkBoardFolders(dir.join("board"));
        Deno.removeSync(path);
        if (kind === "link") Deno.symlinkSync(dir.path, path);
        else Deno.writeTextFileSync(path, "");
        assertThrows(
          () => checkBoardFolders(dir.join("board")),
          Error,
          `${folder} to be a folder, found a ${kind}`,
        );
      }
    },
  });
}
