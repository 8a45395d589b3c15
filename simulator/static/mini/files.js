// The mini-program's files as the frame was given them, and how one names another.

import { parse } from './wxml.js';

export const bundle = JSON.parse(document.getElementById('bundle').textContent);

/** Light or dark, as the phone has it, if the mini-program says that it knows how. */
export const mode = bundle.app.darkmode && matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';

/** Puts the theme's colours where the settings name them: `"@bar"`. */
function themed(value) {
  if (typeof value === 'string') return value.startsWith('@') ? bundle.theme[mode]?.[value.slice(1)] ?? value : value;
  if (Array.isArray(value)) return value.map(themed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, themed(one)]));
}
bundle.app = themed(bundle.app);
bundle.settings = themed(bundle.settings);

const trees = new Map();

/** `../a/b` seen from `pages/x/y`, or `/a/b` from the top. */
export function resolve(from, name) {
  const parts = name.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

const withEnd = (name, end) => (name.endsWith(end) ? name : name + end);

function walk(node, visit) {
  for (const child of node.children ?? []) {
    if (child.kind !== 'element') continue;
    visit(child);
    walk(child, visit);
  }
}

/** One file of WXML: its tree, and the templates it may use, its own before imported ones. */
export function markup(path) {
  const name = withEnd(path, '.wxml');
  if (trees.has(name)) return trees.get(name);
  const source = bundle.files[name];
  if (source === undefined) throw new Error(`没有文件 ${name}`);
  const file = { name, root: parse(source, name), templates: new Map() };
  trees.set(name, file);
  const own = new Map();
  walk(file.root, (node) => {
    const named = node.attributes.name?.[0];
    if (node.tag === 'template' && named) own.set(named, { node, file });
    if (node.tag === 'import') {
      const there = markup(resolve(name, node.attributes.src[0]));
      for (const [key, one] of there.own) file.templates.set(key, one);
    }
  });
  file.own = own;
  for (const [key, one] of own) file.templates.set(key, one);
  return file;
}

export const style = (path) => bundle.files[withEnd(path, '.wxss')];

/** CommonJS among the scripts of the folder. */
const loaded = new Map();
let given = [];

export function give(names) {
  given = names;
}

export function load(name) {
  if (loaded.has(name)) return loaded.get(name).exports;
  const make = globalThis.modules.get(name);
  if (!make) throw new Error(`没有脚本 ${name},或它有语法错误`);
  const module = { exports: {} };
  loaded.set(name, module);
  const require = (wanted) => {
    const path = resolve(name, wanted);
    const found = [path, `${path}.js`, `${path}/index.js`].find((one) => globalThis.modules.has(one));
    if (!found) throw new Error(`${name}:require('${wanted}') 没有找到`);
    return load(found);
  };
  make(...given)(require, module, module.exports);
  return module.exports;
}
