// Brings the page's elements to what was rendered, keeping those that were there.

import { create, update } from './elements.js';

function place(parent, node, after) {
  const next = after ? after.nextSibling : parent.firstChild;
  if (node !== next) parent.insertBefore(node, next);
}

function build(node, page) {
  if (node.text !== undefined) node.element = document.createTextNode(node.text);
  else {
    create(node, page);
    children(node.inner, [], node.children, page);
    update(node, null);
  }
}

function keep(node, old, page) {
  node.element = old.element;
  node.inner = old.inner;
  if (node.text !== undefined) {
    if (node.text !== old.text) node.element.data = node.text;
    return;
  }
  children(node.inner, old.children, node.children, page);
  update(node, old);
}

export function children(parent, before, now, page) {
  const known = new Map(before.map((node) => [node.id, node]));
  let last = parent.fixed ?? null;
  for (const node of now) {
    const old = known.get(node.id);
    if (old && old.tag === node.tag) {
      known.delete(node.id);
      keep(node, old, page);
    } else build(node, page);
    place(parent, node.element, last);
    last = node.element;
  }
  for (const old of known.values()) old.element.remove();
}
