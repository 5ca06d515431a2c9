import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { syncBoards } from "../../sync/mod.ts";
import { denoDir } from "../../testing/deno_dir.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { ForgedBoard, type ForgeryWorld, worldIn } from "./support/forgery.ts";
import { makeSoundBoards } from "./support/sound_boards.ts";

const SCRIPT = fromFileUrl(new URL("support/run_commands.ts", import.meta.url));
/** What lets root read what it may not. */
const CAPABILITIES = "-dac_override,-dac_read_search,-fowner";

/** How to start a process that is refused what the rights of files refuse. */
function command(args: string[]): [string, string[]] {
  const deno = Deno.execPath();
  if (Deno.uid() !== 0) return [deno, args];
  return ["setpriv", [
    `--bounding-set=${CAPABILITIES}`,
    `--inh-caps=${CAPABILITIES}`,
    deno,
    ...args,
  ]];
}

/** Runs commands of `kobo`. @returns What each printed, to both streams, and its exit code. */
async function runCommands<Name extends string>(commands: Record<Name, string[]>, home: string) {
  const all = JSON.stringify(Object.values(commands));
  const [program, args] = command(["run", "-A", "--no-check", SCRIPT, all]);
  const { stdout, stderr, success } = await new Deno.Command(program, {
    args,
    env: { HOME: home, DENO_DIR: denoDir(), NO_COLOR: "1" },
  }).output();
  const streams = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(success, true, streams.join("\n"));
  const [out = [], err = []] = streams.map((text) => text.split(/^@@ (.*)\n/m));
  return Object.fromEntries(
    Object.keys(commands).map((name, index) => [name, {
      code: Number(out[2 * index + 1]),
      text: `${out[2 * index]}${err[2 * index]}`,
    }]),
  ) as Record<Name, { code: number; text: string }>;
}

/** The folders of a test, with sound boards in one of them. */
async function soundWorldIn(dir: TempDir): Promise<ForgeryWorld> {
  const world = worldIn(dir);
  await makeSoundBoards(world.sound);
  Deno.mkdirSync(world.home);
  return world;
}

/** Does something while nobody may look into some folders and files. */
async function whileClosed(paths: readonly string[], work: () => Promise<void>): Promise<void> {
  for (const path of paths) Deno.chmodSync(path, 0);
  try {
    await work();
  } finally {
    for (const path of paths) Deno.chmodSync(path, 0o700);
  }
}

const canRefuse = Deno.build.os === "linux" && (Deno.uid() !== 0 ||
  new Deno.Command("setpriv", { args: ["--version"], stdout: "null" }).outputSync().success);

Deno.test({
  name: "a board that may not be looked into is named by each command, and holds up no other",
  ignore: !canRefuse,
  async fn() {
    using dir = new TempDir();
    const world = await soundWorldIn(dir);
    new ForgedBoard(`${world.sound}/closed`, world).copyOf("duckdb");
    const half = new ForgedBoard(`${world.sound}/half_closed`, world).copyOf("parquet");
    Deno.mkdirSync(`${world.sound}/lost+found`);
    const closed = [
      `${world.sound}/closed`,
      half.path("data/journal/.."),
      `${world.sound}/lost+found`,
    ];
    const at = ["--dir", world.sound];
    await whileClosed(closed, async () => {
      const commands = {
        list: ["list", ...at],
        show: ["show", "closed", ...at],
        verify: ["verify", "all", ...at],
        sync: ["sync", "all", dir.join("store"), ...at],
        sql: ["sql", "all", "SELECT count(*) AS rows FROM metrics", ...at],
        dataset: ["dataset", dir.join("dataset"), ...at],
        watch: ["watch", "--once", ...at],
        repair: ["repair", "all", ...at],
      };
      const said = await runCommands(commands, world.home);
      for (const [name, { code, text }] of Object.entries(said)) {
        assertEquals(code, ["list", "sql", "watch"].includes(name) ? 0 : 1, text);
        assertEquals(text.includes("lost+found"), false, text);
        if (name === "watch") continue; // It tells of what happens.
        assertMatch(text, /EACCES.*\/closed\//, name);
        if (name !== "show") assertMatch(text, /EACCES.*\/half_closed\//, name);
      }
      assertMatch(said.list.text, /^duckdb .* 21 /m);
      assertMatch(said.list.text, /^closed .* broken /m);
      assertMatch(said.verify.text, /duckdb ok: .*2 boards cannot be verified/s);
      assertMatch(said.sync.text, /2 boards sent, 48 rows.*Cannot sync 2 boards/s);
      assertMatch(said.sql.text, /^ *42$/m);
      assertMatch(said.dataset.text, /2 boards written/);
      assertMatch(said.repair.text, /duckdb needs no repair/);
    });
  },
});

Deno.test({
  name: "kobo pull fetches the other boards of a folder in which one may not be looked into",
  ignore: !canRefuse,
  async fn() {
    using dir = new TempDir();
    const world = await soundWorldIn(dir);
    const store = dir.join("store");
    for (const name of ["closed", "half_closed", "silent"]) {
      new ForgedBoard(`${world.sound}/${name}`, world).copyOf("parquet");
    }
    assertEquals((await syncBoards(world.sound, store)).failed, []);
    Deno.mkdirSync(`${store}/.kobo`);
    const closed = ["closed", "half_closed/data", "silent/metadata.json", ".kobo"]
      .map((name) => `${store}/${name}`);
    await whileClosed(closed, async () => {
      const { all } = await runCommands({
        all: ["pull", store, "--dir", dir.join("pulled")],
      }, world.home);
      assertEquals(all.code, 1, all.text);
      assertMatch(all.text, /duckdb\nparquet\n.*2 boards fetched/s);
      for (const name of ["closed", "half_closed", "silent"]) {
        assertMatch(all.text, new RegExp(`^${name}: .*EACCES`, "m"));
      }
      assertMatch(all.text, /^Cannot read \.kobo\/annotations\.json .*EACCES/m);
    });
  },
});
