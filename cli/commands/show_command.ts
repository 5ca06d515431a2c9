import type { Command } from "commander";
import { BOARD } from "../arguments/argument_texts.ts";
import { parseNaturalNumber, parsePositiveInteger } from "../arguments/parse_argument.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo show`. */
export function addShowCommand(program: Command, { baseDir }: BoardsPlace): void {
  program.command("show")
    .description("Show a board: config, metrics, media, tables, histograms, files, alerts")
    .argument("<board>", BOARD)
    .option("-n, --limit <count>", "Maximum lines per section (default: 50)", parsePositiveInteger)
    .option("--table <name>", "Print the last table with this name")
    .option("--media [name]", "List the media files, all or those with this name")
    .option("--step <step>", "Step of the table or the media", parseNaturalNumber)
    .option("--json", "Print JSON")
    .addHelpText(
      "after",
      examples(
        "kobo show latest",
        "kobo show latest --table val/confusion",
        "kobo show 2026 --json",
      ),
    )
    .action(async (board, options) => (await import("./show.ts")).show(baseDir(), board, options));
}
