/** Opens an address in the browser, where there is one; says nothing where there is none. */
export function openPage(url: string): void {
  try {
    const [program, ...args] = openerOf(url);
    const child = new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    child.unref();
    child.status.catch(() => {});
  } catch {
    // No such program, or no right to run one: the address is printed all the same.
  }
}

function openerOf(url: string): string[] {
  switch (Deno.build.os) {
    case "windows":
      // The first text in quotes would be the window's title.
      return ["cmd", "/c", "start", "", url];
    case "darwin":
      return ["open", url];
    default:
      return ["xdg-open", url];
  }
}
