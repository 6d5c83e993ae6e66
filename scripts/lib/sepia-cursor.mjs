// The ten notes on sepia, with the reading cursor on a sentence: scripts/shots --script scripts/lib/sepia-cursor.mjs --name sepia
import tenNotes from './ten-notes.mjs';

export default async function sepiaCursor(page) {
  await page.evaluate(() => document.querySelector('postil-article').setAttribute('theme', 'sepia'));
  await tenNotes(page);
  await page.evaluate(() => document.querySelector('postil-article').shadowRoot.querySelector('.text').focus());
  for (const key of ['p', 'p', 'p', 's']) await page.keyboard.press(key);
  await page.waitForTimeout(600);
}
