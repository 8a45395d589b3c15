// Puts the page together: the phone, the desk beside it, and the tabs.

import * as store from './store.js';
import { mountAccount } from './account.js';
import { mountClock } from './clock.js';
import { button, h } from './dom.js';
import { active, faults } from './faults.js';
import { mountGuide } from './guide.js';
import { miniTab } from './mini_tab.js';
import { codes, quotas, texts } from './lists.js';
import { mountPeople } from './people.js';
import { mountPhone } from './phone.js';
import { watchWebviews } from './webview.js';
import { wire } from './wire.js';

const $ = (id) => document.getElementById(id);
const TABS = [
  ['wire', '线路', wire], ['mini', '小程序', miniTab], ['faults', '故障', faults], ['sms', '短信', texts],
  ['codes', '二维码', codes], ['quotas', '配额', quotas],
];
const made = new Map();
let tab = null;

function openTab(name) {
  tab = name;
  if (!made.has(name)) made.set(name, TABS.find(([key]) => key === name)[2]());
  const view = made.get(name);
  for (const item of $('tablist').children) {
    const chosen = item.dataset.tab === name;
    item.setAttribute('aria-selected', String(chosen));
    item.tabIndex = chosen ? 0 : -1;
  }
  $('tabpanel').replaceChildren(...view.elements);
  $('tabpanel').scrollTop = 0;
  view.draw();
}

/** On a phone the page shows one thing at a time; on a desk this changes nothing but the tab. */
function openView(name) {
  document.body.dataset.view = TABS.some(([key]) => key === name) ? 'tabs' : name;
  for (const item of $('views').children) item.setAttribute('aria-current', item.dataset.name === name ? 'page' : 'false');
  if (document.body.dataset.view === 'tabs') openTab(name);
}

function mountTabs() {
  $('tablist').append(...TABS.map(([name, label]) => button(label, () => openTab(name), {
    role: 'tab', 'data-tab': name, 'aria-controls': 'tabpanel',
  })));
  $('tablist').addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const names = TABS.map(([name]) => name);
    openTab(names[(names.indexOf(tab) + step + names.length) % names.length]);
    $('tablist').querySelector('[aria-selected="true"]').focus();
  });
  const views = [['phone', '手机'], ['clock', '时钟'], ...TABS];
  $('views').append(...views.map(([name, label]) => button(label, () => openView(name), { 'data-name': name })));
  store.on('miniopened', () => document.body.dataset.view === 'phone' && tab !== 'mini' && openTab('mini'));
  document.addEventListener('view', (event) => openView(event.detail));
  for (const kind of ['journal', 'switched', 'faults', 'sms', 'smslist', 'clock', 'who', 'miniopened', 'mistake']) {
    store.on(kind, (data) => made.get(tab)?.on[kind]?.(data));
  }
  const count = () => {
    const faulty = store.state.faults.filter(active).length;
    const item = $('tablist').querySelector('[data-tab="faults"]');
    item.replaceChildren('故障', faulty ? h('b', { class: 'badge' }, faulty) : '');
  };
  store.on('faults', count);
}

function mountConnection() {
  store.on('connection', () => {
    const line = $('connection');
    line.textContent = store.state.connected ? '已连上' : '连接断了,正在重连…';
    line.className = store.state.connected ? 'connection on' : 'connection off';
  });
}

/** localhost and 127.0.0.1 are two sites to a browser: cookies must be where the links lead. */
function settled() {
  store.on('account', () => {
    const base = new URL(store.state.base || location.origin);
    const other = base.hostname === '127.0.0.1' && base.port === location.port;
    if (other && location.hostname === 'localhost') location.replace(base.origin);
  });
}

settled();
mountConnection();
mountPeople($('people'), $('hint'));
mountPhone($('phone'));
watchWebviews($('phone').querySelector('.webviews'));
mountClock($('clock'));
mountAccount($('account'));
mountGuide($('guide'));
mountTabs();
openView('phone');
openTab('wire');
store.start();
