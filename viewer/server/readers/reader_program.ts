/**
 * The program that reads boards for the server, in a process of its own: a
 * forged board may take all memory, never end, or kill the process that reads
 * it. It may read the folder of boards and nothing else.
 *
 * It takes frames from stdin, one task after another, and answers on stdout.
 *
 * @module
 */
import { exit } from "../../../system/deno.ts";
import { ownResidentBytes } from "../../../system/resident_bytes.ts";
import { readStdin } from "../../../system/stdin.ts";
import { args } from "../../../system/this_process.ts";
import { startInterval } from "../../../system/timer.ts";
import { writeOutput } from "../../../system/write_output.ts";
import { BoardFolders } from "../boards/board_folders.ts";
import { BoardGroups } from "../boards/board_groups.ts";
import { ReaderPool } from "../boards/reader_pool.ts";
import { RequestError } from "../http/request_error.ts";
import { toRequestError } from "../http/to_request_error.ts";
import { encodeFrame, readFrames } from "./frames.ts";
import {
  COMMAND_LIMITS,
  MAX_MESSAGE_LENGTH,
  MESSAGE_LIMITS,
  type ReaderCommand,
} from "./reader_messages.ts";

const WATCH_MS = 50;

async function answerCommands(
  baseDir: string,
  limits: { queryBytes: number; residentBytes: number },
): Promise<void> {
  const folders = new BoardFolders(baseDir);
  const options = { memoryLimitBytes: limits.queryBytes };
  const pool = new ReaderPool(folders, options);
  const boardGroups = new BoardGroups(folders, options);
  const running = new Map<number, AbortController>();
  startInterval(() => {
    if (running.size === 0 || ownResidentBytes() < limits.residentBytes) return;
    send({ outOfMemory: true });
    exit(1);
  }, WATCH_MS);
  const answer = async (
    number: number,
    read: (signal: AbortSignal) => Promise<Uint8Array | void>,
  ) => {
    const stop = new AbortController();
    running.set(number, stop);
    try {
      const body = await read(stop.signal) ?? new Uint8Array();
      if (body.length > MESSAGE_LIMITS.body) throw tooLong(body.length);
      send({ reply: number }, body);
    } catch (thrown) {
      const { message, kind, status } = toRequestError(thrown);
      send({ refusal: number, error: message.slice(0, MAX_MESSAGE_LENGTH), kind, status });
    } finally {
      running.delete(number);
    }
  };
  send({ ready: true });
  for await (const { head } of readFrames(readStdin(), COMMAND_LIMITS)) {
    const command = head as ReaderCommand; // From the server, which is of the same version.
    if ("cancel" in command) running.get(command.cancel)?.abort();
    else if ("drop" in command) void answer(command.drop, () => pool.drop(command.id));
    else if ("groups" in command) {
      const { request, filesProblem } = command;
      void answer(command.groups, (signal) => boardGroups.run(request, signal, filesProblem));
    } else {
      const { id, task, filesProblem } = command;
      void answer(command.run, (signal) => pool.run(id, task, signal, filesProblem));
    }
  }
  exit(0); // The server has ended.
}

function tooLong(bytes: number): RequestError {
  return new RequestError(
    "failed",
    `The reply would have ${bytes} bytes, more than the ${MESSAGE_LIMITS.body} that one may ` +
      `have: ask for fewer rows`,
    { status: 422 },
  );
}

function send(head: unknown, body?: Uint8Array): void {
  for (const part of encodeFrame(head, body)) writeOutput("stdout", part);
}

if (import.meta.main) {
  const [baseDir = "", queryBytes, residentBytes] = args();
  await answerCommands(baseDir, {
    queryBytes: Number(queryBytes),
    residentBytes: Number(residentBytes),
  });
}
