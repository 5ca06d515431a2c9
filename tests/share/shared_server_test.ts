import { assertStringIncludes } from "@std/assert";
import { SharedServer } from "../../viewer/page/shared/shared_server.ts";

Deno.test("a share.json that somebody has changed is an error that names it", async () => {
  const sound = {
    format: "kohakuboard share",
    version: 1,
    id: "x",
    info: { notices: [] },
    boards: [],
  };
  for (
    const changed of [
      null,
      ...[{ id: 5 }, { id: undefined }, { info: 5 }, { info: null }, { info: {} }],
      ...[{ boards: {} }, { boards: [null] }, { boards: [5] }, { boards: [{}] }],
    ]
  ) {
    const server = new SharedServer({
      notices: [],
      json: <Value>() => Promise.resolve((changed && { ...sound, ...changed }) as Value),
      bytes: () => Promise.reject(new Error("no bytes")),
      url: (path) => path,
    });
    for (const path of ["/api/info", "/api/boards"]) {
      const { error } = await (await server.fetch(path)).json();
      assertStringIncludes(error, "share.json is ", JSON.stringify(changed));
    }
  }
});
