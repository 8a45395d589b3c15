// A tree of WXML and the page's data into nodes to be shown; each knows which one it was before.

import { Scope, evaluate, fill, text } from './expression.js';
import { markup, resolve } from './files.js';

let numbers = 0;
const numberOf = (node) => (node.number ??= (numbers += 1));

function entries(value) {
  if (Array.isArray(value)) return value.map((one, at) => [at, one]);
  if (typeof value === 'number') return Array.from({ length: value }, (_, at) => [at, at]);
  if (typeof value === 'string') return [...value].map((one, at) => [at, one]);
  return value && typeof value === 'object' ? Object.entries(value) : [];
}

function keyOf(steer, item, at) {
  if (!steer.key || item === null || item === undefined) return at;
  return steer.key === '*this' ? item : item[steer.key] ?? at;
}

function repeated(node, scope, place, out) {
  const { 'for-item': item = 'item', 'for-index': index = 'index' } = node.steer;
  const seen = new Set();
  for (const [at, one] of entries(fill(node.steer.for, scope))) {
    let key = String(keyOf(node.steer, one, at));
    if (seen.has(key)) key = `${key}+${at}`;
    seen.add(key);
    const inner = new Scope({ [item]: one, [index]: at }, scope);
    chosen(node, inner, { ...place, path: `${place.path}/${key}` }, out);
  }
}

function chosen(node, scope, place, out) {
  if (!('if' in node.steer) || fill(node.steer.if, scope)) {
    shown(node, scope, place, out);
    return;
  }
  const other = (node.otherwise ?? []).find(({ test }) => test[0]?.value === true || fill(test, scope));
  if (other) steered(other.node, scope, place, out);
}

function steered(node, scope, place, out) {
  if (node.steer.for) repeated(node, scope, place, out);
  else chosen(node, scope, place, out);
}

function inside(node, scope, place, out) {
  for (const child of node.children) {
    if (child.kind === 'text') out.push({ id: `${numberOf(child)}${place.path}`, text: text(fill(child.parts, scope)) });
    else steered(child, scope, place, out);
  }
}

function useTemplate(node, scope, place, out) {
  const name = text(fill(node.attributes.is, scope));
  const found = place.file.templates.get(name);
  if (!found) throw new Error(`${place.file.name}:没有模板 ${name}`);
  const data = node.attributes.data ? evaluate(node.attributes.data.find((part) => typeof part !== 'string'), scope) : {};
  inside(found.node, new Scope(data), { file: found.file, path: `${place.path}/t${numberOf(node)}` }, out);
}

function shown(node, scope, place, out) {
  if (node.tag === 'block') inside(node, scope, { ...place, path: `${place.path}/b${numberOf(node)}` }, out);
  else if (node.tag === 'import' || (node.tag === 'template' && !node.attributes.is)) return;
  else if (node.tag === 'template') useTemplate(node, scope, place, out);
  else if (node.tag === 'include') {
    const file = markup(resolve(place.file.name, text(fill(node.attributes.src, scope))));
    inside(file.root, scope, { file, path: `${place.path}/i${numberOf(node)}` }, out);
  } else out.push(made(node, scope, place));
}

function made(node, scope, place) {
  const values = (parts) => Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, fill(part, scope)]));
  const children = [];
  inside(node, scope, { ...place, path: '' }, children);
  return {
    id: `${numberOf(node)}${place.path}`,
    tag: node.tag,
    props: values(node.attributes),
    data: values(node.data),
    events: node.events.map(({ name, handler, stops }) => ({ name, stops, handler: text(fill(handler, scope)) })),
    model: node.model,
    children,
  };
}

export function render(path, data) {
  const file = markup(path);
  const out = [];
  inside(file.root, new Scope(data), { file, path: '' }, out);
  return out;
}
