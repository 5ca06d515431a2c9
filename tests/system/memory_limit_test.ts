// cspell:ignore procs
import { assertEquals } from "@std/assert";
import { runScript } from "./run_script.ts";

const MIB = 1024 ** 2;
/** Where Linux has groups of processes with a limit of memory: containers are such groups. */
const GROUPS = [
  { dir: "/sys/fs/cgroup/memory", limit: "memory.limit_in_bytes" },
  { dir: "/sys/fs/cgroup", limit: "memory.max" },
];

Deno.test({
  name: "memoryBytes() is a container's limit where that is less than the machine has",
  ignore: !canMakeGroup(),
  async fn() {
    const group = makeGroup(400 * MIB)!;
    try {
      const code = 'import { memoryBytes } from "$/machine.ts"; ' +
        `Deno.writeTextFileSync("${group}/cgroup.procs", String(Deno.pid)); ` +
        "console.log(memoryBytes())";
      assertEquals(await runScript(code), { code: 0, stdout: `${400 * MIB}\n`, stderr: "" });
    } finally {
      Deno.removeSync(group);
    }
  },
});

Deno.test("memoryBytes() is what the machine has where there is no limit, or none that is known", async () => {
  for (const limit of ["0", "2 ** 63", "undefined", '(() => { throw new Error("no file") })()']) {
    const code =
      'import process from "node:process"; import { memoryBytes } from "$/machine.ts"; ' +
      `process.constrainedMemory = () => ${limit}; ` +
      "console.log(memoryBytes() === Deno.systemMemoryInfo().total)";
    assertEquals(await runScript(code), { code: 0, stdout: "true\n", stderr: "" }, limit);
  }
});

function canMakeGroup(): boolean {
  const group = makeGroup(400 * MIB);
  if (group !== undefined) Deno.removeSync(group);
  return group !== undefined;
}

/** `undefined` where nobody may make one. */
function makeGroup(bytes: number): string | undefined {
  for (const { dir, limit } of GROUPS) {
    const group = `${dir}/kohakuboard_${Deno.pid}`;
    try {
      Deno.mkdirSync(group);
      Deno.writeTextFileSync(`${group}/${limit}`, String(bytes), { create: false });
      return group;
    } catch {
      try {
        Deno.removeSync(group);
      } catch {
        // It could not be made.
      }
    }
  }
}
