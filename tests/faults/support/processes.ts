/** The processes that were started with an environment variable, or by one that was. */
export function processesWith(variable: string, value: string): string[] {
  const found: string[] = [];
  let entries: Deno.DirEntry[];
  try {
    entries = [...Deno.readDirSync("/proc")];
  } catch {
    return []; // A system without /proc.
  }
  for (const { name } of entries) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const environment = Deno.readTextFileSync(`/proc/${name}/environ`);
      if (environment.split("\0").includes(`${variable}=${value}`)) {
        found.push(`${name} ${Deno.readTextFileSync(`/proc/${name}/cmdline`)}`);
      }
    } catch {
      // It has just ended, or is somebody else's.
    }
  }
  return found;
}
