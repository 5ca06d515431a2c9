import { join, toFileUrl } from "@std/path";
import { openInBrowser } from "../../../system/open_in_browser.ts";
import { removeTreeIfThere } from "../../../system/remove.ts";
import { makeTempDir } from "../../../system/temp_dir.ts";
import { writeFile } from "../../../system/write_file.ts";

/**
 * Opens an address that nobody else may see. All users of a machine can see the arguments of a
 * process: so the browser is given a file that leads there, which only its user can read.
 *
 * @returns What removes the file, once it was read.
 */
export function openSecretPage(url: string): Disposable {
  let dir: string | undefined;
  const remove = () => {
    try {
      if (dir !== undefined) removeTreeIfThere(dir);
      dir = undefined;
    } catch {
      // Its code is used up or old: what is left there lets nobody in.
    }
  };
  try {
    dir = makeTempDir("kohakuboard_view_");
    const path = join(dir, "open.html");
    const leads = `<!doctype html><meta charset="utf-8"><title>KohakuBoard</title>` +
      `<meta http-equiv="refresh" content="0;url=${url}"><a href="${url}">Open the viewer</a>\n`;
    writeFile(path, leads, 0o600);
    openInBrowser(toFileUrl(path).href);
  } catch {
    // No permission to write there. The address is printed too.
  }
  return { [Symbol.dispose]: remove };
}
