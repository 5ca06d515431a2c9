/** A worker that shares to one folder again and again, while others do so. */
import { SiteFolder } from "../../share/site_folder.ts";

/** Writes a site without anything in it. @returns Its id. */
export async function writeSite(path: string): Promise<string> {
  using site = new SiteFolder(path);
  const id = crypto.randomUUID();
  for (const name of ["index.html", "app.js", "app.css"]) await site.write(name, id);
  await site.write(`data/${id}/0/board.json`, "{}");
  await site.write("share.json", JSON.stringify({ format: "kohakuboard share", id }));
  site.finish();
  return id;
}

addEventListener("message", async ({ data }: MessageEvent<{ site: string; rounds: number }>) => {
  const errors: string[] = [];
  for (let round = 0; round < data.rounds; round++) {
    await writeSite(data.site).catch((error) => errors.push(String(error)));
  }
  globalThis.postMessage(errors);
});
globalThis.postMessage?.("ready"); // The test imports it, too, for the function above.
