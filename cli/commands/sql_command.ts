import type { Command } from "commander";
import { BOARD_OR_ALL } from "../arguments/argument_texts.ts";
import { parsePositiveInteger } from "../arguments/parse_argument.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo sql`. */
export function addSqlCommand(program: Command, { baseDir }: BoardsPlace): void {
  program.command("sql")
    .summary("Query a board with SQL")
    .description(
      "Query a board with SQL.\n\n" +
        "The tables are metrics, media, tables, histograms, files, system and alerts.\n" +
        "The board all adds a column board_id to each, and a table runs.",
    )
    .argument("<board>", BOARD_OR_ALL)
    .argument("<query>", "SELECT statement in DuckDB's SQL; - reads it from stdin")
    .option(
      "-n, --limit <count>",
      "Maximum number of rows (default: 1000; with --json, all)",
      parsePositiveInteger,
    )
    .option("--json", "Print JSON, one object per row")
    .addHelpText(
      "after",
      examples(
        'kobo sql latest "SELECT step, loss FROM metrics ORDER BY loss LIMIT 5"',
        'kobo sql all "SELECT name, status FROM runs" --json',
      ),
    )
    .action(async (board, query, options) =>
      (await import("./sql.ts")).sql(baseDir(), board, query, options)
    );
}
