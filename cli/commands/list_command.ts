import { type Command, Option } from "commander";
import { ENDED_STATUSES, NAME_PATTERN } from "../arguments/argument_texts.ts";
import {
  collectTags,
  nonEmpty,
  parseColumns,
  parsePositiveInteger,
} from "../arguments/parse_argument.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo list`. */
export function addListCommand(program: Command, { baseDir }: BoardsPlace): void {
  program.command("list")
    .alias("ls")
    .description("List all boards, newest first")
    .addOption(
      new Option("--status <status>", "Only boards with this status")
        .choices(["running", ...ENDED_STATUSES, "broken"]),
    )
    .option("--name <pattern>", NAME_PATTERN)
    .option("--group <name>", "Only boards of this group", nonEmpty)
    .option("--tag <tag>", "Only boards with this tag; with each that is given", collectTags)
    .option("--sort <field>", "By a value that counts (board.summary), of the config, or a column")
    .option("--reverse", "With --sort: the greatest first")
    .option("--columns <fields>", "Only these columns, such as loss,lr,took", parseColumns)
    .option("--ranks", "All processes of a training, not the first alone")
    .option("-n, --limit <count>", "Only the first boards", parsePositiveInteger)
    .option("--json", "Print JSON")
    .addHelpText(
      "after",
      examples(
        "kobo list --status crashed",
        "kobo list --sort val/accuracy --reverse --limit 5",
        "kobo list --sort lr --columns val/accuracy,lr,took",
        "kobo list --tag baseline --group lr_sweep",
        'kobo list --name "digits*" --json',
      ),
    )
    .action(async (options) => (await import("./list.ts")).list(baseDir(), options));
}
