/**
 * Boards that are elsewhere, and are shown in a folder of this machine: what the folder lacks is
 * brought there when somebody asks for it.
 */
export interface BoardSource {
  /** Where they are. */
  readonly address: string;
  /** The folder in which they are shown. */
  readonly baseDir: string;
  /** Why titles, groups, tags and notes cannot be given here, as far as is known. */
  readonly annotationProblem: string | undefined;
  /** As `annotationProblem`, found out before one is given. */
  findAnnotationProblem(): Promise<string | undefined>;
  /** Brings the metadata of all boards up to date. */
  list(options?: { signal?: AbortSignal }): Promise<unknown>;
  /** Brings the rows of a board up to date. */
  fetchRows(boardId: string): Promise<void>;
  /** Brings its logs up to date. */
  fetchLogs(boardId: string): Promise<void>;
  /** Brings one of its media. */
  fetchMedium(boardId: string, name: string): Promise<void>;
  /** Brings one of its logged files. */
  fetchFile(boardId: string, name: string): Promise<void>;
  /** The logged files that it has, as of when its rows came. */
  fileNames(boardId: string): readonly string[];
}
