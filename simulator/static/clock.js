// The virtual clock, and the buttons that move it.

import * as api from './api.js';
import * as store from './store.js';
import { ask, attempt, button, field, h, toast } from './dom.js';
import { beijing, clockTime, weekBeforeQuarterEnd } from './text.js';

const HOUR = 3600;
const STEPS = [['+1 小时', HOUR], ['+1 天', 24 * HOUR], ['+7 天', 7 * 24 * HOUR]];

const two = (number) => String(number).padStart(2, '0');
const stamp = (instant) => {
  const at = beijing(instant);
  return `${at.year}-${two(at.month)}-${two(at.day)}T${at.hm}:00+08:00`;
};

async function move(body) {
  const moved = await attempt(() => api.post('/sim/clock', body));
  if (!moved) return;
  const at = beijing(moved.now);
  toast(`现在是 ${at.month} 月 ${at.day} 日 ${at.hm}`);
}

async function set() {
  const when = h('input', { type: 'datetime-local', required: true, value: stamp(store.now()).slice(0, 16) });
  const wished = await ask(document.body, '把时钟拨到', field('北京时间', when), { yes: '拨过去', answer: () => when.value });
  if (wished) move({ set: `${wished}:00+08:00` });
}

function away(offset) {
  if (Math.abs(offset) < 1) return '和真实时间一致';
  const minutes = Math.round(Math.abs(offset) / 60);
  const parts = [[Math.floor(minutes / 1440), '天'], [Math.floor((minutes % 1440) / 60), '小时'], [minutes % 60, '分']];
  const words = parts.filter(([count]) => count).slice(0, 2).map(([count, unit]) => `${count} ${unit}`).join(' ');
  return words ? `比真实时间${offset > 0 ? '快' : '慢'} ${words}` : '和真实时间几乎一致';
}

export function mountClock(root) {
  const day = h('div', { class: 'clock-day' });
  const time = h('div', { class: 'clock-time' });
  const apart = h('small', { class: 'soft' });
  const quarter = h('div', { class: 'soft' });
  const jump = button('', () => move({ set: stamp(weekBeforeQuarterEnd(store.now()).at) }), { class: 'main jump', 'data-jump': 'quarter' });
  root.append(
    h('div', { class: 'clock-face' }, h('div', {}, day, quarter), h('div', { class: 'clock-right' }, time, apart)),
    h('div', { class: 'buttons' },
      STEPS.map(([label, seconds]) => button(label, () => move({ advance_s: seconds }), { class: 'quiet' })),
      button('设定…', set, { class: 'quiet' })),
    jump);

  const draw = () => {
    if (!store.state.account) return;
    const now = store.now();
    const at = beijing(now);
    day.textContent = `${at.month} 月 ${at.day} 日 星期${at.week}`;
    time.textContent = clockTime(now);
    apart.textContent = away(store.state.offset);
    const ends = new Date(Date.UTC(at.year, Math.ceil(at.month / 3) * 3, 0)).getTime() / 864e5;
    quarter.textContent = `${at.year} 年,离季度结束 ${ends - at.number} 天`;
    const wished = beijing(weekBeforeQuarterEnd(now).at);
    jump.replaceChildren('把时钟拨到季度结束前一周', h('small', {}, `${wished.month} 月 ${wished.day} 日 ${wished.hm}`));
  };
  setInterval(() => {
    if (!store.state.account) return;
    const now = store.now();
    time.textContent = clockTime(now);
    if (beijing(now).seconds === '00') draw();
  }, 1000);
  store.on('clock account', draw);
}
