import type { Block } from "../../../format/block.ts";
import type { Random } from "../../support/random.ts";
import type { BackendFiles } from "../backend_files.ts";
import { randomBlock } from "../random_blocks.ts";

/** Ten commits at most, with ends of all kinds between them. */
export async function randomRun(
  random: Random,
  files: BackendFiles,
  signs: boolean,
): Promise<void> {
  for (let left = random.integer(1, 10); left > 0; left--) {
    if (random.chance(0.2)) {
      await (await files.open()).append(randomBlock(random, files.nextStep, signs));
      await files.reopen();
    }
    const blocks: Block[] = [];
    let step = files.nextStep;
    for (let count = random.integer(1, 4); count > 0; count--) {
      const block = randomBlock(random, step, signs);
      blocks.push(block);
      // Steps rise; they need not be without gaps.
      step = block.lastStep + random.pick([1, 1, 1, 5]);
    }
    await files.commit(blocks);
    if (random.chance(0.2)) await files.reopen();
    if (random.chance(0.1)) await files.close();
    if (random.chance(0.2)) await files.checkState();
    if (random.chance(0.1)) await files.check();
  }
  if (random.chance(0.5)) await files.close();
  await files.checkState();
  await files.check();
}
