import { files } from "../viewer/page/bundle.ts";

/** What the page may do: nothing is loaded from elsewhere, and only its own scripts run. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** The files of the viewer's page, as a site has them: by name. */
export function sitePage(): Map<string, string> {
  return new Map([
    ["index.html", indexPage()],
    ["app.css", textOf("app.css")],
    // Browsers load no modules from file://.
    ["app.js", `"use strict";(()=>{${textOf("app.js")}})();\n`],
  ]);
}

function indexPage(): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${POLICY.join("; ")}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <meta name="robots" content="noindex">
    <meta name="kobo-share" content="folder">
    <title>KohakuBoard</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="app.css">
    <script defer src="app.js"></script>
  </head>
  <body>
    <div id="app"></div>
    <noscript>This page needs JavaScript. All of it is in this folder.</noscript>
  </body>
</html>
`;
}

function textOf(name: string): string {
  const file = files[name];
  if (file === undefined) throw new Error(`The page has no ${name}`);
  return file.text;
}
