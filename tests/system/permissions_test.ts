import { assertEquals } from "@std/assert";
import { runScript } from "./run_script.ts";

const modules = [...Deno.readDirSync(new URL("../../system/", import.meta.url))]
  .map(({ name }) => name);

Deno.test("all modules are imported, and asked what they may say, without any permission", async () => {
  const { code, stdout, stderr } = await runScript(
    `${modules.map((name) => `import "$/${name}";`).join("\n")}
    import * as machine from "$/machine.ts";
    import * as platform from "$/platform.ts";
    import * as ours from "$/this_process.ts";
    import * as deno from "$/deno.ts";
    import { envVariable } from "$/env_variable.ts";
    import { isTerminal, terminalColumns } from "$/terminal.ts";
    import { writeOutput } from "$/write_output.ts";
    import { onSignals } from "$/on_signals.ts";
    import { startInterval, startTimeout } from "$/timer.ts";
    using _listening = onSignals(["SIGINT"], () => {});
    startInterval(() => {}, 1000);
    startTimeout(() => {}, 1000);
    console.log([
      machine.hostName(), machine.systemRelease(), envVariable("HOME"), ours.args(), ours.pid > 0,
      isTerminal("stdout"), isTerminal("stderr"),
      platform.system === Deno.build.os, platform.processor === Deno.build.arch,
      ours.executable() === Deno.execPath(), ours.workingDir() === Deno.cwd(),
      deno.mainModule() === import.meta.url, deno.runtimeVersion() === Deno.version.deno,
      deno.isColorless(),
    ].map(String).join());
    terminalColumns();
    writeOutput("stdout", "written\\n");`,
    { flags: [] },
  );
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  const both = [...Array(7).fill("true")].join();
  assertEquals(
    stdout,
    `,,,,true,false,false,${both}\nwritten\n`.replace(",,,,", "null,null,undefined,,"),
  );
});

Deno.test("what is granted is said", async () => {
  const { stdout } = await runScript(
    `import { hostName, machineNames, memoryBytes, systemRelease } from "$/machine.ts";
    import { envVariable } from "$/env_variable.ts";
    console.log([
      hostName() === Deno.hostname(), systemRelease() === Deno.osRelease(),
      memoryBytes() === Deno.systemMemoryInfo().total, machineNames()[0] === Deno.hostname(),
      envVariable("NO_COLOR"),
    ].join());`,
    { flags: ["--allow-sys", "--allow-env=NO_COLOR"] },
  );
  assertEquals(stdout, "true,true,true,true,1\n");
});

Deno.test("files are written with the right to one folder alone", async () => {
  const { code, stderr, stdout } = await runScript(
    `import { makeDir } from "$/make_dir.ts";
    import { OpenFile } from "$/open_file.ts";
    import { StagedFile } from "$/staged_file.ts";
    import { FileLock } from "$/file_lock.ts";
    import { replaceFile } from "$/replace_file.ts";
    import { removeTree } from "$/remove.ts";
    import { entriesIn } from "$/entries_in.ts";
    import { copyFileLater } from "$/copy_file.ts";
    import { realPath } from "$/real_path.ts";
    import { isPermissionDenied } from "$/error_code.ts";
    makeDir("board");
    {
      using lock = new FileLock("board/lock");
      lock.tryTake("ours", 0);
      const staged = new StagedFile("board/staged");
      await staged.write(new Uint8Array(3));
      await staged.close(() => {});
      using file = new OpenFile("board/journal", "create_new");
      file.write(new Uint8Array(3));
      await file.syncLater();
      replaceFile("board/text", "text");
      await copyFileLater("board/text", "board/copy");
      realPath("board/copy");
      console.log(entriesIn("board").map(({ name }) => name).join());
    }
    removeTree("board");
    try {
      replaceFile("elsewhere", "text");
    } catch (error) {
      console.log(isPermissionDenied(error));
    }`,
    { flags: ["--allow-read", "--allow-write=board"] },
  );
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  assertEquals(stdout, "copy,journal,lock,staged,text\ntrue\n");
});
