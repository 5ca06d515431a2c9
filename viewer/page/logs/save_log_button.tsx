import { useEffect, useRef, useState } from "preact/hooks";
import type { ReadLog } from "./log_follower.ts";
import { saveLog } from "./save_log.ts";

/** Props of {@linkcode SaveLogButton}. */
export interface SaveLogButtonProps {
  /** The name of the file. */
  filename: string;
  /** The accessible name. */
  label: string;
  read: ReadLog;
}

/** Saves the whole log as a file: the page shows a part of a long one, and a browser copies what is in view. */
export function SaveLogButton({ filename, label, read }: SaveLogButtonProps) {
  /** How much has been read, from 0 to 1; `null` if nothing is being saved. */
  const [part, setPart] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const abort = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => abort.current?.abort(), [read]);

  const save = async () => {
    if (part !== null) return;
    const { signal } = abort.current = new AbortController();
    setProblem(null);
    setPart(0);
    try {
      await saveLog(filename, read, signal, setPart);
    } catch (error) {
      if (!signal.aborted) setProblem((error as Error).message);
    }
    setPart(null);
  };
  return (
    <>
      <button type="button" class="button" aria-label={label} onClick={save}>
        {part === null ? "Download" : `${Math.floor(part * 100)} %`}
      </button>
      {problem !== null && <span class="problem" role="alert">{problem}</span>}
    </>
  );
}
