import { render } from "preact";
import { App } from "./app.tsx";
import { followServer } from "./follow_server.ts";
import { startTheme } from "./theme.ts";

startTheme();
followServer();
render(<App />, document.getElementById("app")!);
