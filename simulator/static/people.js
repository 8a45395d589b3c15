// Along the top: who can be played.

import * as api from './api.js';
import * as store from './store.js';
import { avatar } from './bubbles.js';
import { ask, attempt, field, h, iconButton } from './dom.js';

async function addPerson() {
  const name = h('input', { required: true, maxlength: '20', placeholder: '李晓' });
  const role = h('input', { maxlength: '12', value: '小伙伴', list: 'roles' });
  const free = `199${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
  const phone = h('input', { inputmode: 'numeric', pattern: '199[0-9]{8}', required: true, value: free });
  const made = await ask(document.body, '添一个人', [
    field('名字', name),
    field('身份', role),
    h('datalist', { id: 'roles' }, ['小伙伴', '团干部', '陌生人'].map((value) => h('option', { value }))),
    field('手机号', phone, '请用 199 开头的假号码。'),
  ], { yes: '添加', answer: () => ({ name: name.value.trim(), role: role.value.trim(), phone: phone.value, hint: '' }) });
  if (!made) return;
  const answer = await attempt(() => api.post('/sim/people', made));
  const [person] = answer?.people ?? [];
  if (!person) return;
  store.state.people.set(person.openid, person);
  store.choose(person.openid);
}

function chip(person) {
  const current = person.openid === store.state.current;
  const news = current ? 0 : person.unread + store.chat(person.openid).smsNew;
  return h('button', {
    type: 'button', role: 'radio', 'aria-checked': String(current), tabindex: current ? '0' : '-1',
    class: person.followed ? 'who' : 'who away', 'data-openid': person.openid, title: person.hint || null,
    'aria-label': `${person.name},${person.role}${person.followed ? '' : ',未关注'}${news ? `,${news} 条未读` : ''}`,
    onclick: () => store.choose(person.openid),
  },
    avatar(person.name),
    h('span', { class: 'who-name' }, h('b', {}, person.name), h('small', {}, person.followed ? person.role : `${person.role} · 未关注`)),
    news ? h('b', { class: 'badge' }, news > 99 ? '99+' : news) : null);
}

// A crowd that only receives is not put in front; whoever is chosen from elsewhere is shown.
const CROWD = '其他';
const played = () => [...store.state.people.values()]
  .filter((person) => person.role !== CROWD || person.openid === store.state.current);

export function mountPeople(root, hint) {
  const draw = () => {
    const held = root.contains(document.activeElement);
    const before = root.scrollLeft;
    root.replaceChildren(
      ...played().map(chip),
      iconButton('plus', '添一个人', addPerson, { class: 'round add' }));
    root.scrollLeft = before;
    const current = root.querySelector('[aria-checked="true"]');
    if (held) current?.focus();
  };
  const drawHint = () => {
    const person = store.who();
    const told = person
      ? [h('b', {}, person.name), person.hint, h('span', { class: 'number' }, person.phone)]
      : ['还没有人,点 + 添一个。'];
    hint.replaceChildren(...told);
    root.querySelector('[aria-checked="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  root.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = played().map((person) => person.openid);
    const next = all[(all.indexOf(store.state.current) + step + all.length) % all.length];
    store.choose(next);
    root.querySelector('[aria-checked="true"]')?.focus();
  });
  document.addEventListener('keydown', (event) => {
    const number = event.altKey && !event.ctrlKey && !event.metaKey ? /^Digit([1-9])$/.exec(event.code)?.[1] : null;
    const openid = number ? played()[number - 1]?.openid : null;
    if (!openid) return;
    event.preventDefault();
    store.choose(openid);
    document.querySelector('.phone .line')?.focus();
  });
  store.on('people', draw);
  store.on('who switched', drawHint);
}
