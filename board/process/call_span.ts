import { traceOf } from "./call_trace.ts";
import { withoutColors } from "./without_colors.ts";

/** A place in a trace of calls. */
interface Frame {
  /** The function with its file. Without a name it is the module itself, or any of its functions. */
  key: string;
  line: number;
}

/** Whether an error came from between two calls: `unknown` where its trace does not tell. */
export type Verdict = "inside" | "outside" | "unknown";

const FRAME = /\bat (?:async )?(?:(.+?) \()?(\S+?):(\d+):\d+\)?\s*$/;
/** The runtime's own modules. */
const INTERNAL = /^(ext|node):/;
/** An error may be the cause of another one; so many are looked at. */
const MAX_CAUSES = 8;

/**
 * The part of a script between two calls: where a board was created, and where it was finished. The
 * function in which both were made is found by their traces; an error that passed between them has
 * that function in its own trace, at a line between the two.
 */
export class CallSpan {
  /** The function that made both calls, and those that called it. */
  readonly #scope: readonly string[];
  readonly #firstLine: number;
  readonly #lastLine: number;

  /**
   * @param first A trace of the first call, as `new Error().stack` has it.
   * @param last A trace of the last call.
   */
  constructor(first = "", last = "") {
    const [begin, end] = [framesOf(first), framesOf(last)];
    const place = end.findIndex(({ key }) => begin.some((frame) => frame.key === key));
    const scope = end.slice(place);
    this.#scope = place < 0 ? [] : scope.map(({ key }) => key);
    this.#firstLine = begin.find(({ key }) => key === this.#scope[0])?.line ?? 0;
    this.#lastLine = scope[0]?.line ?? 0;
  }

  /** Whether an error, or one that it was made of, came from between the calls. */
  judge(error: unknown): Verdict {
    const verdicts = new Set<Verdict>();
    try {
      let current = error;
      for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth++) {
        verdicts.add(this.judgeTrace(traceOf(current)));
        current = current.cause;
      }
    } catch {
      // A getter or a Proxy that throws tells no more.
    }
    return verdicts.has("inside") ? "inside" : verdicts.has("outside") ? "outside" : "unknown";
  }

  /** The same of a printed trace. */
  judgeTrace(trace: string): Verdict {
    const frames = framesOf(trace);
    const passed = this.#scope.find((key) => frames.some((frame) => frame.key === key));
    if (passed === undefined) return "unknown";
    // One that was thrown further out has not passed the function at all.
    const isInside = passed === this.#scope[0] &&
      frames.some(({ key, line }) =>
        key === passed && line >= this.#firstLine && line <= this.#lastLine
      );
    return isInside ? "inside" : "outside";
  }
}

/** Of functions without a name only the outermost counts: they cannot be told apart. */
function framesOf(trace: string): Frame[] {
  const all = withoutColors(trace).split("\n").flatMap((text) => {
    const [, name = "", file, line] = FRAME.exec(text) ?? [];
    if (file === undefined) return [];
    return [{ name: nameOf(name), file, line: Number(line) }];
  });
  return all.filter(({ name, file }, index) =>
    !INTERNAL.test(file) && (name !== "" || index === all.length - 1)
  ).map(({ name, file, line }) => ({ key: `${name} ${file}`, line }));
}

/** Without what it was called on, which need not be the same each time: "Object.run [as start]". */
function nameOf(name: string): string {
  const own = name.replace(/ \[as .*\]$/, "");
  const last = own.startsWith("new ") ? own : own.slice(own.lastIndexOf(".") + 1);
  return last === "<anonymous>" ? "" : last;
}
