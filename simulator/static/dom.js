// Builds elements. Text goes in as text nodes only; nothing here parses HTML.

const SVG = 'http://www.w3.org/2000/svg';

const ICONS = {
  keyboard: 'M4 7h16v10H4zM7.5 10.5h.01M11 10.5h.01M14.5 10.5h.01M17 10.5h.01M8 14h8',
  menu: 'M5 8h14M5 12h14M5 16h9',
  plus: 'M12 5.5v13M5.5 12h13',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  close: 'm6.5 6.5 11 11M17.5 6.5l-11 11',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  out: 'M10 6H6v12h12v-4M13 5h6v6M19 5l-8 8',
  picture: 'M4 5.5h16v13H4zM4 15.5l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9.5h.01',
  pin: 'M12 20.5s6.5-5.7 6.5-10.5a6.5 6.5 0 0 0-13 0c0 4.8 6.5 10.5 6.5 10.5zM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  voice: 'M12 4.5a2.5 2.5 0 0 1 2.5 2.5v4.5a2.5 2.5 0 0 1-5 0V7A2.5 2.5 0 0 1 12 4.5zM6.5 11.5a5.5 5.5 0 0 0 11 0M12 17v3',
  wave: 'M8.5 10a3 3 0 0 1 0 4M11.5 8a6 6 0 0 1 0 8M14.5 6a9 9 0 0 1 0 12',
  scan: 'M5 9V5h4M15 5h4v4M19 15v4h-4M9 19H5v-4M5 12h14',
  message: 'M4 6h16v10.5H11L7 20v-3.5H4z',
  person: 'M12 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM5 19.5c.6-3.6 3.3-5.5 7-5.5s6.4 1.9 7 5.5',
  mini: 'M5 5h5.5v5.5H5zM13.5 5H19v5.5h-5.5zM5 13.5h5.5V19H5zM16.2 13.5V19M13.5 16.2H19',
  home: 'M5 11.5 12 5.5l7 6M7.5 10.5V18h9v-7.5',
  check: 'm5.5 12.5 4 4 9-9',
  copy: 'M9 9h10v10H9zM15 9V5H5v10h4',
  alert: 'M12 8v5M12 16h.01M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z',
  link: 'M10 14l4-4M8.5 12 6.5 14a2.5 2.5 0 0 0 3.5 3.5l2-2M15.5 12l2-2A2.5 2.5 0 0 0 14 6.5l-2 2',
};

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** h('button', {class: 'x', onclick: f, 'aria-label': '…'}, 'text', child, null) */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked' || name === 'selected') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function button(label, onclick, properties = {}) {
  return h('button', { type: 'button', onclick, ...properties }, label);
}

export function iconButton(name, label, onclick, properties = {}) {
  return button(icon(name), onclick, { 'aria-label': label, title: label, class: 'round', ...properties });
}

export function field(label, control, help) {
  return h('label', { class: 'field' }, h('span', {}, label), control, help ? h('small', {}, help) : null);
}

export function choice(options, value, properties = {}) {
  const made = options.map(([key, label]) => h('option', { value: key, selected: key === value }, label));
  return h('select', properties, made);
}

export function toast(message, tone = '') {
  const line = h('div', { class: `toast ${tone}` }, message);
  document.getElementById('toasts').append(line);
  setTimeout(() => line.remove(), 4500);
}

/** Runs something that may be refused, and says so instead of failing silently. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    toast(error.message || '没有成功', 'bad');
    return null;
  }
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h('textarea', { class: 'offscreen', value: text });
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  toast('已复制');
}

export function copyButton(text, label = '复制') {
  return button(label, () => copy(text), { class: 'quiet small' });
}

/** A question over a part of the page; resolves to what `answer` returned, or null when left. */
export function ask(host, title, body, { yes = '确定', answer = () => true, tone = '' } = {}) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const done = (value) => {
      veil.remove();
      before?.focus?.();
      resolve(value);
    };
    const form = h('form', {
      class: 'sheet',
      role: 'dialog',
      'aria-modal': 'true',
      'aria-label': title,
      onsubmit: (event) => {
        event.preventDefault();
        const value = answer(form);
        if (value !== undefined && value !== null) done(value);
      },
      onkeydown: (event) => {
        if (event.key === 'Escape') done(null);
      },
    },
      h('h2', {}, title),
      h('div', { class: 'sheet-body' }, body),
      h('div', { class: 'sheet-foot' },
        button(yes ? '取消' : '关闭', () => done(null), { class: 'quiet' }),
        yes ? h('button', { type: 'submit', class: `main ${tone}` }, yes) : null));
    const veil = h('div', { class: 'veil', onclick: (event) => event.target === veil && done(null) }, form);
    form.close = done;
    host.append(veil);
    (form.querySelector('[autofocus], input, textarea, select') ?? form.querySelector('.main, button')).focus();
  });
}
