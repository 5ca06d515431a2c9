import { colorBy } from "../runs/data/color_field.ts";
import { differingPaths, fieldOf, metricNames, summaryNames } from "../runs/data/run_fields.ts";
import { boards } from "../state/boards.ts";

/** So many metrics are offered: of a run of thousands the list would be of no use. */
const MAX_METRICS = 40;
const COMMON = ["group", "tags", "name", "status", "rank"];

/** The field whose values give runs their colours. */
export function ColorByChoice() {
  const all = boards.value ?? [];
  const chosen = colorBy.value;
  const sections = [
    { label: "Runs", ids: COMMON },
    { label: "Config", ids: differingPaths(all).map((path) => `config.${path}`) },
    {
      label: "Results",
      ids: [
        ...summaryNames(all).map((name) => `summary:${name}`),
        ...numericNames(metricNames(all)).map((name) => `last:${name}`),
        "duration",
      ],
    },
  ];
  const isListed = chosen === "" || sections.some(({ ids }) => ids.includes(chosen));
  return (
    <label class="choice">
      <span>Colour by</span>
      <select
        class="metric-choice"
        value={chosen}
        onChange={(event) => colorBy.value = event.currentTarget.value}
      >
        <option value="">run</option>
        {!isListed && <Options ids={[chosen]} />}
        {sections.map(({ label, ids }) =>
          ids.length > 0 && (
            <optgroup label={label} key={label}>
              <Options ids={ids} />
            </optgroup>
          )
        )}
      </select>
    </label>
  );

  function numericNames(names: readonly string[]): string[] {
    const numbers = names.filter((name) => all.some(({ best }) => Object.hasOwn(best, name)));
    return numbers.slice(0, MAX_METRICS);
  }
}

function Options({ ids }: { ids: readonly string[] }) {
  return (
    <>
      {ids.flatMap((id) => fieldOf(id) ?? []).map(({ id, label }) => (
        <option key={id} value={id}>{label}</option>
      ))}
    </>
  );
}
