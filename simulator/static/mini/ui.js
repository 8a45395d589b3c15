// What slides over a page: toast, loading, questions, and the wheels of pickers as lists.

const layer = () => document.getElementById('ui');

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

let note = null;
let noteEnds = null;

function show(element, ms) {
  hideNote();
  note = element;
  layer().append(element);
  if (ms) noteEnds = setTimeout(hideNote, ms);
}

export function hideNote() {
  clearTimeout(noteEnds);
  note?.remove();
  note = null;
}

const MARKS = { success: '✓', error: '!', loading: '' };

export function toast({ title = '', icon = 'success', duration = 1500, mask = false }) {
  const mark = MARKS[icon];
  show(h('div', { class: mask ? 'note-veil masked' : 'note-veil' },
    h('div', { class: icon === 'none' ? 'note words' : 'note', role: 'status' },
      icon === 'none' ? null : h('i', { class: icon === 'loading' ? 'spinner' : 'mark' }, mark ?? ''), h('span', {}, title))), duration);
}

export function loading({ title = '', mask = false }) {
  show(h('div', { class: mask ? 'note-veil masked' : 'note-veil' },
    h('div', { class: 'note', role: 'status' }, h('i', { class: 'spinner' }), h('span', {}, title))));
}

function over(name, build) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const done = (value) => {
      veil.remove();
      before?.focus?.();
      resolve(value);
    };
    const veil = h('div', {
      class: `veil ${name}`,
      onclick: (event) => event.target === veil && name === 'low' && done(null),
      onkeydown: (event) => event.key === 'Escape' && done(null),
    });
    veil.append(build(done));
    layer().append(veil);
    (veil.querySelector('input, textarea, .yes') ?? veil.querySelector('button'))?.focus();
  });
}

export async function modal(options) {
  const { title = '', content = '', showCancel = true, cancelText = '取消', confirmText = '确定', editable, placeholderText = '' } = options;
  const line = editable ? h('textarea', { rows: '2', placeholder: placeholderText, value: content }) : null;
  const answer = await over('middle', (done) => h('div', { class: 'modal', role: 'dialog', 'aria-modal': 'true', 'aria-label': title || content },
    title ? h('h2', {}, title) : null,
    line ?? h('p', {}, content),
    h('footer', {},
      showCancel ? h('button', { type: 'button', onclick: () => done(null) }, cancelText) : null,
      h('button', { type: 'button', class: 'yes', onclick: () => done(true) }, confirmText))));
  return { confirm: answer === true, cancel: answer !== true, content: answer && line ? line.value : null };
}

/** A list from below: the place of what was chosen, or null. */
export function askOne(labels, at = -1, { title = '请选择' } = {}) {
  return over('low', (done) => h('div', { class: 'low-sheet', role: 'dialog', 'aria-modal': 'true', 'aria-label': title },
    h('ul', { role: 'listbox' }, labels.map((label, number) => h('li', {},
      h('button', { type: 'button', role: 'option', 'aria-selected': String(number === at), onclick: () => done(String(number)) }, label)))),
    h('button', { type: 'button', class: 'off', onclick: () => done(null) }, '取消')));
}

export function askDate(mode, { value = '', start, end, fields }) {
  const type = mode === 'time' ? 'time' : fields === 'month' ? 'month' : 'date';
  const line = h('input', { type, value, min: start ?? null, max: end ?? null, 'aria-label': mode === 'time' ? '时间' : '日期' });
  return over('low', (done) => h('div', { class: 'low-sheet', role: 'dialog', 'aria-modal': 'true', 'aria-label': mode === 'time' ? '选时间' : '选日期' },
    line,
    h('footer', {},
      h('button', { type: 'button', onclick: () => done(null) }, '取消'),
      h('button', { type: 'button', class: 'yes', onclick: () => line.value && done(line.value) }, '确定'))));
}

export function look(urls, current) {
  let at = Math.max(0, urls.indexOf(current));
  const image = h('img', { src: urls[at], alt: '图片' });
  over('dark', (done) => h('div', { class: 'looking', role: 'dialog', 'aria-label': '看图片', onclick: () => {
    at += 1;
    if (at >= urls.length) done(null);
    else image.src = urls[at];
  } }, image, h('button', { type: 'button', class: 'off' }, urls.length > 1 ? `${urls.length} 张,点按看下一张` : '点按关闭')));
}

/** A mistake of the mini-program's own scripts: seen, and not to be overlooked. */
export function mistake(words) {
  const box = document.getElementById('mistakes');
  box.append(h('p', {}, words));
  box.hidden = false;
}
