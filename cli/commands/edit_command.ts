import type { Command } from "commander";
import { BOARD_OR_ALL } from "../arguments/argument_texts.ts";
import { collectTags, parseAnnotation } from "../arguments/parse_argument.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo edit`. */
export function addEditCommand(program: Command, { folder }: BoardsPlace): void {
  program.command("edit")
    .summary("Change title, group, tags and notes of boards")
    .description(
      "Change title, group, tags and notes of boards, as the viewer does.\n\n" +
        "The change is kept in .kobo/ beside the boards, and holds before what the script says, " +
        "also of a run that goes on. An empty text removes one.",
    )
    .argument("<board...>", BOARD_OR_ALL)
    .option("--title <text>", "Shown instead of the run's name", parseAnnotation("title"))
    .option("--notes <text>", "In place of all notes", parseAnnotation("notes"))
    .option("--group <name>", "The group that the runs belong to", parseAnnotation("group"))
    .option("--tag <tag>", "Add a tag; may be given several times", collectTags)
    .option("--untag <tag>", "Remove a tag; may be given several times", collectTags)
    .option("--hide", "Leave the boards out of the viewer's list")
    .option("--no-hide", "Show them again")
    .option("--json", "Print JSON")
    .addHelpText(
      "after",
      examples(
        "kobo edit latest --tag baseline --untag draft",
        'kobo edit 2026 --group lr_sweep --notes "The best so far"',
        'kobo edit latest --title ""',
      ),
    )
    .action(async (boards, options) => (await import("./edit.ts")).edit(folder(), boards, options));
}
