import { assertEquals } from "@std/assert";
import { files, sourceHash } from "../../../viewer/page/bundle.ts";
import { hashSources } from "../../../viewer/page/bundling/bundle_sources.ts";

Deno.test("the bundle is up to date with its sources: `deno task bundle` makes it", async () => {
  const folder = new URL("../../../viewer/page/", import.meta.url);
  assertEquals(sourceHash, await hashSources(folder), "stale: run `deno task bundle`");
});

Deno.test("the page has no inline script, no inline style and no address of another host", () => {
  const page = files["index.html"]?.text;
  assertEquals(page?.match(/<script(?![^>]* src="app\.js")|<style|\sstyle=|\son\w+=/g), null);
  for (const { text } of Object.values(files)) {
    const hosts = [...text.matchAll(/(?:https?:)?\/\/([a-z0-9-]+\.)+[a-z]{2,}[^"'`\s)]*/g)]
      .map(([address]) => address).filter((address) => !address.includes("www.w3.org/"));
    assertEquals(hosts, []);
  }
});
