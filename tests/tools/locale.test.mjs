// Plurals in the files of messages, against what the engine's own data says of each language.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

const folder = new URL('../../src/locale/', import.meta.url).pathname;
const files = readdirSync(folder).filter((name) => name.endsWith('.txt')).map((name) => [name.slice(0, -4), readFileSync(folder + name, 'utf8')]);

/** The forms of a plural message, by category. */
function forms(text) {
  return Object.fromEntries([...text.matchAll(/\[(\w+)\]([^[]*)/g)].map(([, name, form]) => [name, form.trim()]));
}

for (const [tag, file] of files) {
  const rules = new Intl.PluralRules(tag);
  const { pluralCategories } = rules.resolvedOptions();
  const plurals = file.split('\n').filter((line) => !line.startsWith('#') && line.includes('[other]')).map((line) => line.split(/: (.*)/));

  test(`${tag}: every plural has the forms of the language, and no others`, () => {
    assert.deepEqual(Intl.PluralRules.supportedLocalesOf(tag), [tag], 'the engine knows no such language');
    assert.ok(plurals.length > 0);
    for (const [name, text] of plurals) assert.deepEqual(Object.keys(forms(text)).sort(), [...pluralCategories].sort(), name);
  });

  test(`${tag}: a form that stands for several numbers says which`, () => {
    const several = pluralCategories.filter((category) => {
      const small = [...Array(200).keys()].filter((n) => rules.select(n) === category);
      return small.length !== 1;
    });
    const says = plurals.filter(([, text]) => forms(text).other.includes('{n}'));
    for (const [name, text] of says) {
      for (const category of several) assert.ok(forms(text)[category].includes('{n}'), `${name} [${category}]`);
    }
  });

  test(`${tag}: the direction is that of its script`, () => {
    const info = new Intl.Locale(tag);
    const direction = (info.getTextInfo?.() ?? info.textInfo).direction;
    assert.equal(file.match(/^direction: (.+)$/m)[1], direction);
  });
}
