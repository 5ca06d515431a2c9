import type { Command } from "commander";
import { BOARD } from "../arguments/argument_texts.ts";
import { nonEmpty, parseNaturalNumber } from "../arguments/parse_argument.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo files`. */
export function addFilesCommand(program: Command, { baseDir }: BoardsPlace): void {
  program.command("files")
    .description("List the files of a board that were logged, or copy one out of it")
    .argument("<board>", BOARD)
    .option("--download <name>", "Copy the last file with this name", nonEmpty)
    .option("--step <step>", "Step of the files", parseNaturalNumber)
    .option("-o, --out <file>", "File to write (default: its name in the board)", nonEmpty)
    .option("--overwrite", "Replace an existing file")
    .option("--json", "Print JSON")
    .addHelpText(
      "after",
      examples("kobo files latest", "kobo files latest --download checkpoint --out best.pt"),
    )
    .action(async (board, options) =>
      (await import("./files.ts")).files(baseDir(), board, options)
    );
}
