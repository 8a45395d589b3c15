// The wire: each exchange as a row, and as it really was when opened.

import * as api from './api.js';
import * as store from './store.js';
import { attempt, button, copyButton, h } from './dom.js';
import { clockTime, pretty, took } from './text.js';

const LIMIT_MS = 5000;
const FILTERS = [['', '全部'], ['callback', '推送'], ['api', '接口'], ['sms', '短信'], ['mini', '小程序']];
const WAYS = { callback: ['平台', '公众号'], api: ['公众号', '平台'], sms: ['公众号', '短信网关'], mini: ['小程序', '后台'] };
const NAMES = {
  text: '文字', image: '图片', voice: '语音', video: '视频', location: '位置', link: '链接', verify: '验证回调', raw: '原样发送',
  'event:subscribe': '关注',
  'event:unsubscribe': '取消关注',
  'event:SCAN': '扫码',
  'event:CLICK': '点菜单',
  'event:VIEW': '点菜单链接',
  'event:TEMPLATESENDJOBFINISH': '模板消息结果',
  '/cgi-bin/stable_token': '取 token',
  '/cgi-bin/token': '取 token(旧)',
  '/cgi-bin/message/template/send': '发模板消息',
  '/cgi-bin/message/custom/send': '发客服消息',
  '/cgi-bin/message/custom/typing': '正在输入',
  '/cgi-bin/menu/create': '建菜单',
  '/cgi-bin/menu/get': '查菜单',
  '/cgi-bin/qrcode/create': '建二维码',
  '/cgi-bin/user/info': '查用户',
  '/sns/oauth2/access_token': '网页授权换身份',
  '/connect/oauth2/authorize': '打开网页授权',
  '/sns/jscode2session': '小程序登录',
  '/wxa/business/getuserphonenumber': '取手机号',
  '/wxa/getwxacodeunlimit': '建小程序码',
  '/wxa/msg_sec_check': '检查文字',
  '/cgi-bin/message/subscribe/send': '发订阅消息',
  '/sms/send': '发短信',
};
const TROUBLES = {
  timeout: '超时', refused: '连不上', cut: '连接断开', status: '状态码不对',
  malformed: '看不懂回复', undecryptable: '解不开回复', too_long: '回复过长', not_encrypted: '回复没加密',
};

/** A push is told by its note (`text`, `event:CLICK`, `text: timeout`), a call by its path. */
const what = (entry) => {
  if (entry.kind === 'mini') return `${entry.method} ${entry.path}`;
  const [key] = entry.kind === 'callback' ? (entry.note || 'push').split(': ') : [entry.path];
  return NAMES[key] ?? key;
};

function verdict(entry) {
  if (entry.fault) return ['bad', `故障 ${entry.fault}`];
  if (entry.kind === 'mini' && entry.status) return [entry.status < 400 ? 'good' : 'bad', String(entry.status)];
  const trouble = entry.kind === 'callback' ? (entry.note || '').split(': ')[1] : entry.kind === 'mini' ? entry.note : null;
  if (!entry.status) return ['bad', TROUBLES[trouble] ?? '没有应答'];
  if (entry.status !== 200) return ['bad', `HTTP ${entry.status}`];
  if (trouble) return ['bad', TROUBLES[trouble] ?? trouble];
  if (entry.errcode) return ['bad', String(entry.errcode)];
  return ['good', entry.kind === 'callback' ? '200' : 'ok'];
}

function body(title, text) {
  const shown = pretty(text);
  return h('section', { class: 'raw' },
    h('header', {}, h('h4', {}, title), text ? copyButton(text) : null),
    shown ? h('pre', { tabindex: '0' }, shown) : h('p', { class: 'soft' }, '空'));
}

const headers = (given) => Object.entries(given ?? {}).map(([name, value]) => `${name}: ${value}`).join('\n');

function detail(entry) {
  const push = entry.kind === 'callback';
  const asked = Object.entries(entry.query ?? {}).map(([key, value]) => `${key}=${value}`).join('\n');
  const sections = push
    ? [['收到的原文', entry.request], entry.plain && entry.plain !== entry.request ? ['解密后', entry.plain] : null,
      ['回复的原文', entry.response], entry.reply_plain && entry.reply_plain !== entry.response ? ['回复解密后', entry.reply_plain] : null]
    : [['请求', entry.request], ['应答', entry.response],
      entry.headers ? ['请求头', headers(entry.headers)] : null, entry.headers ? ['应答头', headers(entry.reply_headers)] : null];
  return h('div', { class: 'entry-detail' },
    h('p', { class: 'address' }, h('b', {}, entry.method), ' ', h('code', {}, entry.path)),
    asked && !entry.path.includes('?') ? h('pre', { class: 'query' }, asked) : null,
    entry.note ? h('p', { class: 'soft' }, entry.note) : null,
    h('div', { class: 'raws' }, sections.filter(Boolean).map(([title, text]) => body(title, text))));
}

function line(entry, view) {
  const [from, to] = WAYS[entry.kind] ?? WAYS.api;
  const [tone, word] = verdict(entry);
  const open = view.open.has(entry.id);
  const bar = h('i', { class: entry.took_ms > LIMIT_MS * 0.8 ? 'slow' : '' });
  bar.style.width = `${Math.max(1, Math.min(100, (entry.took_ms / LIMIT_MS) * 100))}%`;
  const row = h('div', { class: `entry is-${entry.kind}`, 'data-entry': entry.id },
    h('button', { type: 'button', class: 'entry-line', 'aria-expanded': String(open), onclick: () => {
      if (view.open.has(entry.id)) view.open.delete(entry.id);
      else view.open.add(entry.id);
      row.replaceWith(line(entry, view));
      view.list.querySelector(`[data-entry="${entry.id}"] .entry-line`)?.focus();
    } },
    h('time', {}, clockTime(entry.at)),
    h('span', { class: 'way' }, from, h('i', {}, '→'), to),
    h('span', { class: 'what' }, h('b', {}, what(entry)), entry.attempt > 1 ? h('em', {}, `第 ${entry.attempt} 次`) : null,
      h('small', {}, store.nameOf(entry.openid))),
    h('span', { class: `verdict ${tone}` }, word),
    h('span', { class: 'took' },
      entry.kind === 'callback' ? h('span', { class: 'track' }, bar) : null,
      h('small', {}, took(entry.took_ms)))),
    open ? detail(entry) : null);
  return row;
}

const fits = (entry, view) => (!view.kind || entry.kind === view.kind) && (!view.mine || entry.openid === store.state.current);

/** All of the wire, or one kind of it: then there is nothing to choose. */
export function wire({ only = '', words = '线路上还没有动静。说一句话,这里就能看到收发的原文。' } = {}) {
  const view = { kind: only, mine: false, open: new Set(), list: null };
  const list = h('div', { class: 'entries' });
  view.list = list;
  const empty = h('p', { class: 'empty' }, words);
  const head = h('div', { class: 'entry-line entry-head', 'aria-hidden': 'true' },
    ['时间', '方向', '内容', '结果', only === 'mini' ? '用时' : '用时,上限 5 秒'].map((name) => h('span', {}, name)));
  const draw = () => {
    list.replaceChildren(...store.state.journal.filter((entry) => fits(entry, view)).toReversed().map((entry) => line(entry, view)));
    empty.hidden = Boolean(list.children.length);
  };
  const filters = h('div', { class: 'filters' },
    only ? null : FILTERS.map(([kind, label]) => h('label', { class: 'pill' },
      h('input', { type: 'radio', name: 'wire-kind', checked: kind === view.kind, onchange: () => {
        view.kind = kind;
        draw();
      } }), h('span', {}, label))),
    h('label', { class: 'check' }, h('input', { type: 'checkbox', checked: view.mine, onchange: (event) => {
      view.mine = event.target.checked;
      draw();
    } }), '只看当前的人'),
    button('清空', () => attempt(async () => {
      await api.remove('/sim/journal');
      store.state.journal = [];
      view.open.clear();
      draw();
    }), { class: 'link' }));
  return {
    elements: [filters, head, list, empty],
    on: {
      journal: (entry) => {
        if (!entry) draw();
        else if (fits(entry, view)) {
          list.querySelector(`[data-entry="${entry.id}"]`)?.remove();
          list.prepend(line(entry, view));
          while (list.children.length > 300) list.lastChild.remove();
          empty.hidden = true;
        }
      },
      switched: () => view.mine && draw(),
    },
    draw,
  };
}
