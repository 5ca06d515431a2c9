import { signal } from "@preact/signals";
import { HttpFiles } from "../shared/http_files.ts";
import { PackedFiles } from "../shared/packed_files.ts";
import { SharedServer } from "../shared/shared_server.ts";

/** The page of a shared site says in its head where the files are: in its folder, or within it. */
const form = document.querySelector<HTMLMetaElement>('meta[name="kobo-share"]')?.content;

/** Whether the files are in a folder, and the page may read none of them. */
export const isUnserved: boolean = form === "folder" && location.protocol === "file:";

/** Rises when the server's `info` has other notices than before. */
export const noticesChanged = signal(0);

/** What answers the page's requests where boards are shared as files; `null` if a server does. */
export const sharedServer: SharedServer | null = form === undefined ? null : new SharedServer(
  form === "single" ? new PackedFiles(document) : new HttpFiles(),
  () => noticesChanged.value++,
);
