// Ten notes on the demo site's English reading, for pictures: scripts/shots --script scripts/lib/ten-notes.mjs
const NOTES = [
  ['someone has been there before you', 'yellow', 'Whose hand was it? The **archive** has two copies.', ['provenance']],
  ['Two pupils, perhaps thirty years apart', 'blue'],
  ['because the first one wrote something down', 'pink', 'The cause, in half a sentence.'],
  ['staying at a passage', 'pink', 'The definition the whole piece hangs on. I want to come back to it with the second reading, because it says *why* notes matter.'],
  ['a stranger arrives at the page without your memory', 'green', 'Is that an advantage?', [], 'questioning'],
  ['The margin was not made for readers', 'orange', 'Compare the table further on.'],
  ['fingers, damp and mice', 'purple'],
  ['empty space beside a text is an invitation', 'yellow', 'Nice.'],
  ['Signs before words', 'blue', 'See also the code block.'],
];

export default async function tenNotes(page) {
  await page.evaluate(async (notes) => {
    const article = document.querySelector('postil-article');
    await article.ready;
    const text = await article.getText();
    const points = (words) => [...words].length;
    await article.addAnnotation({ bodyValue: 'Read for Thursday: sections 1 to 3.' });
    for (const [words, color, bodyValue, tags, motivation] of notes) {
      const at = text.indexOf(words);
      if (at < 0) throw new Error(`the reading no longer says: ${words}`);
      const start = points(text.slice(0, at));
      const annotation = { start, end: start + points(words), color };
      await article.addAnnotation({ ...annotation, ...(bodyValue && { bodyValue }), ...(tags && { tags }), ...(motivation && { motivation }) });
    }
  }, NOTES);
  await page.waitForTimeout(600);
}
