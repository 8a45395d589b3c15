// Beside the phone: what the mini-program asks the app, its notices, its codes, its mistakes.

import * as api from './api.js';
import * as store from './store.js';
import { attempt, button, choice, h } from './dom.js';
import { mistakes } from './mini.js';
import { phoneTime } from './text.js';
import { wire } from './wire.js';

const KEPT = { accept: '总是允许', reject: '总是拒绝' };
const PANES = [['requests', '请求'], ['notices', '订阅消息'], ['codes', '小程序码'], ['mistakes', '错误']];

function open(mini, scene) {
  document.dispatchEvent(new CustomEvent('view', { detail: 'phone' }));
  store.tell('openmini', { mini, scene });
}

async function notices(root) {
  const openid = store.state.current;
  if (!openid) return;
  const found = await attempt(() => api.get(api.person(openid, '/mini/grants')));
  if (!found) return;
  const change = async (body) => {
    await attempt(() => api.patch(api.person(openid, '/mini/grants'), body));
    notices(root);
  };
  const row = (one) => h('tr', {},
    h('td', {}, one.title),
    h('td', { class: 'figure' }, `还能发 ${one.left} 条`),
    h('td', { class: 'soft' }, `允许 ${one.accepted} 次,拒绝 ${one.rejected} 次,发了 ${one.sent} 条`),
    h('td', {}, one.kept ? [KEPT[one.kept], ' ', button('恢复询问', () => change({ kept: { [one.template_id]: null } }), { class: 'link' })] : '每次询问'));
  root.replaceChildren(
    h('label', { class: 'check' },
      h('input', { type: 'checkbox', checked: found.on, onchange: (event) => change({ on: event.target.checked }) }),
      `${store.nameOf(openid)}接收小程序的订阅消息`),
    found.grants.length ? h('table', { class: 'quotas notices' }, h('tbody', {}, found.grants.map(row)))
      : h('p', { class: 'empty' }, '还没有答应过接收通知。小程序里点「提醒我」一类的按钮时,会问到。'));
}

async function codes(root) {
  const found = await attempt(() => api.get('/sim/mini'));
  if (!found) return;
  const scan = async (one) => {
    const opened = await attempt(() => api.post(api.person(store.state.current, '/mini/scan'), { id: one.id }));
    if (opened) open({ pagepath: `${opened.path}?scene=${opened.query.scene}` }, opened.scene);
  };
  root.replaceChildren(...(found.codes.length ? [
    h('p', { class: 'soft' }, '真的小程序码是圆的;这里用二维码代替。'),
    h('div', { class: 'codes' }, found.codes.toReversed().map((one) => h('figure', {},
      h('img', { src: one.image, alt: `小程序码 ${one.scene}`, width: 132, height: 132, loading: 'lazy' }),
      h('figcaption', {}, h('b', {}, one.scene), h('small', {}, one.page || '首页')),
      button('用当前的人扫', () => scan(one), { class: 'quiet small' }))))]
    : [h('p', { class: 'empty' }, '还没有生成小程序码。')]));
}

function slips(root) {
  root.replaceChildren(...(mistakes.length ? mistakes.map((one) => h('article', { class: 'mini-mistake' },
    h('div', {}, h('b', {}, one.page || 'app'), h('time', {}, phoneTime(one.at, store.now()))),
    h('pre', {}, one.stack || one.message))) : [h('p', { class: 'empty' }, '脚本没有出过错。')]));
}

export function miniTab() {
  const requests = wire({ only: 'mini', words: '打开小程序,它向公众号发的每个请求会列在这里。' });
  const holder = h('div', { class: 'mini-pane' });
  const head = h('div', { class: 'mini-head' });
  let pane = 'requests';

  const show = () => {
    if (pane === 'requests') {
      holder.replaceChildren(...requests.elements);
      requests.draw();
    } else ({ notices, codes, mistakes: slips })[pane](holder);
  };
  const pills = h('div', { class: 'filters' }, PANES.map(([name, label]) => h('label', { class: 'pill' },
    h('input', { type: 'radio', name: 'mini-pane', checked: name === pane, onchange: () => {
      pane = name;
      show();
    } }), h('span', {}, label))));

  let drawn = null;
  const drawHead = async () => {
    const found = await attempt(() => api.get('/sim/mini'));
    if (!found) return;
    const { program } = found;
    // Whoever is typing keeps what is typed: drawn anew only when it tells something else.
    const told = JSON.stringify(program);
    if (told === drawn) return;
    drawn = told;
    if (!program) {
      head.replaceChildren(h('p', { class: 'soft' }, '启动时加上 ', h('code', {}, '--miniprogram 文件夹'), ',就能在手机里打开一个原生小程序。'));
      return;
    }
    const page = choice(program.pages.map((path) => [path, path]), program.pages[0], { 'aria-label': '页面' });
    const query = h('input', { type: 'text', placeholder: '参数,如 id=3', 'aria-label': '参数' });
    head.replaceChildren(
      h('b', {}, program.name), page, query,
      button('打开', () => open({ pagepath: page.value + (query.value ? `?${query.value.replace(/^\?/, '')}` : '') }, 1001), { class: 'main' }),
      ...program.problems.map((words) => h('p', { class: 'bad-line' }, words)));
  };
  const on = {
    journal(entry) {
      if (pane === 'requests') requests.on.journal(entry);
      else if (pane === 'codes' && entry?.path?.startsWith('/wxa/getwxacode')) show();
    },
    switched: show,
    who: () => pane === 'notices' && show(),
    miniopened: () => {},
    mistake: () => pane === 'mistakes' && show(),
  };
  return { elements: [head, pills, holder], on, draw: () => {
    drawHead();
    show();
  } };
}
