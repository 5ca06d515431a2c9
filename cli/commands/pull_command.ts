import type { Command } from "commander";
import { ENDPOINT } from "../arguments/argument_texts.ts";
import { nonEmpty } from "../arguments/parse_argument.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo pull`. */
export function addPullCommand(program: Command, { folder }: BoardsPlace): void {
  program.command("pull")
    .summary("Fetch boards that a sync has sent")
    .description(
      "Fetch boards that a sync has sent.\n\n" +
        "They become boards of --dir, which open and resume. What is there already stays as it is.",
    )
    .argument(
      "<target>",
      "The folder, s3://bucket/prefix or https://host that they were sent to",
      nonEmpty,
    )
    .argument("[board...]", "Ids of boards (default: all)")
    .option("--endpoint <url>", ENDPOINT, nonEmpty)
    .option("--json", "Print what was fetched as JSON")
    .addHelpText(
      "after",
      examples(
        "kobo pull s3://bucket/boards",
        "kobo pull /mnt/share/boards 20260102_030405_1a2b3c4d",
      ),
    )
    .action(async (target, boards, options) =>
      (await import("./pull.ts")).pull(folder(), target, boards, options)
    );
}
