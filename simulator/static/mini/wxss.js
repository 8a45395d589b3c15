// WXSS as a style sheet: rpx, element names, imports.

import { resolve, style } from './files.js';

const OURS = ['view', 'text', 'image', 'scroll-view', 'navigator', 'picker', 'switch', 'radio', 'radio-group', 'checkbox', 'checkbox-group', 'form', 'page'];
const NAME = new RegExp(`(^|[\\s>+~,(])(${OURS.join('|')})(?![\\w-])`, 'g');
const WIDTH = 7.5; // 750rpx are the width of the screen

export const px = (text) => text.replace(/(-?\d*\.?\d+)rpx\b/g, (_, number) => `${Number(number) / WIDTH}vw`);

const selector = (text) => text.replace(NAME, (_, before, name) => `${before}wx-${name}`);

/** Splits at the top level into `prelude{ body }` and `statement;`. */
function blocks(text) {
  const found = [];
  let at = 0;
  let start = 0;
  while (at < text.length) {
    if (text[at] === ';') {
      found.push({ prelude: text.slice(start, at).trim() });
      start = at + 1;
    } else if (text[at] === '{') {
      let depth = 1;
      let end = at + 1;
      while (end < text.length && depth) {
        if (text[end] === '{') depth += 1;
        else if (text[end] === '}') depth -= 1;
        end += 1;
      }
      found.push({ prelude: text.slice(start, at).trim(), body: text.slice(at + 1, end - 1) });
      start = end;
      at = end - 1;
    }
    at += 1;
  }
  return found;
}

function translate(text, path) {
  return blocks(text).map(({ prelude, body }) => {
    if (body === undefined) {
      const imported = /^@import\s+(?:url\()?['"]([^'"]+)['"]\)?/.exec(prelude);
      return imported ? sheetText(resolve(path, imported[1])) : '';
    }
    if (/^@(media|supports)\b/.test(prelude)) return `${prelude}{${translate(body, path)}}`;
    if (prelude.startsWith('@')) return `${prelude}{${body}}`;
    return `${selector(prelude)}{${body}}`;
  }).join('\n');
}

function sheetText(path) {
  const source = style(path);
  return source === undefined ? '' : translate(px(source.replace(/\/\*[\s\S]*?\*\//g, '')), `${path.replace(/\.wxss$/, '')}.wxss`);
}

const made = new Map();

/** The sheet of one file; what it imports stands where it was imported. */
export function sheet(path) {
  if (!made.has(path)) {
    const one = new CSSStyleSheet();
    one.replaceSync(sheetText(path));
    made.set(path, one);
  }
  return made.get(path);
}
