// Headless Chromium for the benchmark.
import { existsSync } from 'node:fs';

const PLACES = [process.env.CHROME, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** A browser whose pages may collect their garbage between two runs. */
export async function launch() {
  const executablePath = PLACES.find((path) => path && existsSync(path));
  if (!executablePath) {
    console.error('error: no Chromium found\n  what to do: set CHROME to its path');
    process.exit(1);
  }
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0, args: ['--js-flags=--expose-gc'] });
}
