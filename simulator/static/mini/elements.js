// The elements of WXML as elements of the browser.

import { FIELDS } from './fields.js';
import { emit, listen } from './events.js';
import { resolve } from './files.js';
import { files, go, phoneNumber } from './doors.js';
import { px } from './wxss.js';
import { submit } from './form.js';

const PLAIN = ['view', 'text', 'label', 'scroll-view', 'form', 'navigator', 'radio-group', 'checkbox-group'];
const MODES = { aspectFill: 'cover', aspectFit: 'contain', scaleToFill: 'fill', center: 'none' };
const complained = new Set();

const plain = (tag) => () => document.createElement(`wx-${tag}`);

const image = {
  make() {
    const element = document.createElement('wx-image');
    const img = document.createElement('img');
    img.addEventListener('load', () => emit(element, 'load', { width: img.naturalWidth, height: img.naturalHeight }));
    img.addEventListener('error', () => emit(element, 'error', { errMsg: `load image fail: ${img.src}` }));
    element.append(img);
    return element;
  },
  set(element, name, value, { page, props }) {
    const img = element.firstChild;
    if (name === 'src') {
      const source = files.source(String(value ?? ''), (local) => `/mini/files/${resolve(`${page.route}.wxml`, local)}`);
      if (source) img.src = source;
      else img.removeAttribute('src');
    } else if (name === 'mode') {
      element.dataset.mode = value;
      img.style.objectFit = MODES[value] ?? '';
    }
    img.alt = props['aria-label'] ?? '';
  },
};

const button = {
  make(node, page) {
    const element = document.createElement('button');
    element.type = 'button';
    element.addEventListener('click', () => {
      const { props } = element.wx;
      if (props['open-type'] === 'getPhoneNumber') phoneNumber(element, emit);
      else if (props['open-type'] === 'share') page.call('onShareAppMessage', { from: 'button', target: { dataset: element.wx.data } }, 'share', { optional: true });
      if (props['form-type']) submit(element, props['form-type']);
    });
    return element;
  },
  set(element, name, value) {
    if (name === 'disabled') element.disabled = Boolean(value);
    else if (name === 'loading') element.classList.toggle('wx-loading', Boolean(value));
    else if (name === 'type' || name === 'size') element.dataset[name] = value;
    else if (name === 'plain') element.dataset.plain = String(Boolean(value));
  },
};

const scroll = {
  make() {
    const element = document.createElement('wx-scroll-view');
    let low = false;
    element.addEventListener('scroll', () => {
      const near = element.scrollHeight - element.scrollTop - element.clientHeight < 50;
      if (near && !low) emit(element, 'scrolltolower', { direction: 'bottom' });
      low = near;
      emit(element, 'scroll', { scrollTop: element.scrollTop, scrollLeft: element.scrollLeft });
    });
    return element;
  },
  set(element, name, value) {
    if (name === 'scroll-x') element.style.overflowX = value ? 'auto' : '';
    else if (name === 'scroll-y') element.style.overflowY = value ? 'auto' : '';
    else if (name === 'scroll-into-view' && value) element.querySelector(`#${CSS.escape(value)}`)?.scrollIntoView({ block: 'nearest' });
    else if (name === 'scroll-top') element.scrollTop = Number(value) || 0;
  },
};

const navigator = {
  make(node, page) {
    const element = document.createElement('wx-navigator');
    element.setAttribute('role', 'link');
    element.tabIndex = 0;
    element.addEventListener('click', () => go(element.wx.props, page));
    element.addEventListener('keydown', (event) => event.key === 'Enter' && element.click());
    return element;
  },
};

const label = {
  make() {
    const element = document.createElement('label');
    element.addEventListener('click', (event) => {
      const wanted = element.wx.props.for;
      const box = wanted && element.getRootNode().getElementById(wanted);
      if (!box || box.contains(event.target)) return;
      event.preventDefault();
      (box.matches('input, textarea') ? box : box.querySelector('input') ?? box).click();
      if (box.matches('input, textarea')) box.focus();
    });
    return element;
  },
};

const KINDS = {
  ...Object.fromEntries(PLAIN.map((tag) => [tag, { make: plain(tag) }])),
  ...FIELDS, image, button, label, navigator, 'scroll-view': scroll,
};

export function create(node, page) {
  let kind = KINDS[node.tag];
  if (!kind) {
    if (!complained.has(node.tag)) page.report(new Error(`模拟器里没有 <${node.tag}> 这个组件`));
    complained.add(node.tag);
    kind = { make: plain('view') };
  }
  const element = kind.make(node, page);
  element.wx = { page, kind, events: node.events, data: node.data, props: {} };
  node.element = element;
  node.inner = element.inner ?? element;
  listen(element);
}

function common(element, name, value) {
  if (name === 'class') element.className = value ?? '';
  else if (name === 'style') element.style.cssText = px(String(value ?? ''));
  else if (name === 'hidden') element.hidden = Boolean(value);
  else if (name === 'id') element.id = value ?? '';
  else if (name === 'aria-role') element.setAttribute('role', value);
  else if (name.startsWith('aria-')) element.setAttribute(name, value);
  else return false;
  return true;
}

/** Carries over what changed; a value typed meanwhile stays as long as the page says the same. */
export function update(node, old) {
  const { element, props } = node;
  const before = old?.props ?? {};
  const known = element.wx;
  Object.assign(known, { events: node.events, data: node.data, props, model: node.model });
  const names = Object.keys(props).sort((a, b) => (a === 'class' ? -1 : b === 'class' ? 1 : 0));
  for (const name of names) {
    if (before[name] === props[name] && typeof props[name] !== 'object' && old) continue;
    if (!common(element, name, props[name])) known.kind.set?.(element, name, props[name], { page: known.page, props });
  }
  known.kind.done?.(element, props);
}
