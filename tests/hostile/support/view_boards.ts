import { ServerProcess } from "../../../testing/server_process.ts";
import type { Failure } from "./opener.ts";

const TOKEN = "a-token-of-the-tests";
/** A request for a sound board may take so long while forged ones are read; the machine may be busy. */
const SOUND_MS = 60_000;
/** The server gives up a board after 45 s of running time. */
const FORGED_MS = 90_000;
/** So many boards are asked for at once. */
const AT_ONCE = 4;
/** SQL starts a process each time: only one board in so many is queried. */
const SQL_EVERY = 6;

/**
 * Has a viewer show a folder of forged boards, with some sound ones in it: asks
 * for all that it has, deletes the forged ones, and returns what went wrong.
 *
 * @param options.annotates Whether the sound boards get notes, which may be refused.
 */
export async function viewBoards(
  baseDir: string,
  forged: readonly string[],
  sound: readonly string[],
  { annotates = false } = {},
): Promise<Failure[]> {
  const failures: Failure[] = [];
  await using server = await ServerProcess.start(baseDir, TOKEN);
  const ask = async (name: string, step: string, ms: number, body?: unknown, method?: string) => {
    const path = step.split(" ").at(-1)!;
    try {
      const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers: { "X-Kobo-Token": TOKEN, "Content-Type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(ms),
      });
      const bytes = await response.bytes();
      if (response.status >= 400 && method !== "HEAD" && !isProblem(bytes)) {
        const text = new TextDecoder().decode(bytes).slice(0, 300);
        failures.push({ name, step, what: `${response.status}: ${text}` });
      }
      return { status: response.status, bytes };
    } catch (error) {
      failures.push({ name, step, what: `no reply: ${error}` });
      return { status: 0, bytes: new Uint8Array() };
    }
  };
  const view = async (id: string, index: number) => {
    const board = `/api/boards/${encodeURIComponent(id)}`;
    for (const path of ["", "/media", "/tables", "/histograms", "/steps?kind=media"]) {
      await ask(id, board + path, FORGED_MS);
    }
    for (const log of ["output", "writer"]) await ask(id, `${board}/logs/${log}`, FORGED_MS);
    await ask(id, `/media/${encodeURIComponent(id)}/large.png`, FORGED_MS, undefined, "HEAD");
    const requests = [{ board: id, metric: "loss", maxPoints: 100 }];
    await ask(id, "/api/series", FORGED_MS, { requests });
    if (index % SQL_EVERY === 0) {
      await ask(id, "/api/sql", FORGED_MS, { board: id, query: "SELECT * FROM metrics" });
    }
  };
  let isDone = false;
  const watch = async () => {
    while (!isDone) {
      await ask("the list", "/api/boards", SOUND_MS);
      for (const id of sound) await askSound(id);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const askSound = async (id: string) => {
    const step = `beside forged boards /api/boards/${id}`;
    const { status, bytes } = await ask(id, step, SOUND_MS);
    const text = new TextDecoder().decode(bytes);
    if (status !== 200 || JSON.parse(text).problems.length > 0) {
      failures.push({ name: id, step, what: `${status}: ${text.slice(0, 300)}` });
    }
  };
  const watching = watch();
  const left = [...forged.entries()];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      await view(next[1], next[0]);
    }
  }));
  isDone = true;
  await watching;
  for (const id of forged) {
    await ask(id, `/api/boards/${encodeURIComponent(id)}`, FORGED_MS, { confirm: id }, "DELETE");
  }
  for (const id of annotates ? sound : []) {
    await ask(id, `/api/boards/${id}`, SOUND_MS, { notes: "mine", tags: ["a"] }, "PATCH");
  }
  for (const id of sound) await askSound(id);
  return failures;
}

/** Whether a reply says what is wrong, in words. */
function isProblem(bytes: Uint8Array): boolean {
  try {
    const { error, kind } = JSON.parse(new TextDecoder().decode(bytes));
    return typeof error === "string" && error.length < 2_000 && typeof kind === "string";
  } catch {
    return false;
  }
}
