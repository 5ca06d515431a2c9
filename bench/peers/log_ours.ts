/**
 * As `log_peer.py`, for what logs in JavaScript: `board` and `pino`.
 *
 * @module
 */
import pino from "pino";
import { Board } from "../../mod.ts";
import { median } from "../table.ts";

type Log = (values: Record<string, number>) => void;

const LOGGERS: Record<string, () => Promise<{ log: Log; finish: () => Promise<unknown> }>> = {
  board: () => {
    const board = new Board({ name: "bench", baseDir: Deno.cwd(), captureOutput: false });
    return Promise.resolve({ log: (values) => board.log(values), finish: () => board.finish() });
  },
  pino: async () => {
    const transport = pino.transport({
      target: "pino/file",
      options: { destination: `${Deno.cwd()}/log` },
    });
    await new Promise((resolve) => transport.once("ready", resolve));
    const logger = pino({}, transport);
    const finish = () => {
      transport.end();
      return new Promise((resolve) => transport.once("close", resolve));
    };
    return { log: (values) => logger.info(values), finish };
  },
};

if (import.meta.main) {
  const [name = "", steps, paceMs] = Deno.args;
  const start = LOGGERS[name];
  if (start === undefined) throw new RangeError(`Cannot log with ${name}`);
  const { log, finish } = await start();
  const times: number[] = [];
  for (let step = 0; step < Number(steps); step++) {
    const values = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [`metric_${i}`, Math.sin(step * (i + 1))]),
    );
    const end = performance.now() + Number(paceMs);
    while (performance.now() < end);
    const before = performance.now();
    log(values);
    times.push((performance.now() - before) * 1000);
  }
  await finish();
  const meanUs = times.reduce((sum, time) => sum + time, 0) / times.length;
  console.log(JSON.stringify({ medianUs: median(times), meanUs }));
  Deno.exit(0);
}
