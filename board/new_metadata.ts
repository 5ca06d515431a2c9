import { addConfigChanges, configChanges } from "../format/config_changes.ts";
import { lastWrite } from "../format/last_write.ts";
import { FORMAT_VERSION, type Metadata } from "../format/metadata.ts";
import { rewindsOf } from "../format/rewinds.ts";
import { pausedMs } from "../format/run_duration.ts";
import type { RunLabels } from "../format/run_labels.ts";
import { wrapError } from "./checks/wrap_error.ts";
import type { ResolvedOptions } from "./options.ts";
import { maskSecrets } from "./process/mask_secrets.ts";
import { describeRuntime } from "./process/runtime.ts";
import { scriptDate } from "./process/script_clock.ts";
import { joinLabels } from "./run_labels.ts";

/** Of so many times of resuming, metadata keep the last ones. */
const MAX_RESUMED = 1000;

/**
 * The metadata of a run that begins.
 *
 * @param backend Which its board has.
 * @param earlier Those of the board that is resumed.
 * @param parent Those of the board that it is a fork of.
 * @throws {TypeError | RangeError} Where what the script says of its run does not fit to what the board has.
 */
export function newMetadata(
  options: ResolvedOptions,
  backend: string,
  earlier?: Metadata,
  parent?: Metadata,
): Metadata {
  const config = options.config ?? earlier?.config ?? parent?.config ?? {};
  const { fork } = options;
  const forkedFrom = fork === undefined
    ? earlier?.forked_from
    : { board_id: fork.boardId, step: fork.step };
  return {
    name: options.name,
    board_id: options.boardId,
    config,
    // A module's address is kept to say what wrote the files; to load it, the script has its own.
    backend: /^https?:/i.test(backend) ? maskSecrets(backend) : backend,
    created_at: earlier?.created_at ?? scriptDate().toISOString(),
    format_version: FORMAT_VERSION,
    status: "running",
    ...forkedFrom === undefined ? {} : { forked_from: forkedFrom },
    ...earlier?.rewound === undefined ? {} : { rewound: rewindsOf(earlier) },
    ...labelsFor(options, earlier),
    ...describedBefore(earlier ?? parent, config),
    ...earlier === undefined ? {} : resumed(options.boardDir, earlier),
    // Of a fork they would be of rows that it does not have.
    ...earlier?.summary_values === undefined ? {} : { summary_values: earlier.summary_values },
    runtime: describeRuntime(options.captureArgv),
  };
}

function labelsFor({ labels }: ResolvedOptions, earlier?: Metadata): RunLabels {
  try {
    return joinLabels(labels, earlier);
  } catch (error) {
    throw wrapError("Cannot create a board", error);
  }
}

/** What a run has of the one that it goes on from: what counts, and what of the config has changed. */
function describedBefore(
  before: Metadata | undefined,
  config: Metadata["config"],
): Partial<Metadata> {
  if (before === undefined) return {};
  const changes = addConfigChanges(
    before.config_changes,
    configChanges(before.config, config, scriptDate()),
  );
  return {
    ...changes.length === 0 ? {} : { config_changes: changes },
    ...before.summary === undefined ? {} : { summary: before.summary },
  };
}

/** When a run was resumed, and how long it paused. Another program may have written the file. */
function resumed(
  boardDir: string,
  earlier: Metadata,
): Required<Pick<Metadata, "resumed_at" | "paused_ms">> {
  const { resumed_at: times, finished_at: finishedAt } = earlier;
  const known = Array.isArray(times) ? times.filter((time) => typeof time === "string") : [];
  const now = scriptDate();
  // Of a run that was killed, the last write tells when it ended.
  const endedAt = finishedAt === undefined ? lastWrite(boardDir) : new Date(finishedAt);
  const pause = Math.max(0, now.getTime() - (endedAt?.getTime() ?? NaN));
  return {
    resumed_at: [...known.slice(1 - MAX_RESUMED), now.toISOString()],
    paused_ms: pausedMs(earlier) + (Number.isNaN(pause) ? 0 : pause),
  };
}
