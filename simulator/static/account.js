// The account being played with: its kind, how its pushes are dressed, where they go.

import * as api from './api.js';
import * as store from './store.js';
import { ask, attempt, button, choice, copyButton, h, toast } from './dom.js';
import { took } from './text.js';

const MODES = [['plain', '明文'], ['compatible', '兼容'], ['safe', '安全']];
const FORMATS = [['xml', 'XML'], ['json', 'JSON']];

const change = (body) => attempt(() => api.patch('/sim/config', body));

function segments(name, options, value) {
  return h('div', { class: 'segments', role: 'radiogroup', 'aria-label': name }, options.map(([key, label]) => h('label', {},
    h('input', { type: 'radio', name: `account-${name}`, value: key, checked: key === value, onchange: () => change({ [name]: key }) }),
    h('span', {}, label))));
}

async function verify() {
  const result = await attempt(() => api.post('/sim/verify'));
  if (!result) return;
  if (result.ok) toast(`回调地址验证通过,${took(result.took_ms)}`, 'good');
  else toast(`回调地址没有通过验证:${result.problem || `HTTP ${result.status}`}`, 'bad');
}

function secrets() {
  const { account, base } = store.state;
  const rows = [
    ['平台地址', base], ['AppID', account.appid], ['AppSecret', account.secret], ['Token', account.token],
    ['EncodingAESKey', account.aes_key], ['原始 ID', account.username], ['回调地址', account.callback_url],
    ['小程序 AppID', account.mini_appid],
  ].filter(([, value]) => value);
  ask(document.body, '接入参数', [
    h('p', { class: 'soft' }, '都是假的,只在这台机器上有用。'),
    h('dl', { class: 'secrets' }, rows.map(([label, value]) => [h('dt', {}, label), h('dd', {}, h('code', {}, value), copyButton(value))])),
  ], { yes: null });
}

async function reset() {
  const told = '聊天、时钟、故障、菜单、线路记录都回到刚启动的样子。公众号自己的数据库不受影响。';
  const sure = await ask(document.body, '全部从头来?', h('p', {}, told), { yes: '从头来', tone: 'bad' });
  if (sure && await attempt(() => api.post('/sim/reset'))) toast('已回到开头');
}

async function revoke() {
  if (await attempt(() => api.post('/sim/tokens/revoke'))) toast('所有 access_token 都失效了,下一次调用会得到 40001');
}

export function mountAccount(root) {
  const draw = () => {
    const { account, kinds } = store.state;
    const kind = choice(kinds.map(({ kind: key, label }) => [key, label]), account.kind, {
      'aria-label': '公众号类型', onchange: () => change({ kind: kind.value }),
    });
    root.replaceChildren(
      h('div', { class: 'account-row' }, h('b', { class: 'account-name' }, account.name), kind),
      h('div', { class: 'account-row' },
        segments('mode', MODES, account.mode), segments('format', FORMATS, account.format)),
      h('div', { class: 'account-url' }, h('span', { class: 'soft' }, '回调'), h('code', { title: account.callback_url }, account.callback_url)),
      h('div', { class: 'buttons' },
        button('检查回调', verify, { class: 'quiet' }),
        button('接入参数', secrets, { class: 'quiet' }),
        button('作废 token', revoke, { class: 'quiet' }),
        button('从头来', reset, { class: 'quiet' })));
  };
  store.on('account', draw);
}
