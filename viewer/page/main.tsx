import { render } from "preact";
import { App } from "./app.tsx";
import { startPointerPlace } from "./charts/pointer_place.ts";
import { startColors } from "./runs/data/color_field.ts";
import { startNotifications } from "./notify/notifications.ts";
import { followServer } from "./state/follow_server.ts";
import { sharedServer } from "./state/shared_page.ts";
import { watchCrashes } from "./state/page_title.ts";
import { watchPrinting } from "./state/printing.ts";
import { startTheme } from "./state/theme.ts";

startTheme();
startColors();
followServer();
watchPrinting();
watchCrashes();
if (sharedServer === null) startNotifications();
startPointerPlace();
render(<App />, document.getElementById("app")!);
