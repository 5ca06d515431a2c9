import { addConfigChanges, configChanges } from "../format/config_changes.ts";
import { labelsOf } from "../format/run_labels.ts";
import type { Metadata } from "../format/metadata.ts";
import { summaryOf } from "../format/run_summary.ts";
import type { BoardFolder } from "./board_folder.ts";
import { nearestNames } from "../format/nearest_names.ts";
import { quote } from "./checks/format_value.ts";
import { wrapError } from "./checks/wrap_error.ts";
import { toJsonObject } from "./json_object.ts";
import type { BoardLifecycle } from "./process/board_lifecycle.ts";
import { scriptDate } from "./process/script_clock.ts";
import { addNote, addTags } from "./run_labels.ts";
import { addSummaryRules, addSummaryValues } from "./summary_checks.ts";

/** What of the metadata a script may change while it runs. */
export type DescriptionChanges = Partial<
  Pick<Metadata, "tags" | "notes" | "config" | "config_changes" | "summary" | "summary_values">
>;

/**
 * What a script says of its run while it goes on. The writer writes it to `metadata.json`, soon
 * and in the order of the calls; a flush makes it durable.
 */
export class RunDescription {
  readonly #folder: BoardFolder;
  readonly #lifecycle: BoardLifecycle;
  /** The call whose values are being read. */
  #current?: string;

  /** @param folder Whose metadata are changed. */
  constructor(folder: BoardFolder, lifecycle: BoardLifecycle) {
    this.#folder = folder;
    this.#lifecycle = lifecycle;
  }

  /** Adds tags; those that the run has stay. */
  tag(tags: readonly unknown[]): void {
    this.#change("tag()", (metadata) => ({ tags: addTags(labelsOf(metadata).tags, tags) }));
  }

  /** Adds a line to the notes. */
  note(text: unknown): void {
    this.#change("note()", (metadata) => ({ notes: addNote(labelsOf(metadata).notes, text) }));
  }

  /** Says which value of a metric counts. */
  summary(rules: unknown): void {
    this.#change("summary()", (metadata) => ({
      summary: addSummaryRules(summaryOf(metadata).rules, rules),
    }));
  }

  /** Sets values of the summary. */
  summarize(values: unknown): void {
    this.#change("summarize()", (metadata) => ({
      summary_values: addSummaryValues(summaryOf(metadata).values, values),
    }));
  }

  /** Sets values of the config; what it was stays known. */
  updateConfig(values: unknown): void {
    this.#change("updateConfig()", ({ config: before, config_changes: earlier }) => {
      const config = toJsonObject("config", { ...before, ...toJsonObject("config", values) });
      const changes = configChanges(before, config, scriptDate());
      return { config, config_changes: addConfigChanges(earlier, changes) };
    });
  }

  /**
   * Names the metrics that should count for the run and were never logged: they are misspelled,
   * mostly.
   *
   * @param logged The names of all metrics.
   */
  problems(logged: Iterable<string>): string[] {
    const { rules, values } = summaryOf(this.#folder.metadata);
    const known = new Set(logged);
    return [...rules.keys()].filter((name) => !known.has(name) && !values.has(name)).map((name) => {
      const [nearest] = nearestNames(name, [...known]);
      const hint = nearest === undefined ? "" : `; is it ${quote(nearest)}?`;
      return `board.summary() names the metric ${quote(name)}, which was never logged${hint}`;
    });
  }

  /** Nothing is changed where the call is refused. */
  #change(call: string, changed: (metadata: Metadata) => DescriptionChanges): void {
    this.#lifecycle.checkOpen(call);
    try {
      const { metadata, client } = this.#folder;
      const changes = this.#read(call, () => changed(metadata));
      this.#lifecycle.checkOpen(call); // A getter may have finished the board.
      Object.assign(metadata, changes);
      client.postMetadata(changes);
    } finally {
      if (this.#lifecycle.isExiting) this.#lifecycle.settle();
    }
  }

  /** Reads the values of a call. What a getter of theirs changed meanwhile would be overwritten. */
  #read(call: string, changes: () => DescriptionChanges): DescriptionChanges {
    if (this.#current !== undefined) {
      throw new Error(
        `Cannot call ${call} within ${this.#current}: a value's getter or method has called it; ` +
          "read the value first",
      );
    }
    this.#current = call;
    try {
      return changes();
    } catch (error) {
      throw wrapError(`Cannot call ${call}`, error);
    } finally {
      this.#current = undefined;
    }
  }
}
