import { CODE_LIFETIME_MS } from "./entry_codes.ts";

const MINUTES = CODE_LIFETIME_MS / 60_000;

/** The page for a browser that was not let in. It says where an address is to be had. */
export function entryPage(): Response {
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>KohakuBoard: not let in</title>
<h1>This browser was not let in</h1>
<p>Open the newest address that the viewer has printed, in its terminal or its log. Each address
works once, and for ${MINUTES} minutes.</p>
<p>When an address was used, the viewer prints another one at once. When the newest address is too
old, open it all the same: the viewer then prints another one.</p>
<p>If you have an address that nobody but you has seen, and it was used before you opened it, end
the viewer and start it again.</p>
</html>
`;
  return new Response(page, {
    status: 401,
    headers: { "Content-Type": "text/html; charset=utf-8" },
  });
}
