// Faults on demand: ready-made ones, any other, and those in force.

import * as api from './api.js';
import * as store from './store.js';
import { attempt, button, choice, field, h } from './dom.js';

const TARGETS = [
  ['/cgi-bin/message/template/send', '发模板消息'], ['/cgi-bin/message/custom/send', '发客服消息'],
  ['/cgi-bin/stable_token', '取 token'], ['/sns/*', '网页授权'], ['/sms/send', '发短信'], ['*', '所有接口'],
  ['callback', '推送给公众号'], ['report', '模板消息结果'],
];
const API_KINDS = [
  ['errcode', '返回错误码'], ['delay', '很慢'], ['http', 'HTTP 错误页'], ['html', '200 但是网页'],
  ['cut', '连接断开'], ['truncate', 'JSON 缺一半'], ['half', '字节缺一半'], ['empty', '空应答'],
];
const PUSH_KINDS = [
  ['duplicate', '同时重复'], ['delay', '晚出发'], ['hold', '乱序'],
  ['drop', '丢失'], ['skew', '时间戳偏了'], ['forge', '签名不对'],
];
const REPORT_KINDS = [['status', '指定结果'], ['zero', 'MsgID 为 0'], ['early', '先于应答到达']];
const NEEDS = {
  errcode: ['errcode', '错误码', 45009, 'number'],
  delay: ['delay_s', '秒', 6, 'number'],
  http: ['status', '状态码', 502, 'number'],
  duplicate: ['copies', '份数', 2, 'number'],
  skew: ['skew_s', '偏差(秒)', 600, 'number'],
  status: ['status', '结果', 'failed:user block', 'text'],
};
const READY = [
  ['模板消息超出限额(3 次)', { target: '/cgi-bin/message/template/send', kind: 'errcode', errcode: 45009, times: 3 }],
  ['接口系统繁忙(1 次)', { target: '*', kind: 'errcode', errcode: -1, times: 1 }],
  ['接口 HTTP 502(3 次)', { target: '*', kind: 'http', status: 502, times: 3 }],
  ['发出后断线(1 次)', { target: '/cgi-bin/message/template/send', kind: 'cut', effect: true, times: 1 }],
  ['每次推送重复三份(5 次)', { target: 'callback', kind: 'duplicate', copies: 3, times: 5 }],
  ['短信网关断线(1 次)', { target: '/sms/send', kind: 'cut', times: 1 }],
];

const kindsOf = (target) => ({ callback: PUSH_KINDS, report: REPORT_KINDS })[target] ?? API_KINDS;
const labelOf = (pairs, key) => pairs.find(([value]) => value === key)?.[1] ?? key;
const create = (fault) => attempt(() => api.post('/sim/faults', fault));

function sentence(fault) {
  const need = NEEDS[fault.kind];
  const value = need ? ` ${fault[need[0]] ?? ''}` : '';
  return `${labelOf(TARGETS, fault.target)}:${labelOf(kindsOf(fault.target), fault.kind)}${value}`;
}

export const active = (fault) => fault.times === null || fault.times === undefined || fault.hits < fault.times;

function row(fault) {
  const left = fault.times === null || fault.times === undefined ? '一直有效' : `共 ${fault.times} 次`;
  const said = active(fault) ? `${left},已发生 ${fault.hits} 次` : `${left},已用完`;
  return h('li', { class: active(fault) ? '' : 'over-now' },
    h('div', {}, h('b', {}, sentence(fault)), h('small', {}, fault.effect ? `${said},先办完再出错` : said)),
    button('移除', () => attempt(() => api.remove(`/sim/faults/${fault.id}`)), { class: 'quiet small' }));
}

export function faults() {
  const list = h('ul', { class: 'fault-list' });
  const target = choice(TARGETS, TARGETS[0][0], { onchange: () => drawKinds() });
  const kind = h('select', { onchange: () => drawNeed() });
  const need = h('div', { class: 'need' });
  const times = h('input', { type: 'number', min: '1', value: '1' });
  const effect = h('input', { type: 'checkbox' });
  const after = h('label', { class: 'check' }, effect, '先把事办完,再出错');

  function drawKinds() {
    kind.replaceChildren(...kindsOf(target.value).map(([key, label]) => h('option', { value: key }, label)));
    after.hidden = ['callback', 'report'].includes(target.value);
    drawNeed();
  }
  function drawNeed() {
    const asked = NEEDS[kind.value];
    need.replaceChildren(...(asked ? [field(asked[1], h('input', { type: asked[3], value: asked[2], required: true, step: 'any' }))] : []));
  }
  drawKinds();

  const form = h('form', { class: 'fault-form', onsubmit: (event) => {
    event.preventDefault();
    const fault = { target: target.value, kind: kind.value, times: times.value ? Number(times.value) : null };
    const asked = NEEDS[kind.value];
    const value = need.querySelector('input')?.value;
    if (asked) fault[asked[0]] = asked[3] === 'number' ? Number(value) : value;
    if (!after.hidden && effect.checked) fault.effect = true;
    create(fault);
  } },
  field('哪里', target), field('怎样', kind), need, field('几次(空:一直)', times), after,
  h('button', { type: 'submit', class: 'main' }, '制造故障'));

  const draw = () => {
    const all = store.state.faults;
    list.replaceChildren(...(all.length ? all.map(row) : [h('li', { class: 'empty' }, '现在一切正常。')]));
    clear.hidden = all.length < 2;
  };
  const clear = button('全部移除', () => attempt(() => api.remove('/sim/faults')), { class: 'link' });
  return {
    elements: [
      h('h3', {}, '正在发生'), list, clear,
      h('h3', {}, '常见的'), h('div', { class: 'buttons' }, READY.map(([label, fault]) => button(label, () => create(fault), { class: 'quiet' }))),
      h('h3', {}, '自己造一个'), form,
    ],
    on: { faults: draw },
    draw,
  };
}
