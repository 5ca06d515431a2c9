import { assertEquals } from "@std/assert";
import { ReadJob } from "../../../../viewer/server/readers/read_job.ts";
import { ReadJobs } from "../../../../viewer/server/readers/read_jobs.ts";
import type { ReaderProcess } from "../../../../viewer/server/readers/reader_process.ts";

/** A job of a board; one that runs has done so for some milliseconds. */
function jobOf(
  id: string,
  { rounds = 0, kind = "steps" as "steps" | "details", runningMs = 0, waitedMs = 0 } = {},
): ReadJob {
  const job = new ReadJob(
    id,
    kind === "details" ? { kind } : { kind, query: { kind: "media" } },
  );
  job.rounds = rounds;
  if (runningMs > 0) job.process = { taskMs: runningMs } as ReaderProcess;
  Object.assign(job, { waitsSince: performance.now() - waitedMs });
  return job;
}

function jobsOf(waiting: ReadJob[], running: ReadJob[] = []): ReadJobs {
  const jobs = new ReadJobs();
  for (const job of waiting) jobs.waiting.add(job);
  for (const job of running) jobs.running.add(job);
  return jobs;
}

Deno.test("ReadJobs.inOrder() puts requests before the list, and what was slow last", () => {
  const jobs = jobsOf([
    jobOf("slowest", { rounds: 2 }),
    jobOf("slow", { rounds: 1 }),
    jobOf("listed", { kind: "details" }),
    jobOf("asked"),
    new ReadJob("closed"),
  ]);
  assertEquals(
    jobs.inOrder().map(({ id }) => id),
    ["closed", "asked", "listed", "slow", "slowest"],
  );
});

Deno.test("ReadJobs.mayRun() lets a board have one job, the list two, and slow ones one", () => {
  const running = [
    jobOf("a"),
    jobOf("b", { kind: "details" }),
    jobOf("c", { kind: "details" }),
    jobOf("d", { rounds: 1 }),
  ];
  const jobs = jobsOf([], running);
  assertEquals(jobs.mayRun(jobOf("a")), false);
  assertEquals(jobs.mayRun(jobOf("e")), true);
  assertEquals(jobs.mayRun(jobOf("e", { kind: "details" })), false);
  assertEquals(jobs.mayRun(jobOf("e", { rounds: 1 })), false);
  jobs.running.delete(running[1]!);
  jobs.running.delete(running[3]!);
  assertEquals(jobs.mayRun(jobOf("e", { kind: "details" })), true);
  assertEquals(jobs.mayRun(jobOf("e", { rounds: 1 })), true);
});

Deno.test("ReadJobs.inTheWay() names who has run longest, for who has waited too long", () => {
  const long = jobOf("long", { runningMs: 5000 });
  const short = jobOf("short", { runningMs: 3000 });
  const slow = jobOf("slow", { rounds: 1, runningMs: 60_000 });
  const waiting = jobOf("waiting", { waitedMs: 3000 });
  assertEquals(jobsOf([waiting], [short, long, slow]).inTheWay(), long);
  assertEquals(jobsOf([jobOf("waiting")], [short, long, slow]).inTheWay(), undefined);
  assertEquals(jobsOf([waiting], [slow, jobOf("new", { runningMs: 100 })]).inTheWay(), undefined);
  // One of the same board waits for it, not for a process.
  assertEquals(jobsOf([jobOf("long", { waitedMs: 3000 })], [long]).inTheWay(), undefined);
});

Deno.test("ReadJobs.inTheWay() lets slow jobs make room for less slow ones, after longer each time", () => {
  const waiting = jobOf("waiting", { rounds: 1, waitedMs: 3000 });
  const inTheWay = (rounds: number, runningMs: number) =>
    jobsOf([waiting], [jobOf("slow", { rounds, runningMs }), jobOf("a", { runningMs: 9000 })])
      .inTheWay()?.id;
  assertEquals(inTheWay(1, 5000), undefined);
  assertEquals(inTheWay(1, 7000), "slow");
  assertEquals(inTheWay(2, 17_000), undefined);
  assertEquals(inTheWay(2, 19_000), "slow");
  waiting.rounds = 2;
  assertEquals(inTheWay(1, 40_000), undefined);
});
