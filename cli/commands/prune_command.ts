import { type Command, Option } from "commander";
import { ENDED_STATUSES, NAME_PATTERN } from "../arguments/argument_texts.ts";
import { parseDuration, parsePositiveInteger } from "../arguments/parse_argument.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo prune`. */
export function addPruneCommand(program: Command, { folder }: BoardsPlace): void {
  program.command("prune")
    .summary("Delete boards; without --yes, only list them")
    .description(
      "Delete boards; without --yes, only list them.\n\n" +
        "A board is deleted if it matches every filter that is given. Live boards are never deleted.",
    )
    .option(
      "--older-than <duration>",
      "Only boards that ended longer ago: 90m, 12h, 30d, 2w",
      parseDuration,
    )
    .option("--keep <count>", "Keep the newest boards that match", parsePositiveInteger)
    .addOption(
      new Option("--status <status>", "Only boards with this status").choices(ENDED_STATUSES),
    )
    .option("--name <pattern>", NAME_PATTERN)
    .option("--yes", "Delete the boards")
    .option("--json", "Print JSON")
    .addHelpText(
      "after",
      examples("kobo prune --older-than 30d", 'kobo prune --name "test*" --keep 3 --yes'),
    )
    .action(async (options) => (await import("./prune.ts")).prune(folder(), options));
}
