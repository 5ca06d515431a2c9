import type { Command } from "commander";
import { SHARE_PARTS } from "../../share/share_parts.ts";
import { BOARD_OR_ALL } from "../arguments/argument_texts.ts";
import { nonEmpty, parseShareParts, parseSize } from "../arguments/parse_argument.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo share`. */
export function addShareCommand(program: Command, { baseDir }: BoardsPlace): void {
  program.command("share")
    .summary("Write boards as a web page for those who have nothing installed")
    .description(
      "Write boards as a web page for those who have nothing installed.\n\n" +
        "The folder is a site of plain files, for any web server; --single-file is one file that " +
        "opens from the disk, for a mail. The command first says what the page will contain, and " +
        "on a terminal asks. An earlier share that is there is replaced.",
    )
    .argument("<board...>", BOARD_OR_ALL)
    .option("--out <folder>", "Folder of the site", nonEmpty)
    .option("--single-file <file>", "Instead of a folder one file, such as run.html", nonEmpty)
    .option(
      "--max-size <size>",
      "With --single-file: larger, and metrics have not all rows (default: 25MB)",
      parseSize,
    )
    .option(
      "--without <parts>",
      `What to leave out, of ${SHARE_PARTS.join(",")} (default: nothing)`,
      parseShareParts,
    )
    .option("--yes", "Do not ask")
    .option("--json", "Print what was written as JSON")
    .addHelpText(
      "after",
      examples(
        "kobo share latest --out ./site",
        "kobo share all --out ./site --without config,logs,argv,host",
        "kobo share latest --single-file run.html --max-size 10MB",
      ),
    )
    .action(async (boards, options) =>
      (await import("./share.ts")).share(baseDir(), boards, options)
    );
}
