/**
 * What the server and a process that reads boards say to each other.
 *
 * @module
 */
import * as v from "@badrap/valita";
import { errorKind } from "../../protocol/errors.ts";
import type { CheckedGroupsRequest } from "../../protocol/groups.ts";
import type { ReadTask } from "./board_tasks.ts";
import type { FrameLimits } from "./frames.ts";

/** What the server says: the heads of frames without bodies. */
export type ReaderCommand =
  /**
   * To read something; the next task comes once this one was answered. With the reason why the
   * files of a run that was cut off are left out, if they are.
   */
  | { run: number; id: string; task: ReadTask; filesProblem?: string }
  /** To read groups of boards, with the same reason. */
  | { groups: number; request: CheckedGroupsRequest; filesProblem?: string }
  /** To give the running task up. It is answered all the same. */
  | { cancel: number }
  /** To close a board; it is answered by an empty `reply`. */
  | { drop: number; id: string };

/** The schema of what the process says: the heads of its frames. */
export const readerMessage = v.union(
  // It is ready for the first task.
  v.object({ ready: v.literal(true) }),
  // The answer, which is the frame's body.
  v.object({ reply: v.number() }),
  v.object({
    refusal: v.number(),
    error: v.string(),
    kind: errorKind,
    status: v.number(),
  }),
  // It takes more memory than it may, and ends.
  v.object({ outOfMemory: v.literal(true) }),
);

/** How long an error's message may be. */
export const MAX_MESSAGE_LENGTH = 4000;

/** How long a frame to the process may be: a request's body has 1 MiB at most. */
export const COMMAND_LIMITS: FrameLimits = { head: 4 * 1024 ** 2, body: 0 };

/** How long a frame from the process may be. */
export const MESSAGE_LIMITS: FrameLimits = { head: 64 * 1024, body: 64 * 1024 ** 2 };
