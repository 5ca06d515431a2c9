import { configPaths, fieldOf } from "../runs/data/run_fields.ts";
import { groupKeys, groupRuns } from "../runs/data/visible_runs.ts";
import { boards } from "../state/boards.ts";

/** The fields besides the config that runs may be grouped by. */
const FIELDS = ["group", "tags", "name", "status", "rank", "backend"];

/** The fields by which runs are grouped: one choice for each, and one more. */
export function GroupChoice() {
  const keys = groupKeys.value;
  const ids = [...FIELDS, ...configPaths(boards.value ?? []).map((path) => `config.${path}`)];
  const choose = (index: number, id: string) =>
    groupRuns([...keys.slice(0, index), ...id === "" ? [] : [id], ...keys.slice(index + 1)]);
  return (
    <>
      {[...keys, ""].map((key, index) => {
        // What is grouped by already is no choice, nor is what the folder has no more.
        const others = keys.filter((_, i) => i !== index);
        const options = [...new Set([...ids, ...key === "" ? [] : [key]])]
          .filter((id) => !others.includes(id))
          .flatMap((id) => fieldOf(id) ?? []);
        return (
          <label class="choice" key={index}>
            <span>{index === 0 ? "Group by" : "then by"}</span>
            <select
              class="metric-choice"
              value={key}
              onChange={(event) => choose(index, event.currentTarget.value)}
            >
              <option value="">nothing</option>
              {options.map(({ id, label }) => <option key={id} value={id}>{label}</option>)}
            </select>
          </label>
        );
      })}
    </>
  );
}
