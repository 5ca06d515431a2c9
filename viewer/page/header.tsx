import { NotifyButton } from "./notify/notify_button.tsx";
import { allows } from "./state/allows.ts";
import { api } from "./state/api_client.ts";
import { info } from "./state/boards.ts";
import { connection } from "./state/connection.ts";
import { currentTab } from "./state/current_tab.ts";
import { isDark, toggleTheme } from "./state/theme.ts";
import { offeredTabs } from "./tabs.tsx";
import { TabBar } from "./ui/tab_bar.tsx";

const CONNECTION_LABELS = {
  connecting: "Connecting to the server",
  online: "Connected to the server",
  offline: "The server does not respond",
};

/** The bar at the top: the folder, the tabs, the state of the connection, the theme. */
export function Header() {
  const folder = info.value?.baseDir ?? "";
  const connectionLabel = CONNECTION_LABELS[connection.value];
  const person = info.value?.person;
  const themeLabel = isDark.value ? "Light theme" : "Dark theme";
  return (
    <header class="header">
      <h1 class="brand" title={folder}>
        <span class="brand-name">KohakuBoard</span>
        <span class="brand-folder">{shorten(folder)}</span>
      </h1>
      <TabBar
        label="Views"
        tabs={offeredTabs.value}
        current={currentTab.value}
        onChoose={(id) => currentTab.value = id}
      />
      {person && (
        <>
          <span class="person" title={`Your token has the role ${person.role}`}>
            {person.name}, {person.role}
          </span>
          <button type="button" class="link-button" onClick={logOut}>Log out</button>
        </>
      )}
      {allows.value.follow && <NotifyButton />}
      {allows.value.follow && (
        <span
          class={`connection is-${connection.value}`}
          role="img"
          aria-label={connectionLabel}
          title={connectionLabel}
        />
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={themeLabel}
        title={themeLabel}
        onClick={toggleTheme}
      >
        {isDark.value ? "☀︎" : "☾"}
      </button>
    </header>
  );
}

async function logOut(): Promise<void> {
  await api.logOut();
  location.reload();
}

/** Keeps the end of a path: the ends of folders differ. */
function shorten(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== "");
  return parts.length > 2 ? `…/${parts.slice(-2).join("/")}` : path;
}
