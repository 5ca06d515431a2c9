import { type Command, Option } from "commander";
import { TABLE_NAMES } from "../../format/tables.ts";
import { BOARD_OR_ALL } from "../arguments/argument_texts.ts";
import { EXPORT_FORMATS } from "../arguments/export_format.ts";
import { nonEmpty } from "../arguments/parse_argument.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo export`. */
export function addExportCommand(program: Command, { baseDir }: BoardsPlace): void {
  program.command("export")
    .description("Export a table or the result of a query to a file")
    .argument("<board>", BOARD_OR_ALL)
    .addOption(
      new Option("-f, --format <format>", "File format (default: extension of --out, or csv)")
        .choices(EXPORT_FORMATS),
    )
    .addOption(
      new Option(
        "-t, --table <table>",
        "Table to export; runs needs the board all (default: metrics)",
      ).choices([...TABLE_NAMES, "runs"]),
    )
    .option("-q, --query <sql>", "SELECT statement to export instead of a table", nonEmpty)
    .option(
      "-o, --out <file>",
      "File to write; - for stdout (default: <board>_<table>.<format>)",
      nonEmpty,
    )
    .option("--overwrite", "Replace an existing file")
    .option(
      "--no-escape-formulas",
      "Write CSV texts that begin with = + - @ as they are, without an apostrophe in front",
    )
    .option("--json", "Print what was written as JSON")
    .addHelpText(
      "after",
      examples(
        "kobo export latest --format parquet",
        'kobo export latest --query "SELECT step, loss FROM metrics" --out loss.csv',
        "kobo export latest --format json --out - | head",
      ),
    )
    .action(async (board, options) =>
      (await import("./export.ts")).exportBoard(baseDir(), board, options)
    );
}
