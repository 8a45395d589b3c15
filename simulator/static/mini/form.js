// A form's values by name, and what its buttons do.

import { emit } from './events.js';

const NAMED = 'input, textarea, wx-switch, wx-picker, wx-radio-group, wx-checkbox-group';

export function checked(group) {
  return [...group.querySelectorAll('input')].filter((one) => one.checked).map((one) => one.closest('wx-radio, wx-checkbox').wx.props.value ?? '');
}

function value(element) {
  if (element.localName === 'wx-switch') return element.querySelector('input').checked;
  if (element.localName === 'wx-picker') return element.chosen ?? '';
  if (element.localName === 'wx-radio-group') return checked(element)[0] ?? '';
  if (element.localName === 'wx-checkbox-group') return checked(element);
  return element.value;
}

export function submit(button, kind) {
  const form = button.closest('wx-form');
  if (!form) return;
  const named = [...form.querySelectorAll(NAMED)].filter((one) => one.wx?.props.name);
  if (kind === 'reset') {
    for (const one of named) if ('value' in one) one.value = '';
    for (const box of form.querySelectorAll('input[type=checkbox], input[type=radio]')) box.checked = false;
    emit(form, 'reset', {});
    return;
  }
  emit(form, 'submit', { value: Object.fromEntries(named.map((one) => [one.wx.props.name, value(one)])), target: {} });
}
