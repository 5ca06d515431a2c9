import type { Command } from "commander";
import { BOARD_OR_ALL } from "../arguments/argument_texts.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo verify`. */
export function addVerifyCommand(program: Command, { folder }: BoardsPlace): void {
  program.command("verify")
    .summary("Look for damaged files")
    .description(
      "Look for damaged files: read all files of boards, and compare them with the checksums " +
        "that were kept when the runs were finished. Nothing is changed.",
    )
    .argument("<board...>", BOARD_OR_ALL)
    .option("--json", "Print JSON")
    .addHelpText("after", examples("kobo verify latest", "kobo verify all --json"))
    .action(async (boards, options) =>
      (await import("./verify.ts")).verify(folder(), boards, options)
    );
}
