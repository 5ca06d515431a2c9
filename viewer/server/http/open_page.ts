import { system } from "../../../system/machine.ts";
import { startDetached } from "../../../system/run_program.ts";

/** Opens an address in the browser. Without a browser it does nothing: the address is printed too. */
export function openPage(url: string): void {
  try {
    const { program, args } = openerOf(url);
    startDetached(program, args);
  } catch {
    // There is no such program, or no permission to run it.
  }
}

function openerOf(url: string): { program: string; args: string[] } {
  switch (system) {
    case "windows":
      // `start` takes its first quoted argument for the title of a window.
      return { program: "cmd", args: ["/c", "start", "", url] };
    case "darwin":
      return { program: "open", args: [url] };
    default:
      return { program: "xdg-open", args: [url] };
  }
}
