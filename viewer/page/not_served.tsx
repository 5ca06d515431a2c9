import { serveCommand } from "./values/serve_command.ts";

/** What the folder of a share shows that was opened from the disk, where no page may read its files. */
export function NotServed() {
  return (
    <main class="empty-page">
      <h2>This page needs a web server</h2>
      <p>
        It was opened from the disk, and there browsers let no page read the files beside it.
        Python, which most machines have, sends them to this machine alone. In a terminal:
      </p>
      <pre tabIndex={0}>{serveCommand(location.pathname)}</pre>
      <p>
        Then open <a href="http://127.0.0.1:8000/">http://127.0.0.1:8000/</a>.
      </p>
      <p>
        Or put the folder on any web space. Or ask whoever made it for the page in one file (kobo
        share --single-file), which opens from the disk.
      </p>
    </main>
  );
}
