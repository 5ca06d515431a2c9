/**
 * A board keeps what reaches the terminal, and nothing that the script keeps from it. The file has
 * more than 300 lines because most of them are scripts, one for each way to hide something.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { hasTerminals } from "../../cli/support/terminal.ts";
import { runHidingScript, SECRET } from "./support/hiding_script.ts";

const WRAP = `const { log } = console; console.log = (...values) => log(...hide(...values));`;
const PRINT = `console.log("key", SECRET);`;

/** Scripts that hide the secret, all of whose output goes through a board. */
const WAYS: Record<string, string> = {
  "a wrapper from before the board": `${WRAP} const board = open(); ${PRINT} await board.finish();`,
  "a wrapper from after it": `const board = open(); ${WRAP} ${PRINT} await board.finish();`,
  "a wrapper that comes and goes": `const board = open();
    const { log } = console;
    for (let i = 0; i < 3; i++) {
      console.log = (...values) => log(...hide(...values), i);
      ${PRINT}
      console.log = log;
      console.log("in between");
    }
    await board.finish();`,
  "wrappers in one another": `${WRAP} const board = open();
    const outer = console.log;
    console.log = (...values) => outer("outer", ...values);
    ${PRINT}
    await board.finish();`,
  "a method that does nothing": `console.debug = () => {};
    const board = open();
    console.debug(SECRET);
    console.info = () => {};
    console.info(SECRET);
    console.log("shown");
    await board.finish();`,
  "all methods": `for (const name of ["log", "error", "info", "warn", "debug"]) {
      const method = console[name];
      console[name] = function (...values) { return method.apply(this, hide(...values)); };
    }
    const board = open();
    console.log("%s is %o", "key", SECRET, { a: [1, "é"] });
    console.error(SECRET);
    console.info(SECRET);
    console.warn(SECRET);
    console.debug(SECRET);
    await board.finish();`,
  "a property with a getter": `const { log } = console;
    Object.defineProperty(console, "log", {
      configurable: true,
      get: () => (...values) => log(...hide(...values)),
    });
    const board = open();
    ${PRINT}
    await board.finish();`,
  "another console": `const { log } = console;
    globalThis.console = { ...console, log: (...values) => log(...hide(...values)) };
    const board = open();
    ${PRINT}
    console.error("shown");
    await board.finish();`,
  "a proxy": `globalThis.console = new Proxy(console, {
      get: (target, name) => (...values) => target[name](...hide(...values)),
    });
    const board = open();
    ${PRINT}
    console.table([{ a: 1 }]);
    await board.finish();`,
  "a function that was saved, and bound": `const saved = console.log.bind(console);
    console.log = (...values) => saved(...hide(...values));
    const board = open();
    ${PRINT}
    saved("shown");
    const later = console.log;
    later(SECRET);
    await board.finish();`,
  "the label of a group": `${WRAP} const board = open();
    console.group(SECRET);
    console.log("inside");
    console.error("inside");
    console.groupEnd();
    console.groupCollapsed("again", SECRET);
    console.groupEnd();
    console.log("outside");
    await board.finish();`,
  "a console of node's on a stream that hides": `const { Console } = await import("node:console");
    const { Writable } = await import("node:stream");
    const stdout = new Writable({
      write: (chunk, _, done) => process.stdout.write(hide(text(chunk))[0], done),
    });
    console.log = new Console({ stdout }).log;
    const board = open();
    ${PRINT}
    await board.finish();`,
  "process.stdout.write": `const board = open();
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text, ...rest) => write(hide(text)[0], ...rest);
    process.stdout.write(SECRET + "\\n");
    process.stdout.write = write;
    process.stderr.write("shown\\n");
    await board.finish();`,
  "process.stdout.write from before the board": `
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text, ...rest) => write(hide(text)[0], ...rest);
    const board = open();
    process.stdout.write(SECRET + "\\n");
    await board.finish();`,
  "Deno.stdout from before the board": `const { writeSync } = Deno.stdout;
    Deno.stdout.writeSync = (chunk) => {
      writeSync.call(Deno.stdout, bytes(hide(text(chunk))[0]));
      return chunk.length;
    };
    const write = Deno.stderr.write.bind(Deno.stderr);
    Deno.stderr.write = async (chunk) => {
      await write(bytes(hide(text(chunk))[0]));
      return chunk.length;
    };
    const board = open();
    Deno.stdout.writeSync(bytes(SECRET + "\\n"));
    await Deno.stderr.write(bytes(SECRET + "\\n"));
    await board.finish();`,
  "Deno.stdout from after it": `const board = open();
    const { writeSync } = Deno.stdout;
    Deno.stdout.writeSync = (chunk) => {
      writeSync.call(Deno.stdout, bytes(hide(text(chunk))[0]));
      return chunk.length;
    };
    Deno.stdout.writeSync(bytes(SECRET + "\\n"));
    await board.finish();
    if (!Object.hasOwn(Deno.stdout, "writeSync")) throw new Error("the script's own is gone");`,
  "Deno.stdout.writable": `const writer = Deno.stdout.writable.getWriter();
    const board = open();
    await writer.write(bytes(hide(SECRET)[0] + "\\n"));
    await writer.write(bytes("é"));
    await writer.write(bytes("\\n"));
    await board.finish();`,
  "several boards that end in any order": `${WRAP}
    const [first, second, third] = [open(), open(), open()];
    ${PRINT}
    await second.finish();
    ${PRINT}
    const inner = console.log;
    console.log = (...values) => inner("again", ...values);
    await third.finish();
    ${PRINT}
    await first.finish();
    const last = open();
    await last.finish();`,
  "timers and counters from before the board": `console.count("n");
    console.group();
    const board = open();
    console.count("n");
    console.log("inside");
    console.countReset("n");
    console.groupEnd();
    await board.finish();
    console.count("n");`,
};

for (const [way, code] of Object.entries(WAYS)) {
  Deno.test(`what a script hides is neither printed nor kept: ${way}`, async () => {
    const { code: exitCode, stdout, stderr, log, leaks } = await runHidingScript(code);
    assertEquals([exitCode, leaks, (stdout + stderr).includes(SECRET)], [0, [], false], stderr);
    const whilePrinted = (text: string) => text.split("\n").filter((line) => line !== "").sort();
    // Only what was printed before the board began, or after it ended, is not in its log.
    const kept = whilePrinted(log.replaceAll(/^\[STDERR\] /gm, ""));
    const printed = whilePrinted(stdout + stderr);
    if (way.startsWith("timers")) {
      assertEquals([kept, printed], [["  inside", "n: 2"], ["  inside", "n: 1", "n: 1", "n: 2"]]);
    } else {
      assertEquals(kept, printed);
    }
  });
}

/** Handlers that take an error, and print less of it than the runtime would. */
const HANDLED: Record<string, string> = {
  "uncaughtException": `process.on("uncaughtException", ({ message }) => {
    console.log(...hide(message));
  });`,
  "unhandledRejection": `process.on("unhandledRejection", ({ message }) => {
    console.log(...hide(message));
  });`,
  "error": `addEventListener("error", (event) => {
    event.preventDefault();
    console.log(...hide(event.message));
  });`,
  "unhandledrejection": `addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    console.log(...hide(event.reason.message));
  });`,
};

for (const [event, handler] of Object.entries(HANDLED)) {
  const fail = event.toLowerCase() === "unhandledrejection"
    ? `void Promise.reject(new Error("no " + SECRET));`
    : `setTimeout(() => { throw new Error("no " + SECRET); });`;
  for (const [when, code] of [["before", `${handler} open();`], ["after", `open(); ${handler}`]]) {
    Deno.test(`a handler for "${event}" from ${when} the board hides an error's text`, async () => {
      const { code: exitCode, stdout, stderr, log, leaks } = await runHidingScript(
        `${code} ${fail} setTimeout(() => console.log("goes on"), 50);`,
      );
      assertEquals([exitCode, leaks, stderr], [0, [], ""]);
      assertStringIncludes(stdout, "no ***");
      assertStringIncludes(log, "no ***");
      assertStringIncludes(log, "goes on");
    });
  }
}

for (
  const [how, code] of Object.entries({
    "in a timer": `setTimeout(() => { throw new Error("boom"); });`,
    "in a promise": `void Promise.reject(new Error("boom"));`,
    "at the top": `throw new Error("boom");`,
    "with a listener that only looks": `throw new Error("boom");`,
    "behind a handler that throws": `process.on("uncaughtException", (error) => { throw error; });
      setTimeout(() => { throw new Error("boom"); });`,
  })
) {
  Deno.test(`the text of an error that ends the script is kept: ${how}`, async () => {
    const look = how.includes("looks") ? `addEventListener("error", () => {});` : "";
    const { code: exitCode, stderr, log } = await runHidingScript(`${look} open(); ${code}`);
    assertEquals(exitCode, 1);
    assertStringIncludes(stderr, "Error: boom");
    assertEquals(log.match(/^\[STDERR\] error: Uncaught Error: boom$/gm)?.length, 1, log);
  });
}

/** Modules that a script imports before the client. What they print cannot be copied. */
const FIRST: Record<string, string> = {
  "a wrapper": `const { log } = console; console.log = (...values) => log(...hide(...values));`,
  "a proxy for a method": `console.log = new Proxy(console.log, {
    apply: (log, self, values) => log.apply(self, hide(...values)),
  });`,
  "a bound function": `console.log = function (log, ...values) { log(...hide(...values)); }
    .bind(console, console.log);`,
  "a console of node's": `import { Console } from "node:console";
    import process from "node:process";
    import { Writable } from "node:stream";
    const text = (bytes) => new TextDecoder().decode(bytes);
    const stdout = new Writable({
      write: (chunk, _, done) => process.stdout.write(hide(text(chunk))[0], done),
    });
    Object.assign(console, new Console({ stdout }));`,
  "another console": `const { log } = console;
    globalThis.console = { ...console, log: (...values) => log(...hide(...values)) };`,
};

for (const [way, first] of Object.entries(FIRST)) {
  Deno.test(`what hides since before the client is left as it is: ${way}`, async () => {
    const { code, stdout, log, leaks } = await runHidingScript(
      `const { log } = console; const board = open(); ${PRINT} await board.finish();
      if (console.log !== log) throw new Error("replaced");`,
      { first },
    );
    assertEquals([code, stdout, leaks], [0, "key ***\n", []]);
    assertStringIncludes(log, "console.log");
  });
}

for (
  const [way, first] of Object.entries({
    "no console": `delete globalThis.console;`,
    "a proxy that throws": `globalThis.console = new Proxy(console, {
      getOwnPropertyDescriptor() { throw new Error("not for you"); },
    });`,
    "frozen streams": `for (const stream of [Deno.stdout, Deno.stderr]) {
      Object.freeze(Object.getPrototypeOf(stream));
      Object.freeze(stream);
    }`,
  })
) {
  Deno.test(`the client can be imported after ${way}`, async () => {
    const { code, stdout, stderr } = await runHidingScript(
      `const board = open();
      globalThis.console?.log("from the console");
      Deno.stdout.writeSync(bytes("from Deno\\n"));
      await board.finish();`,
      { first },
    );
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, "from Deno\n");
  });
}

Deno.test("a proxy of the console from before the client is heard", async () => {
  const { stdout, log } = await runHidingScript(
    `const board = open(); ${PRINT} await board.finish();`,
    {
      first: `globalThis.console = new Proxy(console, {
        get: (target, name) => (...values) => target[name](...hide(...values)),
      });`,
    },
  );
  assertEquals([stdout, log], ["key ***\n", "key ***\n"]);
});

Deno.test("a board changes nothing of the console and the streams, from its begin on", async () => {
  const { code, stderr } = await runHidingScript(`
    const described = () => [
      console, Deno.stdout, Deno.stderr, Object.getPrototypeOf(Deno.stdout), process.stdout,
      Object.getPrototypeOf(Deno.stderr), process.stderr, process,
    ].map((object) => Object.entries(Object.getOwnPropertyDescriptors(object))
      .flatMap(([name, { value, get, ...flags }]) => typeof (value ?? get) === "function"
        ? [name, value, get, ...Object.values(flags)] : [name]));
    const before = described();
    const same = (now) => before.every((list, i) => list.length === now[i].length &&
      list.every((value, j) => value === now[i][j]));
    const [first, second] = [open(), open()];
    console.log("printed");
    if (!same(described())) throw new Error("while open");
    await second.finish();
    await first.finish();
    if (!same(described())) throw new Error("at the end");`);
  assertEquals([code, stderr], [0, ""]);
});

Deno.test("what is imported from node:console is heard", async () => {
  const { stdout, log } = await runHidingScript(
    `import { Console, log } from "node:console";
    const board = open();
    log("by name");
    new Console(process.stdout).log("by class");
    await board.finish();`,
  );
  assertEquals([stdout, log], ["by name\nby class\n", "by name\nby class\n"]);
});

Deno.test({
  name: "in a terminal, what a script hides is not kept",
  ignore: !hasTerminals(),
  fn: async (t) => {
    for (const way of ["process.stdout.write", "process.stdout.write from before the board"]) {
      await t.step(way, async () => {
        const { code, stdout, log, leaks } = await runHidingScript(
          `${
            WAYS[way]
          } if (Object.hasOwn(process.stdout, "_write")) throw new Error("not undone");`,
          { inTerminal: true },
        );
        assertEquals([code, leaks, stdout.includes(SECRET)], [0, [], false], stdout);
        // Deno itself clears lines where it starts.
        // deno-lint-ignore no-control-regex -- these begin with one
        const printed = stdout.replaceAll(/\x1b\[\d*[A-Z]/g, "");
        assertEquals(log.replaceAll("[STDERR] ", ""), printed);
      });
    }
  },
});
