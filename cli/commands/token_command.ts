import { type Command, Option } from "commander";
import { nonEmpty } from "../arguments/parse_argument.ts";
import { parseExpiry } from "../arguments/parse_expiry.ts";
import { examples } from "../text/examples.ts";
import type { BoardsPlace } from "./boards_place.ts";

/** Declares `kobo token`, and its own commands. */
export function addTokenCommand(program: Command, { folder }: BoardsPlace): void {
  const token = program.command("token")
    .description("Make, list and revoke the tokens of kobo serve; they are kept beside the boards")
    .addHelpText("after", examples("kobo token create ann --role writer", "kobo token list"));
  token.command("create")
    .description("Make a token, and print it: it is kept nowhere else")
    .argument("<name>", "Whose it is: letters, digits and . _ @ + -", nonEmpty)
    .addOption(
      new Option(
        "--role <role>",
        "What it allows: a viewer reads, a writer sends, an admin deletes",
      )
        .choices(["viewer", "writer", "admin"]).default("viewer"),
    )
    .addOption(
      new Option("--expires <duration>", "For how long it is good: 12h, 90d, 4w; or never")
        .argParser(parseExpiry).default(parseExpiry("90d"), "90d"),
    )
    .option("--json", "Print JSON")
    .addHelpText(
      "after",
      examples("kobo token create ann --role writer", "kobo token create bob --expires never"),
    )
    .action(async (name, options) =>
      (await import("./token.ts")).createToken(folder(), name, options)
    );
  token.command("list")
    .description("List the tokens: names, roles and how long they are good")
    .option("--json", "Print JSON")
    .addHelpText("after", examples("kobo token list"))
    .action(async (options) => (await import("./token.ts")).listTokens(folder(), options));
  token.command("revoke")
    .description("End a token, at once")
    .argument("<name>", "Whose it is", nonEmpty)
    .addHelpText("after", examples("kobo token revoke ann"))
    .action(async (name) => (await import("./token.ts")).revokeToken(folder(), name));
}
