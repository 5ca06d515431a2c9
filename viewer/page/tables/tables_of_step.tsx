import { useRef } from "preact/hooks";
import type { LoggedTable } from "../steps/row_sources.ts";
import { Loading } from "../ui/loading.tsx";
import { LoggedTableView } from "./logged_table_view.tsx";

/** Props of {@linkcode TablesOfStep}. */
export interface TablesOfStepProps {
  label: string;
  /** The tables at the step, or at the last step before it; `undefined` until they arrive. */
  tables: LoggedTable[] | undefined;
  /** The selected step. */
  at: number;
}

/** The tables of one run at one step. Until they arrive, those of the last step stay. */
export function TablesOfStep({ label, tables, at }: TablesOfStepProps) {
  const last = useRef<LoggedTable[]>([]);
  if (tables !== undefined) last.current = tables;
  const [first, ...others] = last.current;
  if (first === undefined) {
    return (
      <p class="muted">{tables === undefined ? <Loading /> : "Nothing logged up to this step."}</p>
    );
  }
  return (
    <>
      {first.step !== at && tables !== undefined && <p class="muted">from step {first.step}</p>}
      {[first, ...others].map((table, i) => (
        <LoggedTableView key={i} label={`${label}, step ${table.step}`} table={table} />
      ))}
    </>
  );
}
