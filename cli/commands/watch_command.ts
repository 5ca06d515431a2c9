import type { Command } from "commander";
import { nonEmpty, parseInterval } from "../arguments/parse_argument.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo watch`. */
export function addWatchCommand(program: Command, { baseDir }: BoardsPlace): void {
  program.command("watch")
    .summary("Tell of alerts, crashes, stalls and ends of runs")
    .description(
      "Tell of alerts, crashes, stalls and ends of runs, on the terminal and to a webhook.\n\n" +
        "It runs until Ctrl+C. What was told is kept in .kobo/, so that nothing is told twice, and " +
        "what has happened in between is told by the next watch.",
    )
    .argument("[place...]", "Folders, by a path, or boards of --dir (default: all of --dir)")
    .option(
      "--webhook <url>",
      "Post each event there, as JSON with text (default: KOBO_WEBHOOK)",
      nonEmpty,
    )
    .option(
      "--stall-after <duration>",
      "A run that logs nothing for so long has stalled (default: 10m)",
      parseInterval,
    )
    .option("--interval <duration>", "How often to look (default: 2s)", parseInterval)
    .option("--once", "Look once, tell what is new since the last watch, and end")
    .option("--json", "Print JSON, one object per line")
    .addHelpText(
      "after",
      examples(
        "kobo watch",
        "kobo watch latest --stall-after 30m",
        "KOBO_WEBHOOK=https://hooks.slack.com/… kobo watch ./kohakuboard",
      ),
    )
    .action(async (places, options) =>
      (await import("./watch.ts")).watch(baseDir(), places, options)
    );
}
