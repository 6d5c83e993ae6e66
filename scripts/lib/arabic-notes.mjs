// The ten notes with the interface in Arabic, for pictures: scripts/shots --script scripts/lib/arabic-notes.mjs --name arabic
import tenNotes from './ten-notes.mjs';

export default async function arabicNotes(page) {
  await page.evaluate(() => document.querySelector('postil-article').setAttribute('ui-lang', 'ar'));
  await tenNotes(page);
}
