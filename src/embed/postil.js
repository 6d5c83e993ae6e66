/*! Postil 0.1.0: highlights and margin notes. MIT OR Apache-2.0 */
// The loader: registers <postil-article> at once and fetches the rest when an article comes near
// the viewport. One file for <script type="module"> and for <script async data-src="…">, so it has
// no import, export or import.meta. It leaves no global, cookie, storage or history entry.
(() => {
  "use strict";
  // Imported where there is no page, as by a server that renders one: nothing to do.
  if (!globalThis.customElements) return;
  const VERSION = "0.1.0";
  const TAG = "postil-article";
  /** A change of one of these makes another article of the element. */
  const RESTARTS = ["src", "format", "article-id", "storage"];
  const ATTRIBUTES = [...RESTARTS, "layers", "reader", "ui-lang", "theme", "load", "readonly"];
  const METHODS = [
    "getText", "getAnnotations", "addAnnotation", "updateAnnotation", "deleteAnnotation",
    "restoreAnnotation", "getPlacements", "scrollToAnnotation", "exportNotes", "importNotes",
    "shareLink", "undo", "redo",
  ];
  /** Said when the rest cannot be loaded, and with it no message file. The build puts a line here for each such file. */
  const UNAVAILABLE = { en: "Notes are not available here." };

  const script = document.currentScript;

  /** Where this very file was loaded from; the others lie beside it. */
  function ownAddress() {
    if (script?.src) return script.src;
    const fromStack = /((?:https?|file|blob):[^\s()]+?):\d+(?::\d+)?\)?$/m.exec(new Error().stack ?? "");
    if (fromStack) return fromStack[1];
    const tags = [...document.querySelectorAll("script[src]")];
    return tags.findLast((tag) => /(^|\/)postil(\.min)?\.js([?#]|$)/.test(tag.src))?.src ?? document.baseURI;
  }
  const address = ownAddress();

  let download;
  /** The rest of Postil: fetched once for all articles, and again after a failure. */
  function rest() {
    download ??= (async () => {
      const glue = await import(new URL("postil_glue.js", address).href);
      await glue.default({ module_or_path: new URL("postil_bg.wasm", address) });
      if (glue.version() !== VERSION) {
        throw new Error(`postil.js is version ${VERSION}, the files beside it are ${glue.version()}: publish them together and reload`);
      }
      return glue;
    })();
    download.catch(() => (download = undefined));
    return download;
  }

  let extra;
  /** What most visits never need: dialogs, files in and out. Fetched when asked for, again after a failure. */
  function more() {
    extra ??= rest().then((glue) => glue.more(new URL("postil_more.wasm", address)));
    extra.catch(() => (extra = undefined));
    return extra;
  }

  function failure(name, message, cause) {
    const error = new Error(message, cause && { cause });
    error.name = name;
    return error;
  }

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host{display:block;flex:auto;min-inline-size:0}:host([hidden]){display:none}[role=status]:not([class]){font:0.875rem/1.5 system-ui;opacity:.75}");

  /**
   * An article that readers can annotate.
   *
   * Attributes, methods, events, parts and custom properties: `postil.d.ts` and the README.
   */
  class PostilArticle extends HTMLElement {
    static observedAttributes = ATTRIBUTES;
    static version = VERSION;
    /** One-tag scripts that have their element. */
    static claimed = new WeakSet();

    #root = this.attachShadow({ mode: "open" });
    #widget;
    #starting;
    #near;
    /** Sees content that comes to an article that had none. */
    #empty;
    /** Calls at work, which a widget finishes before it goes. */
    #calls = new Set();
    #leaving;
    #changed = new Set();
    #ready;
    #settle;
    #hasFailed = false;

    static {
      for (const name of METHODS) {
        const method = { [name](argument, options) { return this.#call(name, argument, options); } }[name];
        Object.defineProperty(this.prototype, name, { configurable: true, writable: true, value: method });
      }
    }

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [sheet];
      // What the widget renders goes to the named slot; while there is none, the page's own content shows.
      const slot = document.createElement("slot");
      slot.name = "postil";
      slot.append(document.createElement("slot"));
      this.#root.append(slot);
      this.#renew();
    }

    /** Article shown, stored annotations placed and painted; another promise after another article was asked for. */
    get ready() {
      return this.#ready;
    }

    connectedCallback() {
      if (this.#widget || this.#starting || this.#near) return;
      for (const { name } of this.attributes) {
        if (/^(article|ui|lay|read|stor|them|form|load)/.test(name) && !ATTRIBUTES.includes(name)) {
          console.warn(`postil: unknown attribute ${name}; known are ${ATTRIBUTES.join(", ")}`);
        }
      }
      // A link that carries notes is looked at by every article: it may be for one far below.
      if (this.getAttribute("load") === "eager" || location.hash.startsWith("#postil=")) {
        this.#start();
        return;
      }
      this.#near = new IntersectionObserver(
        (entries) => entries.some((entry) => entry.isIntersecting) && this.#start(),
        { rootMargin: "100% 0px" },
      );
      this.#near.observe(this);
    }

    /** Moved by `moveBefore`: nothing to do. */
    connectedMoveCallback() {}

    disconnectedCallback() {
      // Moved elements are back before the microtask runs.
      queueMicrotask(() => {
        if (this.isConnected) return;
        this.#near?.disconnect();
        this.#near = undefined;
        if (this.#starting) this.#stop();
        this.#empty?.disconnect();
      });
    }

    attributeChangedCallback(name, before, after) {
      if (before === after) return;
      if (name === "load" && after === "eager" && this.#near) this.#start();
      if (!this.#starting) return;
      if (!this.#changed.size) queueMicrotask(() => this.#apply());
      if (RESTARTS.includes(name) && ![...this.#changed].some((one) => RESTARTS.includes(one))) {
        this.#renew();
      }
      this.#changed.add(name);
    }

    #apply() {
      const changed = [...this.#changed];
      this.#changed.clear();
      if (changed.some((name) => RESTARTS.includes(name))) {
        this.#leave();
        if (this.isConnected) this.#start();
      } else {
        for (const name of changed) this.#widget?.attribute(name);
      }
    }

    #renew() {
      this.#settle?.reject(failure("ArticleError", "another article was asked for"));
      this.#ready = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
      this.#ready.catch(() => {});
      this.#hasFailed = false;
    }

    #stop() {
      this.#leave();
      this.#renew();
    }

    /** The widget goes, once what it was asked to write is kept. */
    #leave() {
      const widget = this.#widget;
      this.#widget = this.#starting = undefined;
      if (!widget) return;
      const calls = [...this.#calls];
      if (!calls.length) widget.stop();
      else this.#leaving = Promise.allSettled(calls).then(() => widget.stop());
    }

    #again() {
      this.#stop();
      this.#start();
    }

    #start() {
      this.#near?.disconnect();
      this.#near = undefined;
      this.#empty?.disconnect();
      if (this.#hasFailed) this.#renew();
      return (this.#starting ??= this.#run(this.#settle));
    }

    async #run(settle) {
      const isCurrent = () => settle === this.#settle;
      try {
        // Child content is complete once the parser has been here.
        if (document.readyState === "loading" && !this.hasAttribute("src")) {
          await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
        }
        await this.#leaving;
        const glue = await rest().catch((cause) => {
          throw failure("UnsupportedError", "notes are not available: the widget could not be loaded", cause);
        });
        if (!isCurrent() || !this.isConnected) return;
        this.#root.querySelector("[role=status]")?.remove();
        this.#widget = new glue.Widget(this, this.#root, address, Object.keys(UNAVAILABLE).join(" "), () => this.#again(), more);
        await this.#widget.start();
        if (!isCurrent()) return;
        settle.resolve();
        this.#tell("postil-ready");
      } catch (error) {
        if (!isCurrent()) return;
        settle.reject(error);
        if (error.name === "UnsupportedError") {
          this.#starting = undefined;
          this.#hasFailed = true;
          this.#sayUnavailable();
          console.error("postil:", error.message, error.cause ?? "");
        } else if (!this.hasAttribute("src")) {
          // A page that is put together by script may bring the text later.
          this.#empty = new MutationObserver(() => this.#again());
          this.#empty.observe(this, { childList: true, subtree: true, characterData: true });
        }
        this.#tell("postil-error", { name: error.name, message: error.message });
      }
    }

    #tell(type, detail) {
      this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }));
    }

    #sayUnavailable() {
      const lang = (this.getAttribute("ui-lang") || this.closest("[lang]")?.lang || navigator.language).slice(0, 2);
      const line = document.createElement("p");
      line.setAttribute("role", "status");
      line.textContent = UNAVAILABLE[lang] ?? UNAVAILABLE.en;
      const src = this.getAttribute("src");
      if (src && !this.firstElementChild) {
        const link = document.createElement("a");
        link.href = new URL(src, this.baseURI);
        link.textContent = src;
        line.append(" ", link);
      }
      this.#root.querySelector("[role=status]")?.remove();
      this.#root.append(line);
    }

    /** Loads the widget at once, waits until it is ready, calls it. */
    async #call(method, argument, options) {
      if (!this.isConnected) throw failure("ArticleError", "the element is not in a document");
      this.#start();
      await this.#ready;
      const answer = this.#ask(this.#widget, method, argument, options);
      this.#calls.add(answer);
      return answer.finally(() => this.#calls.delete(answer));
    }

    async #ask(widget, method, argument, options) {
      if (method === "importNotes") {
        if (/^\[object (Object|Array)]$/.test(Object.prototype.toString.call(argument))) argument = JSON.stringify(argument);
        // Bytes go over in one piece; a long text would be copied letter by letter.
        argument = new Uint8Array(await new Blob([argument]).arrayBuffer());
      }
      return widget.call(method, argument, options);
    }
  }

  const known = customElements.get(TAG);
  if (!known) {
    customElements.define(TAG, PostilArticle);
  } else if (known.version !== VERSION) {
    console.warn(`postil: version ${known.version} is at work on this page, version ${VERSION} was loaded after it and does nothing; use one`);
  }
  const { claimed } = known ?? PostilArticle;

  /** The one-tag form: the article appears right after the script. */
  function place(tag) {
    const names = ATTRIBUTES.filter((name) => tag.hasAttribute(`data-${name}`));
    if (!names.length || claimed?.has(tag)) return;
    claimed?.add(tag);
    const element = document.createElement(TAG);
    for (const name of names) element.setAttribute(name, tag.getAttribute(`data-${name}`));
    if (!document.head?.contains(tag)) tag.after(element);
    else if (document.body) document.body.append(element);
    else document.addEventListener("DOMContentLoaded", () => document.body.append(element), { once: true });
  }
  if (script) place(script);
  else for (const tag of document.querySelectorAll("script[src]")) if (tag.src === address) place(tag);
})();
