import { toFileUrl } from "@std/path";
import type { Forgery } from "../support/forgery.ts";

/** A marker of a quarantine that names another place. */
function marker(nameOf: (home: string) => string): Forgery {
  return (board) => {
    board.copyOf("duckdb").killed().file("data/journal/setting_aside", nameOf(board.world.home));
  };
}

/** Metadata whose backend is an address with code. */
function backend(addressOf: (code: string, home: string) => string): Forgery {
  return (board) => {
    const { marker, home } = board.world;
    const code = `Deno.writeTextFileSync(${JSON.stringify(marker)}, "code has run");\n` +
      "export default class {}; export const createBackend = () => ({});\n";
    board.killed({ backend: addressOf(code, home) }).file("evil.ts", code);
  };
}

/** Names in a board's files that lead out of it, and code that it wants to be run. */
export const PATHS: Record<string, Forgery> = {
  marker_names_the_parent: marker(() => "../../.."),
  marker_names_a_victim: (board) =>
    marker(() => `../../../${board.world.home.split("/").at(-1)}/documents`)(board),
  marker_is_absolute: marker((home) => `${home}/documents`),
  marker_is_like_a_name: marker(() => "damaged_20260101T000000/../../../../x"),
  marker_names_a_link: (board) => {
    marker(() => "damaged_20260101T000000")(board);
    board.link("data/damaged_20260101T000000", board.victim("documents"));
  },
  marker_is_a_link: (board) => {
    board.copyOf("duckdb").killed()
      .link("data/journal/setting_aside", board.victim("documents/name.txt"));
  },
  marker_is_large: (board) =>
    void board.copyOf("duckdb").killed().sparse("data/journal/setting_aside", 2 ** 33),
  backend_is_a_data_url: backend((code) => `data:text/javascript,${encodeURIComponent(code)}`),
  backend_is_a_file_of_the_board: (board) =>
    backend(() => toFileUrl(board.path("evil.ts")).href)(board),
  backend_is_a_relative_file: backend(() => "./evil.ts"),
  backend_is_a_blob: backend(() => "blob:null/00000000-0000-0000-0000-000000000000"),
  backend_is_a_device: backend(() => "file:///dev/zero"),
  backend_is_a_package: backend(() => "npm:left-pad@1.3.0"),
  backend_is_a_builtin: backend(() => "node:child_process"),
  backend_is_a_word_of_objects: backend(() => "constructor"),
  backend_is_code_and_finished: (board) => {
    const code = `Deno.writeTextFileSync(${JSON.stringify(board.world.marker)}, "ran")`;
    board.copyOf("duckdb").metadata({
      status: "finished",
      backend: `data:text/javascript,${encodeURIComponent(code)}`,
    });
  },
  media_of_other_places: (board) => {
    board.copyOf("parquet").remove("media").link("media", board.victim("documents"));
  },
  board_id_of_another_place: (board) => {
    board.killed({ board_id: "../../home/documents", name: "../../x" });
  },
};
