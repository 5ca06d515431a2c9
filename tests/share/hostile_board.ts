import { Board, Media, Table } from "../../mod.ts";

/** How many rows {@linkcode makeHostileBoard} logs. */
export const HOSTILE_ROWS = 60_000;

/** A board with all that a tab shows, whose texts are markup and code. Its folder is its id. */
export async function makeHostileBoard(baseDir: string, boardId: string): Promise<void> {
  const script = (n: number) => `</script><script>alert(${n})</script><!-- \u2028 ${"${"}1}`;
  const board = new Board({
    name: `<img src=x onerror=alert(1)> ${script(2)}`,
    ...{ boardId, baseDir, captureOutput: false },
    config: { [script(3)]: script(4), lr: 0.1 },
  });
  const image = (seed: number) =>
    new Media({
      ...{ width: 32, height: 32, caption: script(5) },
      data: Uint8Array.from({ length: 32 * 32 }, (_, i) => (i * seed) & 255),
    }, { caption: script(5) });
  for (let step = 0; step < HOSTILE_ROWS; step++) {
    board.log({
      loss: Math.sin(step / 5000) + (step === 41_234 ? 99 : 0),
      ...(step % 1000 === 500 ? { odd: step % 3000 === 500 ? NaN : step } : {}),
      ...(step % 20_000 === 0
        ? {
          [script(6)]: step,
          words: script(7),
          "an image": image(1 + step / 20_000),
          "a table": new Table([{ [script(8)]: script(9), image: image(7) }, { n: step }]),
        }
        : {}),
    });
  }
  board.alert(script(11), { level: "error", text: script(12) });
  board.logHistogram("weights", Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i)));
  await board.finish();
  await Deno.writeTextFile(
    `${baseDir}/${boardId}/logs/output.log`,
    `printed \x1b[32mgreen\x1b[0m ${script(10)}\n`,
  );
}
