import type { Command } from "commander";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo dataset`. */
export function addDatasetCommand(program: Command, { folder }: BoardsPlace): void {
  program.command("dataset")
    .summary("Export all boards as one Parquet data set")
    .description(
      "Export all boards as one Parquet data set.\n\n" +
        "Run it again to add what is new: boards that have not changed are skipped.",
    )
    .argument("<target>", "Folder of the data set, or s3://bucket/prefix")
    .option("--json", "Print what was written as JSON")
    .addHelpText("after", examples("kobo dataset ./metrics_of_all_runs"))
    .action(async (target, options) =>
      (await import("./dataset.ts")).dataset(folder(), target, options)
    );
}
