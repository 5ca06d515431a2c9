import { lookAlikes } from "../../../format/look_alikes.ts";
import { useMemo, useState } from "preact/hooks";
import type { PanelProps } from "../ui/panel_props.ts";
import { StepSlider } from "../steps/step_slider.tsx";
import { hasOwnSliders, mediaPlace, mediaUnit, placeMedia } from "./media_axis.ts";
import { MediaBar } from "./media_bar.tsx";
import { MediaSection } from "./media_section.tsx";
import { usePlacedSteps } from "./use_placed_steps.ts";
import { formatCount } from "../values/format_count.ts";
import { formatPlural } from "../values/format_plural.ts";
import { useBoardDetails } from "../state/use_board_details.ts";
import { useUrlState } from "../state/use_url_state.ts";
import { Loading } from "../ui/loading.tsx";
import { foldText } from "../values/fold_text.ts";

/** How many names are rendered at first, and how many more with each click on the button below. */
const PAGE = 200;

/** The images, videos and sounds of the selected runs, by name. */
export function MediaPanel({ boards }: PanelProps) {
  const [filter, setFilter] = useUrlState("media");
  const [maxShown, setMaxShown] = useState(PAGE);
  const { details, error, loaded } = useBoardDetails(boards);
  const { names, inTables } = useMemo(() => {
    const names = new Set<string>();
    const inTables = new Set<string>();
    for (const { media, tables } of details.values()) {
      const ofTables = new Set(tables.map(({ name }) => name));
      for (const { name } of media) (ofTables.has(name) ? inTables : names).add(name);
    }
    return { names: [...names], inTables: [...inTables] };
  }, [details]);
  const wanted = foldText(filter.trim());
  const titles = useMemo(() => lookAlikes(names), [names]);
  const shown = names.filter((name) => foldText(name).includes(wanted));

  const placed = usePlacedSteps(boards);
  // A slider of one name is with its media.
  const isShared = names.length > 1 && !hasOwnSliders.value;
  const slider = isShared && placed.places.length > 0
    ? (
      <StepSlider
        label="all media"
        unit={mediaUnit.value}
        steps={placed.places}
        step={mediaPlace.value}
        onStep={placeMedia}
      />
    )
    : undefined;

  if (boards.length === 0) return <p class="empty">Select one or more runs to see their media.</p>;
  return (
    <div class="panel media-panel">
      <div class="panel-bar">
        <input
          type="search"
          placeholder="Filter by name"
          aria-label="Filter media by name"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        <span class="muted" role="status">{formatPlural(shown.length, "name")}</span>
        {names.length > 0 && <MediaBar boards={boards} hasNames={names.length > 1} />}
      </div>
      {slider && <div class="media-slider">{slider}</div>}
      {[error, placed.error].map((problem) =>
        problem !== undefined && <p key={problem} class="problem" role="alert">{problem}</p>
      )}
      {!loaded && error === undefined && (
        <p class="empty">
          <Loading />
        </p>
      )}
      {loaded && names.length === 0 && (
        <p class="empty">
          No media were logged. Log images with <code>board.logImages("predictions", images)</code>.
        </p>
      )}
      {names.length > 0 && shown.length === 0 && <p class="empty">No name matches the filter.</p>}
      <div class={boards.length === 1 ? "media-sections is-single" : "media-sections"}>
        {shown.slice(0, maxShown).map((name) => {
          const having = boards.filter(({ boardId }) =>
            details.get(boardId)?.media.some((info) => info.name === name)
          );
          return (
            <MediaSection
              key={name}
              name={name}
              title={titles.get(name)}
              boards={having}
              namesRuns={boards.length > 1}
              placed={placed.byBoard}
              sharedSlider={isShared ? slider ?? null : undefined}
            />
          );
        })}
      </div>
      {shown.length > maxShown && (
        <button
          type="button"
          class="button"
          onClick={() => setMaxShown(maxShown + PAGE)}
        >
          Show more names ({formatCount(shown.length - maxShown)} left)
        </button>
      )}
      {inTables.length > 0 && (
        <p class="muted">
          Media that were logged in table cells are on the Tables tab:{" "}
          {inTables.slice(0, 10).join(", ")}
          {inTables.length > 10 && " …"}
        </p>
      )}
    </div>
  );
}
