import type { Command } from "commander";
import { BOARD } from "../arguments/argument_texts.ts";
import { parseNaturalNumber } from "../arguments/parse_argument.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo tail`. */
export function addTailCommand(program: Command, { baseDir }: BoardsPlace): void {
  program.command("tail")
    .description("Print new rows as they are logged, until the run ends")
    .argument("<board>", BOARD)
    .option(
      "-n, --lines <count>",
      "Number of existing rows to print first (default: 10)",
      parseNaturalNumber,
    )
    .option("-m, --metric <name...>", "Only these metrics")
    .option("--no-follow", "Do not wait for new rows")
    .option("--json", "Print JSON, one object per line")
    .addHelpText("after", examples("kobo tail latest", "kobo tail latest -m train/loss val/loss"))
    .action(async (board, options) => (await import("./tail.ts")).tail(baseDir(), board, options));
}
