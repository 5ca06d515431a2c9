import process from "node:process";

/** The id of this process. */
export const pid: number = process.pid;

/** The arguments that it was started with, without the program and the script. */
export function args(): string[] {
  return process.argv.slice(2);
}

/** The folder that it works in, absolute. */
export function workingDir(): string {
  return process.cwd();
}

/** The program that runs it, absolute. */
export function executable(): string {
  return process.execPath;
}
