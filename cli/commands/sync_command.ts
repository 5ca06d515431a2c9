import type { Command } from "commander";
import { SYNC_PARTS } from "../../sync/sync_parts.ts";
import { BOARD_OR_ALL, ENDPOINT } from "../arguments/argument_texts.ts";
import { nonEmpty, parseInterval, parseParts, parseRate } from "../arguments/parse_argument.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo sync`. */
export function addSyncCommand(program: Command, { folder }: BoardsPlace): void {
  program.command("sync")
    .summary("Send boards to another folder, to S3 or to a team's server")
    .description(
      "Send boards to another folder, to a bucket of S3 or to a team's server.\n\n" +
        "There each board is a folder of Parquet files. Run it again to send what is new, also of " +
        "runs that go on; --follow does so until Ctrl+C. What was sent is not sent twice.",
    )
    .usage("[options] [board...] <target>")
    .argument("[board...]", `${BOARD_OR_ALL} (default: all); and last the target`)
    .option("--follow", "Go on until Ctrl+C, with boards that are new too")
    .option(
      "--interval <duration>",
      "With --follow: a round every 15s, 1m … (default: 15s)",
      parseInterval,
    )
    .option("--bandwidth <rate>", "Send so much per second at most, as 5MB/s", parseRate)
    .option("--dry-run", "Write nothing, only say what would be sent")
    .option(
      "--include <parts>",
      `Besides metrics only these, of ${SYNC_PARTS.join(",")} (default: all)`,
      parseParts,
    )
    .option("--exclude <parts>", "Besides metrics all but these, as media,logs", parseParts)
    .option("--endpoint <url>", ENDPOINT, nonEmpty)
    .option("--json", "Print what was sent as JSON")
    .addHelpText(
      "after",
      examples(
        "kobo sync /mnt/share/boards",
        "kobo sync latest s3://bucket/boards --follow",
        "kobo sync https://runs.example.org/kobo",
        "kobo sync all s3://bucket/boards --exclude media,logs --dry-run",
      ) +
        "\nKeys are read from AWS_ACCESS_KEY_ID or AWS_PROFILE, as AWS's own tools do; the token" +
        "\nof a team's server from KOBO_TOKEN, or the file that KOBO_TOKEN_FILE names:" +
        "\nit goes to the hosts that the command names, or to KOBO_TOKEN_HOST alone.",
    )
    .action(async (args, options) => (await import("./sync.ts")).sync(folder(), args, options));
}
