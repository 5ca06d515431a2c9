import { render } from "preact";
import { App } from "./app.tsx";
import { startStore } from "./store.ts";
import { startTheme } from "./theme.ts";

startTheme();
startStore();
render(<App />, document.getElementById("app")!);
