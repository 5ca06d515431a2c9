/** Opens an address in the browser. Without a browser it does nothing: the address is printed too. */
export function openPage(url: string): void {
  try {
    const { program, args } = openerOf(url);
    const child = new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    child.unref();
    child.status.catch(() => {});
  } catch {
    // There is no such program, or no permission to run it.
  }
}

function openerOf(url: string): { program: string; args: string[] } {
  switch (Deno.build.os) {
    case "windows":
      // `start` takes its first quoted argument for the title of a window.
      return { program: "cmd", args: ["/c", "start", "", url] };
    case "darwin":
      return { program: "open", args: [url] };
    default:
      return { program: "xdg-open", args: [url] };
  }
}
