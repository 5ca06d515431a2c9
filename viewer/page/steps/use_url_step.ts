import { useUrlState } from "../state/use_url_state.ts";

/**
 * The step that the reader selected for what was logged under a name, kept in
 * the address. `null` is the last step.
 */
export function useUrlStep(
  kind: "media" | "table" | "histogram",
  name: string,
): [step: number | null, set: (step: number | null) => void] {
  const [text, setText] = useUrlState(`${kind} step ${name}`);
  const step = Number(text);
  return [
    text === "" || !Number.isFinite(step) ? null : step,
    (step) => setText(step === null ? "" : String(step)),
  ];
}
