import { ConnectionNotice } from "./connection_notice.tsx";
import { EmptyFolder } from "./empty_folder.tsx";
import { Header } from "./header.tsx";
import { Login } from "./login.tsx";
import { NotServed } from "./not_served.tsx";
import { drawsGroups } from "./groups/draws_groups.ts";
import { drawnBoards } from "./runs/data/drawn_boards.ts";
import { NothingDrawn } from "./runs/nothing_drawn.tsx";
import { RunList } from "./runs/run_list.tsx";
import { boards } from "./state/boards.ts";
import { currentTab } from "./state/current_tab.ts";
import { selectedBoards } from "./state/selection.ts";
import { isUnserved } from "./state/shared_page.ts";
import { signedOut } from "./state/signed_out.ts";
import { tabOf } from "./tabs.tsx";
import { UnreadableRuns } from "./ui/unreadable_runs.tsx";

/** The whole page. */
export function App() {
  if (isUnserved) return <NotServed />;
  if (signedOut.value) return <Login />;
  return <Workspace />;
}

function Workspace() {
  const tab = tabOf(currentTab.value);
  const Panel = tab.panel;
  const list = boards.value;
  // Groups are of all runs that match, whatever is selected.
  const hasNothing = selectedBoards.value.length > 0 && drawnBoards.value.length === 0 &&
    !(tab.id === "charts" && drawsGroups.value);
  const unreadable = tab.ofRows ? drawnBoards.value.filter((board) => board.isUnreadable) : [];
  const shown = drawnBoards.value.filter((board) => !unreadable.includes(board));
  return (
    <>
      <Header />
      <ConnectionNotice />
      <main class="workspace">
        {list !== null && list.length > 0 && !tab.wide && <RunList />}
        <div
          id={`panel-${tab.id}`}
          class="panel-area"
          role="tabpanel"
          aria-labelledby={`tab-${tab.id}`}
          tabIndex={0}
          key={tab.id}
        >
          {/* The tab itself shows it: the headings of a panel are below one of its own. */}
          <h2 class="visually-hidden">{tab.label}</h2>
          {list === null
            ? <p class="empty" role="status">Reading the folder…</p>
            : list.length === 0
            ? <EmptyFolder />
            : tab.wide
            ? <Panel boards={selectedBoards.value} />
            : hasNothing
            ? <NothingDrawn />
            : (
              <>
                {unreadable.length > 0 && (
                  <div class="panel unreadable-runs">
                    <UnreadableRuns boards={unreadable} />
                  </div>
                )}
                {(shown.length > 0 || unreadable.length === 0) && <Panel boards={shown} />}
              </>
            )}
        </div>
      </main>
    </>
  );
}
