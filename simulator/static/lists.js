// Text messages, QR codes, quotas: what the platform and the gateway have on their books.

import * as api from './api.js';
import * as store from './store.js';
import { ask, attempt, button, copyButton, h, iconButton } from './dom.js';
import { until } from './sheets.js';
import { code, phoneTime } from './text.js';

export function texts() {
  const list = h('div', { class: 'rows' });
  const draw = () => {
    const all = store.state.sms.toReversed();
    list.replaceChildren(...(all.length ? all.map((sms) => {
      const digits = code(sms.text);
      const name = store.nameOf(sms.openid);
      return h('article', { class: 'line-row' },
        h('div', {}, h('b', {}, name ? `${name} ${sms.phone}` : sms.phone), h('time', {}, phoneTime(sms.at, store.now()))),
        h('p', {}, sms.text),
        digits ? copyButton(digits, `复制 ${digits}`) : null);
    }) : [h('p', { class: 'empty' }, '还没有发过短信。小伙伴登录时,验证码会出现在这里,也会从手机顶上滑下来。')]));
  };
  return { elements: [list], on: { sms: draw, smslist: draw, people: () => {} }, draw };
}

export function codes() {
  const list = h('div', { class: 'codes' });
  const draw = async () => {
    const found = await attempt(() => api.get('/sim/qrcodes'));
    if (!found) return;
    const all = found.qrcodes.toReversed();
    list.replaceChildren(...(all.length ? all.map((one) => h('figure', {},
      h('img', { src: one.image, alt: `二维码 ${one.scene}`, width: 132, height: 132, loading: 'lazy' }),
      h('figcaption', {}, h('b', {}, one.scene), h('small', {}, until(one))),
      button('用当前的人扫', () => {
        document.dispatchEvent(new CustomEvent('view', { detail: 'phone' }));
        attempt(() => store.act(store.state.current, 'scan', { ticket: one.ticket }));
      }, { class: 'quiet small' }))) : [h('p', { class: 'empty' }, '公众号还没有生成二维码。')]));
  };
  const onJournal = (entry) => entry?.path?.startsWith('/cgi-bin/qrcode/create') && draw();
  return { elements: [list], on: { journal: onJournal, clock: draw }, draw };
}

const figure = (count) => count.toLocaleString('zh-CN');

export function quotas() {
  const table = h('tbody', {});
  const day = h('span', { class: 'soft' });
  const limit = async (path, now) => {
    const value = h('input', { type: 'number', min: '0', value: now ?? '', 'aria-label': '每天的限额' });
    const body = [h('p', {}, h('code', {}, path)), value, h('p', { class: 'soft' }, '留空:回到默认。')];
    const wished = await ask(document.body, '每天的限额', body, {
      answer: () => ({ limit: value.value === '' ? null : Number(value.value) }),
    });
    if (wished && await attempt(() => api.patch('/sim/quotas', { [path]: wished.limit }))) draw();
  };
  const draw = async () => {
    const found = await attempt(() => api.get('/sim/quotas'));
    if (!found) return;
    day.textContent = `${found.day},北京时间零点清零`;
    const all = Object.entries(found.quotas).sort(([a, one], [b, two]) => two.used - one.used || a.localeCompare(b));
    table.replaceChildren(...all.map(([path, quota]) => {
      const bar = h('i', {});
      bar.style.width = `${Math.min(100, quota.limit === null ? 0 : (quota.used / Math.max(quota.limit, 1)) * 100)}%`;
      return h('tr', {},
        h('td', {}, h('code', {}, path)),
        h('td', {}, h('span', { class: 'track' }, bar)),
        h('td', { class: 'figure' }, `${figure(quota.used)} / ${quota.limit === null ? '不限' : figure(quota.limit)}`),
        h('td', {}, iconButton('more', '改限额', () => limit(path, quota.limit))));
    }));
  };
  let later = null;
  const soon = () => {
    clearTimeout(later);
    later = setTimeout(draw, 400);
  };
  return {
    elements: [h('div', { class: 'filters' }, day), h('table', { class: 'quotas' }, table)],
    on: { journal: soon, clock: soon },
    draw,
  };
}
