import type { Command } from "commander";
import { nonEmpty, parseBytes, parsePositiveInteger } from "../arguments/parse_argument.ts";
import { withSiteOptions } from "../arguments/site_options.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo serve`. */
export function addServeCommand(program: Command, { folder }: BoardsPlace): void {
  withSiteOptions(program.command("serve"))
    .summary("Serve the viewer to a team, and take the boards that it sends")
    .description(
      "Show the boards to several people, until Ctrl+C.\n\n" +
        "Everyone needs a token, which kobo token create makes, and may do what its role allows.",
    )
    .argument("[dir]", "Folder of the boards (default: that of --dir)", nonEmpty)
    .option("--quota <size>", "What the boards of a person may take (default: 100GiB)", parseBytes)
    .option(
      "--rate <count>",
      "Requests of a person per minute (default: 6000)",
      parsePositiveInteger,
    )
    .addHelpText(
      "after",
      examples(
        "kobo serve /srv/boards",
        "kobo serve /srv/boards --host 0.0.0.0 --cert cert.pem --key key.pem",
        "kobo serve /srv/boards --base-path /kobo --trust-proxy --allow-host runs.example.org",
      ),
    )
    .action(async (dir, options) => (await import("./serve.ts")).serveTeam(folder(dir), options));
}
