import type { AnnotationStore } from "./boards/annotations.ts";
import type { BoardCache } from "./boards/board_cache.ts";
import type { BoardDeleter } from "./boards/board_deleter.ts";
import type { BoardFolders } from "./boards/board_folders.ts";
import type { BoardSource } from "./boards/board_source.ts";
import type { EventHub } from "./boards/events.ts";
import type { Entrance } from "./http/entrance.ts";
import type { Limiter } from "./http/limiter.ts";
import type { RequestGuard } from "./http/request_guard.ts";
import type { ResponseQueue } from "./http/response_queue.ts";
import type { Site } from "./http/site.ts";
import type { BoardTasks } from "./readers/board_tasks.ts";
import type { GroupReader } from "./readers/group_reader.ts";
import type { PatientTasks } from "./readers/patient_tasks.ts";
import type { ReaderProcesses } from "./readers/reader_processes.ts";
import type { SqlRunner } from "./sql/sql_runner.ts";
import type { Team } from "./team/team.ts";

/** One server's parts, which its routes use. */
export interface Viewer {
  folders: BoardFolders;
  annotations: AnnotationStore;
  cache: BoardCache;
  deleter: BoardDeleter;
  /** Reads boards, in processes of their own. */
  readers: ReaderProcesses;
  /** Reads boards by these, those of a source once they are here. */
  tasks: BoardTasks;
  /** Where the boards are, if not in the folder. */
  source?: BoardSource;
  /** Reads series by them, and waits for none too long. */
  series: PatientTasks;
  /** Reads groups of boards. */
  groups: GroupReader;
  events: EventHub;
  guard: RequestGuard;
  /** What it is from outside. */
  site: Site;
  /** What lets a browser in where the guard wants the token. */
  entrance: Entrance;
  /** Bodies of responses that are being sent. */
  responses: ResponseQueue;
  /** Requests that are being answered; event streams are not counted. */
  limiter: Limiter;
  /** Bodies of requests that are being received. */
  bodies: Limiter;
  /** Those of strangers, who log in at a team's server. */
  logins: Limiter;
  /** The user's own queries. */
  sql: SqlRunner;
  token: string;
  /** The people whom it knows; undefined where it is for one. */
  team?: Team;
  /** The version of the package. */
  version: string;
  loopback: boolean;
}
