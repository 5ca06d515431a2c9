/**
 * The command that lets a web server send a folder to this machine alone.
 *
 * @param pathname That of the address `file:///…` of a page in the folder.
 */
export function serveCommand(pathname: string): string {
  const folder = decodeURIComponent(pathname).replace(/\/[^/]*$/, "") || "/";
  const [, windowsPath] = /^\/([A-Za-z]:.*)$/.exec(folder) ?? [];
  const [program, path] = windowsPath === undefined
    ? ["python3", `'${folder.replaceAll("'", `'\\''`)}'`]
    : ["py", `"${windowsPath.replaceAll("/", "\\")}"`];
  return `${program} -m http.server --bind 127.0.0.1 --directory ${path}`;
}
