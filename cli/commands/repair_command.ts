import type { Command } from "commander";
import { BOARD_OR_ALL } from "../arguments/argument_texts.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo repair`. */
export function addRepairCommand(program: Command, { folder }: BoardsPlace): void {
  program.command("repair")
    .description("Recover the rows of a killed run from its journal")
    .argument("<board>", BOARD_OR_ALL)
    .option("--json", "Print what was done as JSON")
    .addHelpText("after", examples("kobo repair latest", "kobo repair all"))
    .action(async (board, options) =>
      (await import("./repair.ts")).repair(folder(), board, options)
    );
}
