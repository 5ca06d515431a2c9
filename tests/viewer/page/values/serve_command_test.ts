import { assertEquals } from "@std/assert";
import { serveCommand } from "../../../../viewer/page/values/serve_command.ts";

Deno.test("serveCommand() serves the folder of a page, whatever its name is, to this machine alone", () => {
  const common = "-m http.server --bind 127.0.0.1 --directory";
  for (
    const [pathname, program, folder] of [
      ["/home/ann/site/index.html", "python3", "'/home/ann/site'"],
      [
        "/home/ann/my%20%22best%22%20$(id)%20run's/index.html",
        "python3",
        `'/home/ann/my "best" $(id) run'\\''s'`,
      ],
      ["/index.html", "python3", "'/'"],
      ["/C:/Users/ann/my%20site/index.html", "py", `"C:\\Users\\ann\\my site"`],
    ] as const
  ) assertEquals(serveCommand(pathname), `${program} ${common} ${folder}`);
});
