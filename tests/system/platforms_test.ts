/** What other systems do in another way; `docs/platforms.md` says where that is read. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { browserCommand } from "../../system/open_in_browser.ts";
import { isDeviceName, isPathSegment } from "../../system/path_segment.ts";
import { checkIfUnguarded, IrregularFileError } from "../../system/regular_file.ts";
import { signalsOf } from "../../system/signals.ts";
import { ignoreUnsupported } from "../../system/sync_support.ts";
import { whileHeld, whileHeldLater } from "../../system/while_held.ts";
import { TempDir } from "../../testing/temp_dir.ts";

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** Work that fails so often with a code before it succeeds, and counts its attempts. */
function failing(code: string, times: number) {
  let count = 0;
  return () => {
    if (++count <= times) throw systemError(code);
    return count;
  };
}

Deno.test("what another program holds for a moment is tried again on Windows, and nowhere else", async () => {
  for (const code of ["EBUSY", "EPERM", "EACCES"]) {
    assertEquals(whileHeld(failing(code, 3), "windows"), 4);
    const later = failing(code, 3);
    assertEquals(await whileHeldLater(() => Promise.resolve().then(later), "windows"), 4);
    for (const on of ["linux", "darwin"]) {
      assertThrows(() => whileHeld(failing(code, 1), on), Error, code);
      await assertRejects(
        () => whileHeldLater(() => Promise.resolve().then(failing(code, 1)), on),
        Error,
        code,
      );
    }
  }
});

Deno.test("what is held for ever, or is another error, is thrown on Windows too", () => {
  assertThrows(() => whileHeld(failing("EPERM", Infinity), "windows"), Error, "EPERM");
  for (const code of ["ENOENT", "ENOSPC", "EIRREGULAR"]) {
    assertThrows(() => whileHeld(failing(code, 1), "windows"), Error, code);
  }
});

Deno.test("Windows alone has Ctrl+Break among the signals that end a process", () => {
  const names = (on: string) => signalsOf(on).map(({ name }) => name).join(" ");
  assertEquals(names("linux"), "SIGINT SIGTERM SIGHUP");
  assertEquals(names("darwin"), "SIGINT SIGTERM SIGHUP");
  assertEquals(names("windows"), "SIGINT SIGTERM SIGHUP SIGBREAK");
});

Deno.test("a file system without fsync is no disk that fails", () => {
  for (const code of ["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "ENOTTY"]) {
    for (const on of ["linux", "darwin"]) ignoreUnsupported(systemError(code), "folder", on);
    ignoreUnsupported(systemError(code), "file", "darwin");
    assertThrows(() => ignoreUnsupported(systemError(code), "file", "linux"), Error, code);
  }
  for (const code of ["EIO", "ENOSPC", "EDQUOT", "EBADF"]) {
    assertThrows(() => ignoreUnsupported(systemError(code), "folder", "linux"), Error, code);
    assertThrows(() => ignoreUnsupported(systemError(code), "file", "darwin"), Error, code);
  }
  assertThrows(() => ignoreUnsupported(new Error("no code"), "folder", "darwin"), Error, "no code");
});

Deno.test("no shell reads the address that a browser is to open", () => {
  const url = "file:///C:/Users/Tom%20%26%20Co/R&D/open.html";
  for (const on of ["windows", "darwin", "linux", "freebsd"]) {
    const { program, args } = browserCommand(url, on);
    assertEquals(args.at(-1), url);
    assertEquals(["cmd", "powershell", "sh"].includes(program), false, program);
  }
  assertEquals(browserCommand(url, "darwin").program, "open");
  assertEquals(browserCommand(url, "windows").program, "rundll32");
});

Deno.test("isDeviceName() knows the devices of Windows, with any ending", () => {
  for (
    const name of "con CON nul.txt Aux.tar.gz prn com1 COM9.log lpt0 com¹ lpt³.x conin$ CONOUT$"
      .split(" ")
  ) assertEquals(isDeviceName(name), true, name);
  assertEquals(isDeviceName("nul .txt"), true);
  for (
    const name of "con_1 console null auxiliary com com10 lpt x.con nul_0_00000000.png conin"
      .split(" ")
  ) assertEquals(isDeviceName(name), false, name);
});

Deno.test("isPathSegment() refuses on Windows what leads elsewhere there", () => {
  for (const name of ["", ".", "..", "a/b", "a\\b", "a\0"]) {
    for (const on of ["linux", "darwin", "windows"]) assertEquals(isPathSegment(name, on), false);
  }
  for (const name of ["C:", "a.png:stream", "a.png.", "a.png ", "...", "nul", "COM1.png"]) {
    assertEquals(isPathSegment(name, "windows"), false, name);
    assertEquals(isPathSegment(name, "linux"), true, name);
  }
  for (const name of ["a.png", "été 1.png", ".kobo", "metadata.json"]) {
    assertEquals(isPathSegment(name, "windows"), true, name);
  }
});

Deno.test({
  name: "a link is found before a file is opened where the system can follow it",
  ignore: Deno.build.os === "windows",
  fn: () => {
    using dir = new TempDir();
    Deno.writeTextFileSync(dir.join("file"), "");
    Deno.symlinkSync(dir.join("file"), dir.join("link"));
    assertThrows(() => checkIfUnguarded(dir.join("link"), "windows"), IrregularFileError, "a link");
    checkIfUnguarded(dir.join("link"), "linux"); // The system refuses to follow it.
    for (const name of ["file", "missing"]) checkIfUnguarded(dir.join(name), "windows");
  },
});
