// What people fill in: lines, boxes, switches and pickers.

import { emit } from './events.js';
import { checked } from './form.js';
import { askDate, askOne } from './ui.js';

const MODES = { number: 'numeric', digit: 'decimal', idcard: 'text', tel: 'tel', text: 'text' };
const LONGEST = 140; // what the platform takes where a page says nothing

function typed(element) {
  const { props, model, page } = element.wx;
  if (model) page.setData({ [model]: element.value });
  const wanted = emit(element, 'input', { value: element.value, cursor: element.selectionStart ?? element.value.length });
  if (typeof wanted === 'string' && wanted !== element.value) element.value = wanted;
  if (element.localName === 'textarea' && props['auto-height']) grow(element);
}

function grow(element) {
  element.style.height = 'auto';
  element.style.height = `${element.scrollHeight}px`;
}

function line(element) {
  element.addEventListener('input', () => typed(element));
  element.addEventListener('focus', () => emit(element, 'focus', { value: element.value }));
  element.addEventListener('blur', () => emit(element, 'blur', { value: element.value }));
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || element.localName === 'textarea') return;
    emit(element, 'confirm', { value: element.value });
  });
  element.maxLength = LONGEST;
  return element;
}

function setLine(element, name, value) {
  if (name === 'value') {
    const text = value === null || value === undefined ? '' : String(value);
    if (element.value !== text) element.value = text;
  } else if (name === 'placeholder') element.placeholder = value ?? '';
  else if (name === 'disabled') element.disabled = Boolean(value);
  else if (name === 'maxlength') element.maxLength = Number(value) < 0 ? 1e6 : Number(value);
  else if (name === 'password') element.type = value ? 'password' : 'text';
  else if (name === 'type' && element.localName === 'input') element.inputMode = MODES[value] ?? 'text';
  else if (name === 'focus' && value) queueMicrotask(() => element.focus());
  else if (name === 'confirm-type') element.enterKeyHint = value;
}

const input = { make: () => line(document.createElement('input')), set: setLine };

const textarea = {
  make: () => line(document.createElement('textarea')),
  set: setLine,
  done: (element, props) => props['auto-height'] && requestAnimationFrame(() => grow(element)),
};

function box(tag, type) {
  return {
    make() {
      const element = document.createElement(`wx-${tag}`);
      const control = document.createElement('input');
      control.type = type;
      if (tag === 'switch') control.setAttribute('role', 'switch');
      control.addEventListener('change', () => changed(element, control));
      element.append(control);
      element.fixed = control;
      return element;
    },
    set(element, name, value) {
      const control = element.firstChild;
      if (name === 'checked') control.checked = Boolean(value);
      else if (name === 'disabled') control.disabled = Boolean(value);
      else if (name === 'color') control.style.accentColor = value;
      else if (name === 'value') control.value = value;
    },
    done: (element, props) => {
      const words = props['aria-label'];
      if (words) element.firstChild.setAttribute('aria-label', words);
    },
  };
}

function changed(element, control) {
  if (element.localName === 'wx-switch') {
    emit(element, 'change', { value: control.checked });
    return;
  }
  const radio = element.localName === 'wx-radio';
  const group = element.closest(radio ? 'wx-radio-group' : 'wx-checkbox-group');
  if (!group) return;
  if (radio) for (const other of group.querySelectorAll('input')) other.checked = other === control;
  emit(group, 'change', { value: radio ? checked(group)[0] : checked(group) });
}

const named = (one, key) => String(key && one && typeof one === 'object' ? one[key] : one);

async function pick(element) {
  const { props } = element.wx;
  if (props.disabled) return;
  const mode = props.mode ?? 'selector';
  let value = null;
  if (mode === 'selector') {
    const range = props.range ?? [];
    value = await askOne(range.map((one) => named(one, props['range-key'])), Number(props.value ?? 0));
  } else if (mode === 'date' || mode === 'time') value = await askDate(mode, props);
  else throw new Error(`模拟器里没有 mode="${mode}" 的 picker`);
  if (value === null) emit(element, 'cancel', {});
  else {
    element.chosen = value;
    emit(element, 'change', { value });
  }
}

const picker = {
  make() {
    const element = document.createElement('wx-picker');
    element.setAttribute('role', 'button');
    element.tabIndex = 0;
    element.addEventListener('click', () => pick(element));
    element.addEventListener('keydown', (event) => event.key === 'Enter' && pick(element));
    return element;
  },
  set(element, name, value) {
    if (name === 'value') element.chosen = value;
  },
};

export const FIELDS = {
  input, textarea, picker,
  switch: box('switch', 'checkbox'), checkbox: box('checkbox', 'checkbox'), radio: box('radio', 'radio'),
};
