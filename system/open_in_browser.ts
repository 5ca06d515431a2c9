import { system } from "./platform.ts";
import { startDetached } from "./run_program.ts";

/** Opens an address in the browser. Without a browser it does nothing: say the address too. */
export function openInBrowser(url: string): void {
  try {
    const { program, args } = browserCommand(url);
    startDetached(program, args);
  } catch {
    // There is no such program, or no permission to run it.
  }
}

/**
 * The program that opens an address in the user's browser.
 *
 * @param on The system that it is for.
 */
export function browserCommand(
  url: string,
  on: string = system,
): { program: string; args: string[] } {
  switch (on) {
    case "windows":
      // Not `cmd /c start`: it would end the address at `&`, and put variables in place of `%…%`.
      return { program: "rundll32", args: ["url.dll,FileProtocolHandler", url] };
    case "darwin":
      return { program: "open", args: [url] };
    default:
      return { program: "xdg-open", args: [url] };
  }
}
