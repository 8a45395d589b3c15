// A mini-program opened inside the phone: its frame, its title line, and the line between them.

import * as api from './api.js';
import * as store from './store.js';
import { askDocument, askFiles, askNumber, askSubscription, askWhat } from './mini_asks.js';
import { attempt, button, copy, h, iconButton, toast } from './dom.js';
import { showWebview } from './webview.js';

const MISTAKES = 50;
const storeKey = (openid) => `mini:${openid}`;
export const mistakes = [];

const stored = (openid) => JSON.parse(localStorage.getItem(storeKey(openid)) ?? '{}');

function keep(openid, { key, value }) {
  const all = stored(openid);
  if (value === null) delete all[key];
  else all[key] = value;
  localStorage.setItem(storeKey(openid), JSON.stringify(all));
}

/** What a phone's system does for a mini-program. What is refused here is its `fail`. */
function system(openid, over) {
  const call = (rest, body) => api.post(api.person(openid, `/mini/${rest}`), body);
  let copied = '';
  return {
    login: () => call('login'),
    request: (data) => call('request', data),
    upload: (data) => call('upload', data),
    download: (data) => call('download', data),
    phone: () => askNumber(over, openid, () => call('phone')),
    subscribe: (data) => askSubscription(over, data.templates, (body) => call('subscribe', body)),
    scan: () => askWhat(over, openid),
    choose: (data) => askFiles(over, data),
    document: (file) => askDocument(over, file),
    call: ({ phone }) => toast(`打电话给 ${phone}`),
    copy({ text }) {
      copied = String(text);
      return copy(copied);
    },
    paste: () => ({ data: copied }),
  };
}

function connect(frame, panel, { openid, over, start }) {
  const { port1: port, port2 } = new MessageChannel();
  const does = system(openid, over);
  const hears = {
    store: (data) => keep(openid, data),
    bar: (data) => panel.bar(data),
    ready: () => panel.classList.remove('loading'),
    mistake(data) {
      mistakes.unshift({ ...data, openid, at: store.now() });
      mistakes.splice(MISTAKES);
      store.tell('mistake');
    },
  };
  port.onmessage = async ({ data: { number, what, data } }) => {
    if (number === undefined) {
      hears[what]?.(data);
      return;
    }
    try {
      if (!Object.hasOwn(does, what)) throw new Error(`没有 ${what}`);
      port.postMessage({ number, data: await does[what](data) ?? {} });
    } catch (error) {
      port.postMessage({ number, error: { message: error.message, code: error.code ?? '' } });
    }
  };
  frame.contentWindow.postMessage({ what: 'start', data: start }, '*', [port2]);
  return port;
}

function built({ pages, over }, openid, start, name) {
  const frame = h('iframe', { src: '/mini/frame', title: '小程序', sandbox: 'allow-scripts' });
  const title = h('b', {}, name);
  let port = null;
  const tell = (what) => port?.postMessage({ what });
  const close = () => {
    removeEventListener('message', meet);
    port?.close();
    panel.remove();
    document.querySelector('.phone .line, .phone .chat')?.focus();
  };
  const back = iconButton('back', '返回', () => tell('back'));
  const home = iconButton('home', '回到首页', () => tell('home'));
  const refresh = button('下拉刷新', () => {
    menu.hidden = true;
    tell('refresh');
  }, { role: 'menuitem' });
  const again = button('重新打开', () => {
    close();
    openMini({ pages, over }, openid, { pagepath: panel.dataset.route });
  }, { role: 'menuitem' });
  const forget = button('清掉数据再打开', () => {
    localStorage.removeItem(storeKey(openid));
    close();
    openMini({ pages, over }, openid, {});
  }, { role: 'menuitem' });
  const menu = h('div', { class: 'mini-menu', role: 'menu', hidden: true }, refresh, again, forget);
  const more = iconButton('more', '更多', () => { menu.hidden = !menu.hidden; });
  const header = h('header', { class: 'phone-title' }, h('span', { class: 'mini-left' }, back, home),
    h('div', { class: 'webview-name' }, title),
    h('span', { class: 'capsule' }, more, iconButton('close', '关闭小程序', close)));
  const panel = h('div', { class: 'webview mini loading', 'data-openid': openid, 'data-kind': 'mini' },
    header, menu, h('div', { class: 'progress' }), frame);
  panel.bar = (data) => {
    title.textContent = data.title || name;
    back.hidden = !data.back;
    home.hidden = !data.home;
    refresh.hidden = !data.refresh;
    header.style.background = data.background;
    header.style.color = data.background ? { white: '#fff' }[data.ink] ?? '#1c2320' : '';
    panel.dataset.route = data.route;
  };
  const meet = (event) => {
    if (event.source !== frame.contentWindow || event.data?.what !== 'mini-ready') return;
    port?.close();
    port = connect(frame, panel, { openid, over, start });
  };
  addEventListener('message', meet);
  back.hidden = home.hidden = true;
  return panel;
}

let openings = 0;

/** Opens the mini-program for a person, on its first page or the one asked for; asked twice, the last one opens. */
export async function openMini(hosts, openid, { appid, pagepath } = {}, scene = 1001) {
  if (!openid) return;
  openings += 1;
  const opening = openings;
  const found = await attempt(() => api.get('/sim/mini'));
  // An answer may overtake the one asked for before it.
  if (!found || opening !== openings) return;
  const { program, origin, domain } = found;
  if (!program) {
    toast('还没有小程序:启动模拟器时用 --miniprogram 指出它的文件夹', 'warn');
    return;
  }
  if (appid && appid !== program.appid) {
    toast(`这里没有小程序 ${appid}`, 'warn');
    return;
  }
  if (program.problems.length) {
    toast(`小程序打不开:${program.problems.join(';')}`, 'bad');
    return;
  }
  const [path, asked = ''] = (pagepath || program.pages[0]).replace(/^\//, '').split('?');
  const query = Object.fromEntries(asked.split('&').filter(Boolean).map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
  }));
  const start = { appid: program.appid, path, query, scene, storage: stored(openid), origin, domain };
  for (const panel of [...hosts.pages.children]) if (panel.dataset.openid === openid) panel.remove();
  hosts.over.replaceChildren();
  hosts.pages.append(built(hosts, openid, start, program.name));
  showWebview(hosts.pages, store.state.current);
  store.tell('miniopened');
}

store.on('reset', () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith('mini:')) localStorage.removeItem(key);
  mistakes.length = 0;
});
