// The three engines: how each driver and browser is found, started with a fresh profile, and ended.
// CHROMEDRIVER, CHROME, GECKODRIVER, FIREFOX, WEBKITWEBDRIVER and MINIBROWSER name a program that is elsewhere.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Session, driverIsReady } from './webdriver.mjs';

const isRoot = process.getuid?.() === 0;

function program(variable, ...names) {
  if (process.env[variable]) return process.env[variable];
  const tools = process.env.POSTIL_TOOLS ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'postil-tools'); // as in scripts/lib/common.sh
  const folders = [...(process.env.PATH ?? '').split(delimiter), join(tools, 'bin'), '/usr/lib/chromium', '/usr/lib/chromium-browser'];
  for (const path of names.flatMap((name) => (name.startsWith('/') ? [name] : folders.map((folder) => join(folder, name))))) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch { /* the next one */ }
  }
  return null;
}

function freePort() {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** Every process we started, ended with us whatever happens. Each leads a group of its own, so that browsers go too. */
const children = new Set();

function start(command, args, { env = {}, stdio = 'ignore' } = {}) {
  const child = spawn(command, args, { stdio, detached: true, env: { ...process.env, ...env } });
  children.add(child);
  child.once('exit', () => children.delete(child));
  child.on('error', () => children.delete(child));
  return child;
}

function end(child, signal = 'SIGTERM') {
  if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch { /* gone already */ }
}

async function endAndWait(child) {
  if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  end(child);
  if ((await Promise.race([gone, wait(3000, 'late')])) === 'late') end(child, 'SIGKILL');
}

process.on('exit', () => children.forEach((child) => end(child, 'SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

/** A display without a screen; where a display is set already that one is used. Answers `[name, child]`. */
async function display() {
  const xvfb = program('XVFB', 'Xvfb');
  if (!xvfb) return [process.env.DISPLAY, null];
  const child = start(xvfb, ['-displayfd', '3', '-screen', '0', '1920x1400x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise((done, failed) => {
    child.stdio[3].once('data', (data) => done(String(data).trim()));
    child.once('exit', () => failed(new Error('Xvfb did not start')));
  });
  return [`:${number}`, child];
}

const CHROMIUM = {
  name: 'chromium',
  can: { touch: true, pen: true, typeEmoji: true, print: true, dark: true, lang: true, reducedMotion: true, forcedColors: true, network: true, download: true, screenshotWithTabs: true, narrowest: 320 },
  driver: () => program('CHROMEDRIVER', 'chromedriver'),
  missing: 'chromedriver is not installed (Debian: chromium chromium-driver)',
  args: (port) => [`--port=${port}`, '--log-level=SEVERE'],
  capabilities({ profile, downloads }, { lang, dark, reducedMotion, forcedColors }) {
    const args = ['--headless', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--hide-scrollbars', '--mute-audio',
      `--user-data-dir=${profile}`, '--window-size=1280,900'];
    if (isRoot) args.push('--no-sandbox');
    if (lang) args.push(`--lang=${lang}`, `--accept-lang=${lang}`);
    if (reducedMotion) args.push('--force-prefers-reduced-motion');
    if (dark || forcedColors) args.push(`--blink-settings=preferredColorScheme=${dark ? 0 : 1}${forcedColors ? ',inForcedColors=true' : ''}`);
    const binary = program('CHROME', 'chromium', 'chromium-browser', 'google-chrome');
    return {
      browserName: 'chrome',
      'goog:chromeOptions': {
        args,
        ...(binary ? { binary } : {}),
        prefs: { 'download.default_directory': downloads, 'download.prompt_for_download': false, ...(lang ? { 'intl.accept_languages': lang } : {}) },
      },
      'goog:loggingPrefs': { browser: 'ALL' },
    };
  },
};

const FIREFOX = {
  name: 'firefox',
  can: { touch: true, pen: false, typeEmoji: true, print: true, dark: true, lang: true, reducedMotion: true, forcedColors: true, network: false, download: true, screenshotWithTabs: true, narrowest: 500 },
  driver: () => (program('FIREFOX', 'firefox-esr', 'firefox') ? program('GECKODRIVER', 'geckodriver') : null),
  missing: 'firefox or geckodriver is not installed (Debian: firefox-esr)',
  args: (port, more) => ['--port', String(port), '--marionette-port', String(more), '--log', 'fatal'],
  capabilities({ profile, downloads }, { lang, dark, reducedMotion, forcedColors }) {
    return {
      browserName: 'firefox',
      'moz:firefoxOptions': {
        binary: program('FIREFOX', 'firefox-esr', 'firefox'),
        args: ['-headless', '-width', '1280', '-height', '900'],
        prefs: {
          'datareporting.policy.dataSubmissionEnabled': false,
          'toolkit.telemetry.reportingpolicy.firstRun': false,
          'network.captive-portal-service.enabled': false,
          'network.connectivity-service.enabled': false,
          'app.update.disabledForTesting': true,
          'browser.shell.checkDefaultBrowser': false,
          'browser.download.folderList': 2,
          'browser.download.dir': downloads,
          'browser.download.useDownloadDir': true,
          'browser.download.alwaysOpenPanel': false,
          'browser.helperApps.neverAsk.saveToDisk': 'application/octet-stream,text/markdown,text/csv,text/html,application/json,application/ld+json,application/zip',
          'dom.w3c_touch_events.enabled': 1,
          'layout.css.prefers-color-scheme.content-override': dark ? 0 : 1,
          'ui.systemUsesDarkTheme': dark ? 1 : 0,
          'ui.prefersReducedMotion': reducedMotion ? 1 : 0,
          ...(forcedColors ? { 'browser.display.document_color_use': 2 } : {}),
          ...(lang ? { 'intl.accept_languages': lang } : {}),
        },
      },
    };
  },
};

const WEBKIT = {
  name: 'webkit',
  can: { touch: false, pen: true, typeEmoji: false, print: false, dark: true, lang: false, reducedMotion: true, forcedColors: false, network: false, download: true, screenshotWithTabs: false, narrowest: 450 },
  driver: () => (WEBKIT.browser() && (program('XVFB', 'Xvfb') || process.env.DISPLAY) ? program('WEBKITWEBDRIVER', 'WebKitWebDriver', '/usr/lib/webkit2gtk-4.1/WebKitWebDriver') : null),
  missing: 'WebKitWebDriver or Xvfb is not installed (Debian: webkit2gtk-driver xvfb xauth)',
  browser: () => program('MINIBROWSER', ...['4.1', '4.0', '6.0'].flatMap((version) => [
    `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`, `/usr/lib/aarch64-linux-gnu/webkit2gtk-${version}/MiniBrowser`,
    `/usr/libexec/webkit2gtk-${version}/MiniBrowser`, `/usr/lib/webkit2gtk-${version}/MiniBrowser`,
  ])),
  needsDisplay: true,
  args: (port) => [`--port=${port}`, '--host=127.0.0.1'],
  // It asks the desktop, so the driver is started with other settings of the desktop.
  desktop: ({ dark, reducedMotion }, home) => {
    mkdirSync(join(home, 'gtk-3.0'), { recursive: true });
    writeFileSync(join(home, 'gtk-3.0/settings.ini'), `[Settings]
gtk-enable-animations=${reducedMotion ? 0 : 1}
`);
    return dark ? { GTK_THEME: 'Adwaita:dark' } : {};
  },
  capabilities: () => ({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: WEBKIT.browser(), args: ['--automation'] },
  }),
};

export const ENGINES = [CHROMIUM, FIREFOX, WEBKIT];

/** One running driver of an engine; hands out sessions, each with a fresh profile. */
export class Driver {
  constructor(engine) {
    this.engine = engine;
    this.profiles = [];
    /** One folder for whatever this engine keeps: downloads, and the settings that say where they go. */
    this.home = mkdtempSync(join(tmpdir(), `postil-${engine.name}-`));
    this.downloads = join(this.home, 'downloads');
    mkdirSync(this.downloads);
    writeFileSync(join(this.home, 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${this.downloads}"\n`);
    process.on('exit', () => rmSync(this.home, { recursive: true, force: true }));
  }

  async start(options = {}) {
    const desktop = this.engine.desktop?.(options, this.home) ?? {};
    const key = this.engine.desktop ? JSON.stringify([options.dark, options.reducedMotion]) : '';
    if (this.key !== key) await this.stop();
    this.key = key;
    if (this.child && this.child.exitCode === null && this.child.signalCode === null && await driverIsReady(this.base)) return;
    await this.stop();
    const env = {};
    if (this.engine.needsDisplay) {
      const [name, child] = await display();
      this.xvfb = child;
      Object.assign(env, { DISPLAY: name, XDG_CONFIG_HOME: this.home, ...desktop, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1', LIBGL_ALWAYS_SOFTWARE: '1' });
    }
    for (let attempt = 1; ; attempt += 1) {
      // Another program may take the port between our look and the driver's: then another one.
      const port = await freePort();
      this.base = `http://127.0.0.1:${port}`;
      this.child = start(this.engine.driver(), this.engine.args(port, await freePort()), { env });
      const until = Date.now() + 15_000;
      while (Date.now() < until && this.child.exitCode === null) {
        if (await driverIsReady(this.base)) return;
        await wait(50);
      }
      await endAndWait(this.child);
      if (attempt === 3) throw new Error(`${this.engine.name}: the driver does not answer (${this.engine.driver()})`);
    }
  }

  async session(options = {}) {
    await this.start(options);
    const profile = mkdtempSync(join(this.home, 'profile-'));
    this.profiles.push(profile);
    return Session.start(this.base, this.engine.capabilities({ profile, downloads: this.downloads }, options));
  }

  /** Ends a session; a browser that does not answer is ended with its driver. */
  async endSession(session) {
    const ended = await session.delete().then(() => true, () => false);
    if (!ended) await this.stop();
    this.removeProfiles();
  }

  async stop() {
    await endAndWait(this.child);
    await endAndWait(this.xvfb);
    this.child = this.xvfb = undefined;
    this.removeProfiles();
  }

  removeProfiles() {
    for (const profile of this.profiles) {
      try {
        if (existsSync(profile)) rmSync(profile, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 });
      } catch { /* the browser may be writing its last; it is in the temporary folder */ }
    }
    this.profiles = [];
  }
}
