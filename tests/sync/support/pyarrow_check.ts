import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { pythonEnvironment } from "../../python/environment.ts";

const SCRIPT = fromFileUrl(new URL("read_objects.py", import.meta.url));

/** What PyArrow finds in the boards of runs that have ended, once they were sent. */
export class PyArrowCheck {
  readonly #python: string;

  private constructor(python: string) {
    this.#python = python;
  }

  /** One, or `undefined` where there is no PyArrow, which is said. Installs it with pip on first use. */
  static async find(): Promise<PyArrowCheck | undefined> {
    const found = await pythonEnvironment();
    if (typeof found !== "string") return new PyArrowCheck(found.python);
    console.warn(`PyArrow does not read the objects: ${found}`);
    return undefined;
  }

  /** Checks that each step is in `data/` once, with its loss, and that the media of the rows are there. */
  async steps(boardDir: string, count: number, lossAt: (step: number) => number): Promise<void> {
    const { code, stdout, stderr } = await new Deno.Command(this.#python, {
      args: [SCRIPT, boardDir],
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const { steps, loss, filenames } = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals(steps, Array.from({ length: count }, (_, step) => step));
    assertEquals(loss, steps.map(lossAt));
    for (const filename of filenames) await Deno.stat(join(boardDir, "media", filename));
  }
}
