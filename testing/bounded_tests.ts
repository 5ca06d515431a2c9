import "./copy_made.ts"; // What one file makes for others stays while any test file runs.

/**
 * A test that does not end fails after ten minutes, and names itself: without this, one child
 * process that hangs stops the whole run, and nothing says which test it was. The task `test`
 * loads this before the tests.
 */
const BOUND_MS = 600_000;

type TestFunction = (t: Deno.TestContext) => void | Promise<void>;

function bounded(run: TestFunction): TestFunction {
  return async (t) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`The test did not end within ${BOUND_MS / 1000} s`)),
        BOUND_MS,
      );
    });
    try {
      await Promise.race([run(t), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

const register = Deno.test as unknown as (...args: unknown[]) => void;
const registerBounded = (...args: unknown[]) =>
  register(...args.map((arg) => {
    if (typeof arg === "function") {
      // Where the name stands in the function only, it stays.
      return Object.defineProperty(bounded(arg as TestFunction), "name", { value: arg.name });
    }
    if (typeof arg === "object" && arg !== null && "fn" in arg) {
      return { ...arg, fn: bounded(arg.fn as TestFunction) };
    }
    return arg;
  }));
Object.defineProperty(Deno, "test", { value: Object.assign(registerBounded, Deno.test) });
