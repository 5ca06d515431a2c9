import type { Command } from "commander";
import { nonEmpty } from "../arguments/parse_argument.ts";
import { withSiteOptions } from "../arguments/site_options.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo view`. */
export function addViewCommand(program: Command, { baseDir }: BoardsPlace): void {
  withSiteOptions(program.command("view"))
    .alias("open")
    .description("Show the boards in the browser, until Ctrl+C")
    .argument("[dir]", "Folder of the boards (default: that of --dir)", nonEmpty)
    .option("--no-open", "Do not open the browser")
    .addHelpText(
      "after",
      examples(
        "kobo view",
        "kobo view ../other/kohakuboard --port 8080 --no-open",
        "kobo view --allow-host localhost    # through a tunnel with another port",
      ),
    )
    .action(async (dir, options) => (await import("./view.ts")).view(dir ?? baseDir(), options));
}
