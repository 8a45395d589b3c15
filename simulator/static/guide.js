// Three things to try on a first visit. What was done is seen from outside: from the chat alone.

import * as store from './store.js';
import { button, h, icon } from './dom.js';

const YOUTH = /小伙伴|青年|团员/;
const CADRE = /干部|书记|委员/;
const KEY = 'guide';

const steps = [
  { id: 'youth', role: YOUTH, text: '做一回小伙伴:关注,点「小伙伴登录」,用短信里的验证码登录。' },
  { id: 'cadre', role: CADRE, text: '做一回团干部:在网页里登录,再说一句「记 …」,记下一次联系。' },
  { id: 'clock', role: null, text: '把时钟拨到季度结束前一周,看提醒发到还差次数的团干部那里。' },
];

let done = { ...JSON.parse(localStorage.getItem(KEY) ?? '{}') };
let moved = false;

function save() {
  localStorage.setItem(KEY, JSON.stringify(done));
}

export function mountGuide(root) {
  const tick = (id) => {
    if (done[id]) return;
    done[id] = true;
    save();
    draw();
  };
  const go = ({ id, role }) => {
    if (id === 'clock') {
      const jump = document.querySelector('[data-jump="quarter"]');
      document.dispatchEvent(new CustomEvent('view', { detail: 'clock' }));
      jump?.focus();
      return;
    }
    const person = [...store.state.people.values()].find((one) => role.test(one.role));
    document.dispatchEvent(new CustomEvent('view', { detail: 'phone' }));
    if (person) store.choose(person.openid);
  };
  const draw = () => {
    root.hidden = Boolean(done.hidden);
    const left = steps.filter(({ id }) => !done[id]).length;
    root.replaceChildren(
      h('header', {}, h('h2', {}, left ? '下一步试试' : '三步都试过了'),
        button(left ? '不用提示' : '收起', () => {
          done.hidden = true;
          save();
          draw();
        }, { class: 'link' })),
      h('ol', {}, steps.map((step, at) => h('li', { class: done[step.id] ? 'done' : '', 'data-step': step.id },
        h('span', { class: 'mark' }, done[step.id] ? icon('check') : at + 1),
        button(step.text, () => go(step), { class: 'step', 'aria-label': `${step.text}${done[step.id] ? '(已完成)' : ''}` })))));
  };

  store.on('delivery', ({ openid, action, body, delivery }) => {
    const role = store.state.people.get(openid)?.role ?? '';
    if (action !== 'say' || delivery.outcome !== 'replied') return;
    if (YOUTH.test(role) && store.state.sms.some((sms) => sms.openid === openid) && /^\s*\d{4,8}\s*$/.test(body.text)) tick('youth');
    if (CADRE.test(role) && /^\s*记(?!录)\s*\S/.test(body.text)) tick('cadre');
  });
  let offset = null;
  store.on('clock', () => {
    if (offset !== null && store.state.offset - offset > 3600) moved = true;
    offset = store.state.offset;
  });
  store.on('chat', ({ bubble }) => {
    if (moved && bubble.side === 'account' && bubble.via === 'template') tick('clock');
  });
  store.on('reset', () => {
    done = {};
    moved = false;
    offset = null;
    save();
    draw();
  });
  draw();
}
