import type { Command } from "commander";
import { BOARD } from "../arguments/argument_texts.ts";
import { nonEmpty, parseNaturalNumber } from "../arguments/parse_argument.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo rewind`. */
export function addRewindCommand(program: Command, { folder }: BoardsPlace): void {
  program.command("rewind")
    .summary("Take a board back to an earlier row, or undo that")
    .description(
      "Take a board back to an earlier row, or undo that.\n\n" +
        "The rows above are kept aside in the board's folder, and its next run goes on after that " +
        "row. --undo brings them back, and keeps what was logged meanwhile aside in turn.",
    )
    .argument("<board>", BOARD)
    .option("--to-step <step>", "The last step that stays", parseNaturalNumber)
    .option("--to-global-step <step>", "The last global step that stays", parseNaturalNumber)
    .option("--undo [kept]", "Bring rows back: those of --list, or those that were kept last")
    .option("--list", "List what is kept aside")
    .option("--drop <kept>", "Delete what is kept aside, by its name, or all", nonEmpty)
    .option("--yes", "With --drop: delete it; without, it is only listed")
    .option("--json", "Print JSON")
    .addHelpText(
      "after",
      examples("kobo rewind latest --to-step 5000", "kobo rewind latest --undo"),
    )
    .action(async (board, options) =>
      (await import("./rewind.ts")).rewind(folder(), board, options)
    );
}
