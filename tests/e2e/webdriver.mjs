// A small client of the W3C WebDriver protocol, over fetch. It knows the protocol and nothing of what we test.

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** The browser refused: `code` is the protocol's own word (`no such element`, `stale element reference`, …). */
export class WebDriverError extends Error {
  constructor(code, message) {
    super(`${code}: ${String(message).split('\n')[0]}`);
    this.name = 'WebDriverError';
    this.code = code;
  }
}

/** One request; `path` begins after the driver's address. */
async function call(base, method, path, body, seconds = 60) {
  let response;
  try {
    response = await fetch(base + path, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(seconds * 1000),
    });
  } catch (error) {
    throw new WebDriverError('no answer', `${method} ${path}: ${error.cause?.message ?? error.message}`);
  }
  const { value } = await response.json();
  if (!response.ok) throw new WebDriverError(value?.error ?? `status ${response.status}`, value?.message ?? '');
  return value;
}

/** Whether a driver listens there and is ready for a session. */
export async function driverIsReady(base) {
  try {
    return (await call(base, 'GET', '/status', undefined, 2)).ready !== false;
  } catch {
    return false;
  }
}

export class Session {
  static async start(base, capabilities) {
    const value = await call(base, 'POST', '/session', { capabilities: { alwaysMatch: capabilities } }, 90);
    const session = new Session(base, value.sessionId, value.capabilities);
    await session.post('/timeouts', { script: 30_000, pageLoad: 60_000, implicit: 0 });
    return session;
  }

  constructor(base, id, capabilities) {
    this.base = base;
    this.id = id;
    this.capabilities = capabilities;
  }

  get(path, seconds) { return call(this.base, 'GET', `/session/${this.id}${path}`, undefined, seconds); }
  post(path, body = {}, seconds) { return call(this.base, 'POST', `/session/${this.id}${path}`, body, seconds); }
  delete(path = '') { return call(this.base, 'DELETE', `/session/${this.id}${path}`, undefined, 20); }

  /** Runs a function in the page; arguments and answer are JSON or `Element`s; a promise is awaited. */
  async run(fn, ...args) {
    const script = `
      const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${fn}).apply(null, Array.prototype.slice.call(arguments, 0, -1)))
        .then((value) => done({ value }), (error) => done({ error: String(error && error.stack || error), message: String(error && error.message || error) }));`;
    const answer = await this.post('/execute/async', { script, args: args.map(toWire) });
    if (answer?.error) throw new WebDriverError('script', `${answer.message} | ${answer.error}`);
    return this.fromWire(answer?.value);
  }

  fromWire(value) {
    if (Array.isArray(value)) return value.map((one) => this.fromWire(one));
    if (value && typeof value === 'object') {
      if (value[ELEMENT]) return new Element(this, value[ELEMENT]);
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.fromWire(one)]));
    }
    return value;
  }

  actions(...sources) { return this.post('/actions', { actions: sources }); }
  releaseActions() { return this.delete('/actions'); }
}

export class Element {
  constructor(session, id) {
    this.session = session;
    this.id = id;
  }

  get(path) { return this.session.get(`/element/${this.id}${path}`); }
  post(path, body) { return this.session.post(`/element/${this.id}${path}`, body); }
  /** What the browser itself tells assistive technology. */
  role() { return this.get('/computedrole'); }
  label() { return this.get('/computedlabel'); }
  attribute(name) { return this.get(`/attribute/${name}`); }
  property(name) { return this.get(`/property/${name}`); }
  css(name) { return this.get(`/css/${name}`); }
  toJSON() { return { [ELEMENT]: this.id }; }
}

function toWire(value) {
  return value instanceof Element ? value.toJSON() : Array.isArray(value) ? value.map(toWire) : value;
}
