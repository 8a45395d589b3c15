// WXML into trees: elements with compiled attributes, texts, templates, imports and includes.

import { compile } from './expression.js';

const OPEN = /<([a-zA-Z][\w-]*)((?:\s+[^\s=<>/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*)\s*(\/?)>/y;
const CLOSE = /<\/([a-zA-Z][\w-]*)\s*>/y;
const ATTRIBUTE = /([^\s=<>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g;
const COMMENT = /<!--[\s\S]*?-->/y;
const ENTITIES = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&apos;': "'", '&nbsp;': '\u00a0', '&ensp;': '\u2002', '&emsp;': '\u2003' };
const EVENT = /^(bind|catch):?([a-z]+)$/;

const decode = (text) => text.replace(/&(?:lt|gt|amp|quot|apos|nbsp|ensp|emsp);/g, (name) => ENTITIES[name]);

function lineOf(source, at) {
  return source.slice(0, at).split('\n').length;
}

export function attributes(text) {
  const found = {};
  for (const [, name, double, single] of text.matchAll(ATTRIBUTE)) found[name] = double ?? single ?? true;
  return found;
}

/** Sorts what is written on an element: what steers it, what it listens to, what it carries. */
function element(tag, written) {
  const made = { kind: 'element', tag, attributes: {}, events: [], data: {}, children: [], steer: {} };
  for (const [name, value] of Object.entries(written)) {
    const event = EVENT.exec(name);
    const parts = value === true ? [{ kind: 'value', value: true }] : compile(value, { asObject: tag === 'template' && name === 'data' });
    if (name.startsWith('wx:')) made.steer[name.slice(3)] = ['for-item', 'for-index', 'key'].includes(name.slice(3)) ? value : parts;
    else if (event) made.events.push({ name: event[2], handler: parts, stops: event[1] === 'catch' });
    else if (name.startsWith('data-')) made.data[camel(name.slice(5))] = parts;
    else if (name === 'model:value') {
      made.attributes.value = parts;
      made.model = value.replace(/[{}\s]/g, '');
    } else made.attributes[name] = parts;
  }
  return made;
}

const camel = (name) => name.toLowerCase().replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());

function addText(parent, text) {
  const shown = parent.tag === 'text' ? text : text.replace(/^\s*\n\s*|\s*\n\s*$/g, '').replace(/\s*\n\s*/g, ' ');
  if (shown.trim() || (parent.tag === 'text' && shown)) parent.children.push({ kind: 'text', parts: compile(decode(shown)) });
}

/** Text runs to the next tag; what stands in {{ }} is no tag. */
function textEnd(source, at) {
  let end = at;
  while (end < source.length) {
    if (source.startsWith('{{', end)) {
      const close = source.indexOf('}}', end);
      end = close < 0 ? source.length : close + 2;
    } else if (source[end] === '<') break;
    else end += 1;
  }
  return end;
}

export function parse(source, name) {
  const root = { kind: 'element', tag: 'block', attributes: {}, events: [], data: {}, children: [], steer: {} };
  const stack = [root];
  const fail = (at, words) => { throw new SyntaxError(`${name} 第 ${lineOf(source, at)} 行:${words}`); };
  let at = 0;
  while (at < source.length) {
    const parent = stack.at(-1);
    const match = (pattern) => {
      pattern.lastIndex = at;
      return pattern.exec(source);
    };
    let found;
    try {
      if ((found = match(COMMENT))) at = COMMENT.lastIndex;
      else if ((found = match(CLOSE))) {
        if (stack.length === 1 || parent.tag !== found[1]) fail(at, `</${found[1]}> 没有对应的开头`);
        stack.pop();
        at = CLOSE.lastIndex;
      } else if ((found = match(OPEN))) {
        const made = element(found[1], attributes(found[2]));
        if (made.tag === 'wxs') fail(at, '这里不支持 wxs');
        parent.children.push(made);
        if (!found[3]) stack.push(made);
        at = OPEN.lastIndex;
      } else if (source[at] === '<') fail(at, '这个标签看不懂');
      else {
        const end = textEnd(source, at);
        addText(parent, source.slice(at, end));
        at = end;
      }
    } catch (error) {
      if (String(error.message).startsWith(name)) throw error;
      fail(at, error.message);
    }
  }
  if (stack.length > 1) fail(at, `<${stack.at(-1).tag}> 没有结束`);
  branches(root);
  return root;
}

/** Hangs wx:elif and wx:else under the wx:if before them. */
function branches(node) {
  const kept = [];
  for (const child of node.children) {
    if (child.kind === 'element') branches(child);
    const branch = child.kind === 'element' && ['elif', 'else'].find((word) => word in child.steer);
    if (!branch) {
      kept.push(child);
      continue;
    }
    const head = kept.at(-1);
    if (!head?.steer || !('if' in head.steer)) throw new SyntaxError(`wx:${branch} 前面没有 wx:if`);
    (head.otherwise ??= []).push({ test: child.steer[branch], node: child });
    delete child.steer[branch];
  }
  node.children = kept;
}
