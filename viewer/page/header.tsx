import { connection } from "./state/connection.ts";
import { currentTab } from "./state/current_tab.ts";
import { info } from "./state/store.ts";
import { tabs } from "./tabs.tsx";
import { isDark, toggleTheme } from "./state/theme.ts";
import { TabBar } from "./ui/tab_bar.tsx";

const CONNECTION = {
  connecting: "Connecting to the server",
  online: "Connected to the server",
  offline: "The server does not answer",
};

/** The bar at the top: what is shown, the tabs, how the server is, the theme. */
export function Header() {
  const folder = info.value?.baseDir ?? "";
  return (
    <header class="header">
      <h1 class="brand" title={folder}>
        <span class="brand-name">KohakuBoard</span>
        <span class="brand-folder">{shorten(folder)}</span>
      </h1>
      <TabBar label="Views" tabs={tabs} current={currentTab.value} onChoose={choose} />
      <span
        class={`connection is-${connection.value}`}
        role="img"
        aria-label={CONNECTION[connection.value]}
        title={CONNECTION[connection.value]}
      />
      <button
        type="button"
        class="icon-button"
        aria-label={isDark.value ? "Light theme" : "Dark theme"}
        title={isDark.value ? "Light theme" : "Dark theme"}
        onClick={toggleTheme}
      >
        {isDark.value ? "☀︎" : "☾"}
      </button>
    </header>
  );
}

function choose(id: string): void {
  currentTab.value = id;
}

/** The end of a path is what tells folders apart. */
function shorten(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== "");
  return parts.length > 2 ? `…/${parts.slice(-2).join("/")}` : path;
}
