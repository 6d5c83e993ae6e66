/** Postil: highlights and margin notes for any article, kept in the reader's own browser. */

/** Why a promise of the element was rejected. */
export type PostilErrorName =
  | "ArticleError"
  | "AnnotationError"
  | "ImportError"
  | "StorageError"
  | "UnsupportedError";

/** The six colours of a highlight. */
export type PostilColor = "yellow" | "green" | "blue" | "pink" | "orange" | "purple";

/** The formats of `exportNotes`. */
export type PostilFormat = "jsonld" | "annotationset" | "hypothesis" | "markdown" | "csv" | "html";

/** An annotation of the W3C Web Annotation Data Model; `color` and `revision` are ours. */
export interface PostilAnnotation {
  "@context": unknown;
  id: string;
  type: "Annotation";
  motivation: string;
  creator?: { id: string; type?: string; name?: string };
  created?: string;
  modified?: string;
  target: unknown;
  body?: unknown;
  color?: PostilColor;
  revision?: number;
  [property: string]: unknown;
}

/** What `addAnnotation` takes: a passage, another annotation's id as `target`, or nothing for the whole article. */
export interface PostilPartial {
  /** Code points of `getText()`. */
  start?: number;
  /** Code points of `getText()`, exclusive. */
  end?: number;
  target?: string | { selector?: unknown; [property: string]: unknown };
  /** Becomes a `TextualBody` in `text/markdown`. */
  bodyValue?: string;
  body?: unknown;
  motivation?: string;
  color?: PostilColor;
  tags?: string[];
  [property: string]: unknown;
}

/** Where a passage is now. */
export interface PostilPlacement {
  id: string;
  state: "exact" | "changed" | "probable" | "unplaced";
  /** Code points of `getText()`; `null` when unplaced. */
  start: number | null;
  end: number | null;
  /** The text there now. */
  text: string | null;
  /** From 0 to 1. */
  confidence: number;
}

/** What an import did, or would do. */
export interface PostilReport {
  format: string;
  added: number;
  updated: number;
  unchanged: number;
  deleted: number;
  conflicts: number;
  unplaced: number;
  rejected: { index: number; reason: string }[];
}

/** The element. A call loads the widget at once and waits for `ready`. */
export interface PostilArticleElement extends HTMLElement {
  /** Article shown, stored annotations placed and painted. Another promise after `src`, `format` or `article-id` changed. */
  readonly ready: Promise<void>;
  getText(): Promise<string>;
  getAnnotations(): Promise<PostilAnnotation[]>;
  addAnnotation(partial: PostilPartial): Promise<PostilAnnotation>;
  updateAnnotation(annotation: { id: string; [property: string]: unknown }): Promise<PostilAnnotation>;
  deleteAnnotation(id: string): Promise<PostilAnnotation>;
  restoreAnnotation(id: string): Promise<PostilAnnotation>;
  getPlacements(): Promise<PostilPlacement[]>;
  scrollToAnnotation(id: string): Promise<void>;
  exportNotes(format: PostilFormat): Promise<Blob>;
  /** A file, its text, or what its JSON says. */
  importNotes(source: Blob | string | object, options?: { dryRun?: boolean }): Promise<PostilReport>;
  shareLink(): Promise<string>;
  undo(): Promise<boolean>;
  redo(): Promise<boolean>;
}

/** The element's events; they bubble. */
export interface PostilEventMap {
  "postil-ready": CustomEvent<null>;
  "postil-create": CustomEvent<PostilAnnotation>;
  "postil-update": CustomEvent<PostilAnnotation>;
  "postil-delete": CustomEvent<PostilAnnotation>;
  "postil-select": CustomEvent<string[]>;
  "postil-import": CustomEvent<PostilReport>;
  "postil-placement": CustomEvent<PostilPlacement[]>;
  "postil-error": CustomEvent<{ name: PostilErrorName; message: string }>;
}

declare global {
  interface HTMLElementTagNameMap {
    "postil-article": PostilArticleElement;
  }
  interface HTMLElementEventMap extends PostilEventMap {}
  interface DocumentEventMap extends PostilEventMap {}
  interface WindowEventMap extends PostilEventMap {}
}
