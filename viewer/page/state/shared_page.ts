import { signal } from "@preact/signals";
import { HttpFiles } from "../shared/http_files.ts";
import { SharedServer } from "../shared/shared_server.ts";

/** The page of a shared site names it in its head: `<meta name="kobo-share" content="folder">`. */
const form = document.querySelector<HTMLMetaElement>('meta[name="kobo-share"]')?.content;

/** Rises when the server's `info` has other notices than before. */
export const noticesChanged = signal(0);

/** What answers the page's requests where boards are shared as files; `null` if a server does. */
export const sharedServer: SharedServer | null = form === undefined
  ? null
  : new SharedServer(new HttpFiles(), () => noticesChanged.value++);
