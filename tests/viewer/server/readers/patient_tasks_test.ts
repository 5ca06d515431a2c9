import { assertEquals, assertRejects } from "@std/assert";
import { RequestError } from "../../../../viewer/server/http/request_error.ts";
import type { BoardTasks, ReadTask } from "../../../../viewer/server/readers/board_tasks.ts";
import { PatientTasks } from "../../../../viewer/server/readers/patient_tasks.ts";

const TASK: ReadTask = { kind: "details" };

/** Tasks that are replied to when the test says so. */
class HeldTasks implements BoardTasks {
  readonly asked: string[] = [];
  readonly cancelled: string[] = [];
  readonly #held = new Map<string, PromiseWithResolvers<Uint8Array<ArrayBuffer>>>();

  run(id: string, _: ReadTask, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    this.asked.push(id);
    signal?.addEventListener("abort", () => this.cancelled.push(id));
    const held = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
    this.#held.set(id, held);
    if (id === "quick") this.reply(id);
    return held.promise;
  }

  reply(id: string): void {
    this.#held.get(id)?.resolve(new TextEncoder().encode(id));
  }

  refuse(id: string): void {
    this.#held.get(id)?.reject(new RequestError("failed", "It is damaged"));
  }

  drop(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function kindOf(reply: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => reply, RequestError)).kind;
}

Deno.test("PatientTasks.run() waits for no slow task, and gives its reply the next time", async () => {
  const held = new HeldTasks();
  const tasks = new PatientTasks(held, 20);
  const quick = new TextEncoder().encode("quick");
  assertEquals(await tasks.run("quick", TASK), quick);
  assertEquals(await kindOf(tasks.run("slow", TASK)), "busy");
  assertEquals(await kindOf(tasks.run("slow", TASK)), "busy");
  held.reply("slow");
  assertEquals(await tasks.run("slow", TASK), new TextEncoder().encode("slow"));
  assertEquals(held.asked, ["quick", "slow"]);
  // What was given is not kept: there may be more of it by now.
  assertEquals(await kindOf(tasks.run("slow", TASK)), "busy");
  assertEquals(held.asked, ["quick", "slow", "slow"]);
  held.refuse("slow");
  assertEquals(await kindOf(tasks.run("slow", TASK)), "failed");
  assertEquals(held.cancelled, []);
});

Deno.test("PatientTasks.run() cancels what its client gives up, unless another may ask for it", async () => {
  const held = new HeldTasks();
  const tasks = new PatientTasks(held, 20);
  const stop = new AbortController();
  const reply = kindOf(tasks.run("slow", TASK, stop.signal));
  stop.abort();
  assertEquals([await reply, held.cancelled], ["cancelled", ["slow"]]);
  const late = new AbortController();
  assertEquals(await kindOf(tasks.run("late", TASK, late.signal)), "busy");
  late.abort();
  assertEquals(held.cancelled, ["slow"]);
  // So many are kept, and no more.
  for (let index = 0; index < 20; index++) {
    assertEquals(await kindOf(tasks.run(`late_${index}`, TASK)), "busy");
  }
  assertEquals(held.cancelled.length, 1 + 5);
});
