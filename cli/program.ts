import { Command } from "commander";
import config from "../deno.json" with { type: "json" };
import { nonEmpty, parseMemory } from "./arguments/parse_argument.ts";
import { suggestCommand } from "./arguments/suggest_command.ts";
import { addDatasetCommand } from "./commands/dataset_command.ts";
import { addEditCommand } from "./commands/edit_command.ts";
import { addExportCommand } from "./commands/export_command.ts";
import { addFilesCommand } from "./commands/files_command.ts";
import { addListCommand } from "./commands/list_command.ts";
import { addPruneCommand } from "./commands/prune_command.ts";
import { addPullCommand } from "./commands/pull_command.ts";
import { addRepairCommand } from "./commands/repair_command.ts";
import { addRewindCommand } from "./commands/rewind_command.ts";
import { addServeCommand } from "./commands/serve_command.ts";
import { addShareCommand } from "./commands/share_command.ts";
import { addShowCommand } from "./commands/show_command.ts";
import { addSqlCommand } from "./commands/sql_command.ts";
import { addSyncCommand } from "./commands/sync_command.ts";
import { addTailCommand } from "./commands/tail_command.ts";
import { addTokenCommand } from "./commands/token_command.ts";
import { addVerifyCommand } from "./commands/verify_command.ts";
import { addViewCommand } from "./commands/view_command.ts";
import { addWatchCommand } from "./commands/watch_command.ts";
import { UsageError } from "./errors.ts";
import { chooseMemory } from "./guard/memory_budget.ts";
import { print, printMessage } from "./output/print.ts";
import { examples } from "./text/examples.ts";
import { outputWidth } from "./text/output_width.ts";
import { applyStyle } from "./text/terminal_style.ts";

const MAX_HELP_WIDTH = 100;
const EXIT_CODES = `
Exit codes:
  0    success; also when Ctrl+C stops serve, sync --follow, tail, view or watch
  1    failure
  2    wrong usage
  130  stopped by Ctrl+C
  143  stopped by SIGTERM`;

/** In the order of the help. */
const COMMANDS = [
  addListCommand,
  addShowCommand,
  addFilesCommand,
  addSqlCommand,
  addExportCommand,
  addDatasetCommand,
  addSyncCommand,
  addPullCommand,
  addShareCommand,
  addTailCommand,
  addWatchCommand,
  addRepairCommand,
  addRewindCommand,
  addVerifyCommand,
  addEditCommand,
  addPruneCommand,
  addServeCommand,
  addTokenCommand,
  addViewCommand,
];

/**
 * Declares `kobo` and its commands. Each command's arguments, options and help are declared beside
 * its code, which is imported when it runs, so that `--help` does not load DuckDB.
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
        EXIT_CODES,
    );
  const baseDir = () => program.opts<{ dir: string }>().dir;
  const folder = (dir = baseDir()) => {
    if (!dir.includes("://")) return dir;
    throw new UsageError(
      `Cannot use --dir ${dir} here: expected a folder; kobo pull fetches boards into one`,
    );
  };
  for (const addCommand of COMMANDS) addCommand(program, { baseDir, folder });
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
