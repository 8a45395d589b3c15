// The account's card: follow, unfollow, and how this person takes template messages.

import * as api from './api.js';
import * as store from './store.js';
import { avatar } from './bubbles.js';
import { ask, attempt, button, choice, h, iconButton } from './dom.js';
import { beijing } from './text.js';

const MOODS = [['accept', '接收'], ['block', '屏蔽(结果里说明)'], ['refuse', '拒收(当场报错)'], ['fail', '系统发送失败']];

function windowText({ window }) {
  if (!window?.open) return '现在不能主动发客服消息';
  const until = beijing(window.until);
  return `还能主动发 ${window.left} 条,到 ${until.month} 月 ${until.day} 日 ${until.hm}`;
}

export function profile({ over, input, back }) {
  const person = store.who();
  const { account, kinds } = store.state;
  const kind = kinds.find(({ kind: key }) => key === account.kind)?.label ?? '公众号';
  const busy = async (pressed, action) => {
    pressed.disabled = true;
    await input.act(action, {});
    pressed.disabled = false;
  };
  const follow = button('关注', () => busy(follow, 'follow'), { class: 'main big' });
  const unfollow = button('不再关注', async () => {
    const sure = await ask(over, `不再关注「${account.name}」?`, h('p', {}, '之后收不到它的消息。'), {
      yes: '不再关注', tone: 'bad',
    });
    if (sure) await busy(unfollow, 'unfollow');
  }, { class: 'quiet big' });
  const mood = choice(MOODS, person.template, {
    'aria-label': '模板消息',
    onchange: () => attempt(() => api.patch(api.person(person.openid), { template: mood.value })),
  });

  return h('div', { class: 'profile-page' },
    h('header', { class: 'phone-title' },
      back ? iconButton('back', '回到聊天', back) : iconButton('scan', '扫一扫', () => input.scan()),
      h('h1', {}, '资料'),
      h('span', { class: 'round' })),
    h('div', { class: 'profile-head' },
      avatar(account.name, { account: true }),
      h('div', {}, h('h2', {}, account.name), h('small', {}, kind), h('small', {}, account.username))),
    person.followed ? [
      h('dl', { class: 'profile-rows' },
        h('dt', {}, '客服消息'), h('dd', {}, windowText(person)),
        h('dt', {}, '模板消息'), h('dd', {}, mood),
        h('dt', {}, '手机号'), h('dd', {}, person.phone || '没有')),
      h('div', { class: 'profile-foot' }, button('发消息', back, { class: 'main big' }), unfollow),
    ] : [
      h('p', { class: 'profile-word' }, '关注后能发消息、点菜单,也会收到它的消息。'),
      h('div', { class: 'profile-foot' },
        follow,
        button('扫二维码关注', () => input.scan(), { class: 'quiet big' }),
        back ? button('看以前的聊天', back, { class: 'link' }) : null),
    ]);
}
