/**
 * The commands of `kobo`. The file has more than 300 lines because the help of each command is here.
 *
 * @module
 */
import { Command, Option } from "commander";
import config from "../deno.json" with { type: "json" };
import { TABLE_NAMES } from "../format/tables.ts";
import { SHARE_PARTS } from "../share/share_parts.ts";
import { SYNC_PARTS } from "../sync/sync_parts.ts";
import { EXPORT_FORMATS } from "./arguments/export_format.ts";
import {
  collectTags,
  nonEmpty,
  parseAnnotation,
  parseColumns,
  parseDuration,
  parseInterval,
  parseMemory,
  parseNaturalNumber,
  parseParts,
  parsePositiveInteger,
  parseRate,
  parseShareParts,
  parseSize,
} from "./arguments/parse_argument.ts";
import { UsageError } from "./errors.ts";
import { suggestCommand } from "./arguments/suggest_command.ts";
import { chooseMemory } from "./guard/memory_budget.ts";
import { print, printMessage } from "./output/print.ts";
import { addServerCommands } from "./server_commands.ts";
import { examples } from "./text/examples.ts";
import { outputWidth } from "./text/output_width.ts";
import { applyStyle } from "./text/terminal_style.ts";

const MAX_HELP_WIDTH = 100;
const ENDED_STATUSES = ["finished", "crashed", "interrupted"];
const BOARD = "Board id, the start of one, the name of a run, or latest";
const BOARD_OR_ALL = `${BOARD}; or all, for all boards`;
const PARTS = SYNC_PARTS.join(",");
const NAME_PATTERN = "Only runs with this name; * matches any text, ? one character";

/**
 * Defines the commands of `kobo`, with their arguments, options and help. The
 * code of a command is imported when it runs, so that `--help` does not load DuckDB.
 *
 * @param beforeCommand Is called with a command's name before it runs.
 */
export function createProgram(beforeCommand: (name: string) => void = () => {}): Command {
  const program = new Command("kobo")
    .description("List, show, query, export, send, share, verify and repair boards")
    .option(
      "--dir <folder>",
      "Folder of the boards; to read them, also s3://bucket/boards or https://host of a sync",
      nonEmpty,
      "./kohakuboard",
    )
    .option("--memory <size>", "Memory that a command may take (default: 2GiB)", parseMemory)
    .version(config.version, "--version", "Print the version")
    .helpOption("-h, --help", "Print help")
    .helpCommand("help [command]", "Print help for a command")
    .exitOverride()
    .hook("preAction", (program, command) => {
      const { memory } = program.opts<{ memory?: number }>();
      if (memory !== undefined) chooseMemory(memory);
      beforeCommand(command.name());
    })
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: print,
      writeErr: (text) => printMessage(text.trimEnd()),
      outputError: (text, write) => write(toErrorLine(withNearest(text, program))),
      getOutHelpWidth: () => Math.min(MAX_HELP_WIDTH, outputWidth()),
    })
    .addHelpText(
      "after",
      examples("kobo list", "kobo show latest", 'kobo sql latest "SELECT max(step) FROM metrics"') +
        "\nExit codes:" +
        "\n  0    success; also when Ctrl+C stops serve, sync --follow, tail, view or watch" +
        "\n  1    failure" +
        "\n  2    wrong usage" +
        "\n  130  stopped by Ctrl+C" +
        "\n  143  stopped by SIGTERM",
    );
  const baseDir = () => program.opts<{ dir: string }>().dir;
  /** Of commands that write, or read all files. */
  const folder = (dir = baseDir()) => {
    if (!dir.includes("://")) return dir;
    throw new UsageError(
      `Cannot use --dir ${dir} here: expected a folder; kobo pull fetches boards into one`,
    );
  };

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
    .action(async (options) => (await import("./commands/list.ts")).list(baseDir(), options));

  program.command("show")
    .description("Show a board: config, metrics, media, tables, histograms, files, alerts")
    .argument("<board>", BOARD)
    .option("-n, --limit <count>", "Maximum lines per section (default: 50)", parsePositiveInteger)
    .option("--table <name>", "Print the last table with this name")
    .option("--media [name]", "List the media files, all or those with this name")
    .option("--step <step>", "Step of the table or the media", parseNaturalNumber)
    .option("--json", "Print JSON")
    .addHelpText(
      "after",
      examples(
        "kobo show latest",
        "kobo show latest --table val/confusion",
        "kobo show 2026 --json",
      ),
    )
    .action(async (board, options) =>
      (await import("./commands/show.ts")).show(baseDir(), board, options)
    );

  program.command("files")
    .description("List the files of a board that were logged, or copy one out of it")
    .argument("<board>", BOARD)
    .option("--download <name>", "Copy the last file with this name", nonEmpty)
    .option("--step <step>", "Step of the files", parseNaturalNumber)
    .option("-o, --out <file>", "File to write (default: its name in the board)", nonEmpty)
    .option("--overwrite", "Replace an existing file")
    .option("--json", "Print JSON")
    .addHelpText(
      "after",
      examples("kobo files latest", "kobo files latest --download checkpoint --out best.pt"),
    )
    .action(async (board, options) =>
      (await import("./commands/files.ts")).files(baseDir(), board, options)
    );

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
      (await import("./commands/sql.ts")).sql(baseDir(), board, query, options)
    );

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
      (await import("./commands/export.ts")).exportBoard(baseDir(), board, options)
    );

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
      (await import("./commands/dataset.ts")).dataset(folder(), target, options)
    );

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
      `Besides metrics only these, of ${PARTS} (default: all)`,
      parseParts,
    )
    .option("--exclude <parts>", "Besides metrics all but these, as media,logs", parseParts)
    .option("--endpoint <url>", "Where S3 is, if not at AWS (default: AWS_ENDPOINT_URL)", nonEmpty)
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
    .action(async (args, options) =>
      (await import("./commands/sync.ts")).sync(folder(), args, options)
    );

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
    .option("--endpoint <url>", "Where S3 is, if not at AWS (default: AWS_ENDPOINT_URL)", nonEmpty)
    .option("--json", "Print what was fetched as JSON")
    .addHelpText(
      "after",
      examples(
        "kobo pull s3://bucket/boards",
        "kobo pull /mnt/share/boards 20260102_030405_1a2b3c4d",
      ),
    )
    .action(async (target, boards, options) =>
      (await import("./commands/pull.ts")).pull(folder(), target, boards, options)
    );

  program.command("share")
    .summary("Write boards as a web page for those who have nothing installed")
    .description(
      "Write boards as a web page for those who have nothing installed.\n\n" +
        "The folder is a site of plain files, for any web server; --single-file is one file that " +
        "opens from the disk, for a mail. The command first says what the page will contain, and " +
        "on a terminal asks. An earlier share that is there is replaced.",
    )
    .argument("<board...>", BOARD_OR_ALL)
    .option("--out <folder>", "Folder of the site", nonEmpty)
    .option("--single-file <file>", "Instead of a folder one file, such as run.html", nonEmpty)
    .option(
      "--max-size <size>",
      "With --single-file: larger, and metrics have not all rows (default: 25MB)",
      parseSize,
    )
    .option(
      "--without <parts>",
      `What to leave out, of ${SHARE_PARTS.join(",")} (default: nothing)`,
      parseShareParts,
    )
    .option("--yes", "Do not ask")
    .option("--json", "Print what was written as JSON")
    .addHelpText(
      "after",
      examples(
        "kobo share latest --out ./site",
        "kobo share all --out ./site --without config,logs,argv,host",
        "kobo share latest --single-file run.html --max-size 10MB",
      ),
    )
    .action(async (boards, options) =>
      (await import("./commands/share.ts")).share(baseDir(), boards, options)
    );

  program.command("tail")
    .description("Print new rows as they are logged, until the run ends")
    .argument("<board>", BOARD)
    .option(
      "-n, --lines <count>",
      "Number of existing rows to print first (default: 10)",
      parseNaturalNumber,
    )
    .option("-m, --metric <name...>", "Only these metrics")
    .option("--no-follow", "Do not wait for new rows")
    .option("--json", "Print JSON, one object per line")
    .addHelpText("after", examples("kobo tail latest", "kobo tail latest -m train/loss val/loss"))
    .action(async (board, options) =>
      (await import("./commands/tail.ts")).tail(baseDir(), board, options)
    );

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
      (await import("./commands/watch.ts")).watch(baseDir(), places, options)
    );

  program.command("repair")
    .description("Recover the rows of a killed run from its journal")
    .argument("<board>", BOARD_OR_ALL)
    .option("--json", "Print what was done as JSON")
    .addHelpText("after", examples("kobo repair latest", "kobo repair all"))
    .action(async (board, options) =>
      (await import("./commands/repair.ts")).repair(folder(), board, options)
    );

  program.command("rewind")
    .summary("Take a board back to an earlier row, or undo that")
    .description(
      "Take a board back to an earlier row, or undo that.\n\n" +
        "The rows above are kept aside in the board's folder, and its next run goes on after that " +
        "row. --undo brings them back, and keeps what was logged meanwhile aside in turn.",
    )
    .argument("<board>", BOARD)
    .option("--to-step <step>", "The last step that stays", parseNaturalNumber)
    .option("--to-global-step <step>", "The last global step that stays", parseNaturalNumber)
    .option("--undo [kept]", "Bring rows back: those of --list, or those that were kept last")
    .option("--list", "List what is kept aside")
    .option("--drop <kept>", "Delete what is kept aside, by its name, or all", nonEmpty)
    .option("--yes", "With --drop: delete it; without, it is only listed")
    .option("--json", "Print JSON")
    .addHelpText(
      "after",
      examples("kobo rewind latest --to-step 5000", "kobo rewind latest --undo"),
    )
    .action(async (board, options) =>
      (await import("./commands/rewind.ts")).rewind(folder(), board, options)
    );

  program.command("verify")
    .summary("Look for damaged files")
    .description(
      "Look for damaged files: read all files of boards, and compare them with the checksums " +
        "that were kept when the runs were finished. Nothing is changed.",
    )
    .argument("<board...>", BOARD_OR_ALL)
    .option("--json", "Print JSON")
    .addHelpText("after", examples("kobo verify latest", "kobo verify all --json"))
    .action(async (boards, options) =>
      (await import("./commands/verify.ts")).verify(folder(), boards, options)
    );

  program.command("edit")
    .summary("Change title, group, tags and notes of boards")
    .description(
      "Change title, group, tags and notes of boards, as the viewer does.\n\n" +
        "The change is kept in .kobo/ beside the boards, and holds before what the script says, " +
        "also of a run that goes on. An empty text removes one.",
    )
    .argument("<board...>", BOARD_OR_ALL)
    .option("--title <text>", "Shown instead of the run's name", parseAnnotation("title"))
    .option("--notes <text>", "In place of all notes", parseAnnotation("notes"))
    .option("--group <name>", "The group that the runs belong to", parseAnnotation("group"))
    .option("--tag <tag>", "Add a tag; may be given several times", collectTags)
    .option("--untag <tag>", "Remove a tag; may be given several times", collectTags)
    .option("--hide", "Leave the boards out of the viewer's list")
    .option("--no-hide", "Show them again")
    .option("--json", "Print JSON")
    .addHelpText(
      "after",
      examples(
        "kobo edit latest --tag baseline --untag draft",
        'kobo edit 2026 --group lr_sweep --notes "The best so far"',
        'kobo edit latest --title ""',
      ),
    )
    .action(async (boards, options) =>
      (await import("./commands/edit.ts")).edit(folder(), boards, options)
    );

  program.command("prune")
    .summary("Delete boards; without --yes, only list them")
    .description(
      "Delete boards; without --yes, only list them.\n\n" +
        "A board is deleted if it matches every filter that is given. Live boards are never deleted.",
    )
    .option(
      "--older-than <duration>",
      "Only boards that ended longer ago: 90m, 12h, 30d, 2w",
      parseDuration,
    )
    .option("--keep <count>", "Keep the newest boards that match", parsePositiveInteger)
    .addOption(
      new Option("--status <status>", "Only boards with this status").choices(ENDED_STATUSES),
    )
    .option("--name <pattern>", NAME_PATTERN)
    .option("--yes", "Delete the boards")
    .option("--json", "Print JSON")
    .addHelpText(
      "after",
      examples("kobo prune --older-than 30d", 'kobo prune --name "test*" --keep 3 --yes'),
    )
    .action(async (options) => (await import("./commands/prune.ts")).prune(folder(), options));

  addServerCommands(program, baseDir, folder);
  return program;
}

/** Says of an unknown command what may be meant. */
function withNearest(text: string, program: Command): string {
  const [, start, unknown = ""] = /^(error: unknown command '(.*?)')/s.exec(text) ?? [];
  return start === undefined ? text : `${start} ${suggestCommand(unknown, program)}`;
}

/** Turns commander's `error: unknown option '--jsn'\n(Did you mean --json?)` into one line. */
function toErrorLine(text: string): string {
  const message = text.replace(/^error: /, "").trim().replace(/\s*\n\s*/g, " ");
  return `${applyStyle("red", "kobo:", "stderr")} ${message}`;
}
