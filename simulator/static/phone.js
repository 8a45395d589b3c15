// The phone: status line, title, the conversation, and what slides over it.

import * as store from './store.js';
import { avatar, row } from './bubbles.js';
import { composer } from './composer.js';
import { copy, h, icon, iconButton } from './dom.js';
import { profile } from './profile.js';
import { code, phoneTime, beijing } from './text.js';
import { openMini } from './mini.js';
import { openWebview, showWebview } from './webview.js';
import { messages } from './sheets.js';

const SEPARATE_MS = 5 * 60e3;
const LIMIT_MS = 5000;
const CARD = 1043; // how the platform says where a mini-program was opened from
const NOTICE = 1107;
const PULLED = 1089;

const clock = h('span', { class: 'phone-clock' });
const inbox = iconButton('message', '手机短信', () => messages(over, input), { class: 'phone-sms' });
const opener = iconButton('mini', '打开小程序', () => does.mini({}, PULLED), { class: 'phone-sms' });
const title = h('h1', {}, '');
const bar = h('header', { class: 'phone-title' },
  iconButton('scan', '扫一扫', () => input.scan()),
  title,
  iconButton('more', '公众号资料', () => { asked = true; showProfile(); }));
const list = h('div', { class: 'chat', role: 'log', 'aria-live': 'polite', 'aria-label': '聊天', tabindex: '0' });
const pages = h('div', { class: 'webviews' });
const over = h('div', { class: 'over' });
const banner = h('div', { class: 'banners', 'aria-live': 'assertive' });
const card = h('div', { class: 'profile', hidden: true });

const does = {
  open: (url, label) => openWebview(pages, store.state.current, url, label),
  choose: (id, text) => input.act('choose', { id, text }),
  mini: (mini, scene = CARD) => openMini({ pages, over }, store.state.current, mini, scene),
  look: (url) => {
    const veil = h('div', { class: 'veil', tabindex: '-1', onclick: () => veil.remove(), onkeydown: () => veil.remove() },
      h('img', { src: url, alt: '图片' }));
    over.append(veil);
    veil.focus();
  },
};
const input = composer({ over, does });

function separator(instant) {
  return h('div', { class: 'when' }, h('time', { datetime: instant }, phoneTime(instant, store.now())));
}

const drawn = { openid: null, last: 0, at: null };

function names() {
  return { me: store.who()?.name ?? '', account: store.state.account?.name ?? '' };
}

function atBottom() {
  return list.scrollHeight - list.scrollTop - list.clientHeight < 80;
}

function toBottom() {
  list.scrollTop = list.scrollHeight;
}

function append(bubble) {
  const at = Number(new Date(bubble.at));
  if (drawn.at === null || at - drawn.at > SEPARATE_MS || at < drawn.at) list.insertBefore(separator(bubble.at), tail);
  drawn.at = at;
  drawn.last = bubble.id;
  list.insertBefore(row(bubble, names(), does), tail);
}

const tail = h('div', { class: 'tail' });

function draw() {
  const openid = store.state.current;
  if (!openid) return;
  drawn.openid = openid;
  drawn.last = 0;
  drawn.at = null;
  const bubbles = [...store.chat(openid).bubbles.values()].sort((a, b) => a.id - b.id);
  list.replaceChildren(tail);
  if (!bubbles.length && store.chat(openid).ready) {
    list.insertBefore(h('div', { class: 'note' }, '还没有聊天。发一句话,或点下面的菜单。'), tail);
  }
  bubbles.forEach(append);
  drawTail();
  toBottom();
}

const meter = h('i', {});
const seconds = h('small', {});
const face = avatar('', { account: true });
const thinking = h('div', { class: 'row typing', 'aria-hidden': 'true' },
  face,
  h('div', { class: 'said' }, h('span', { class: 'dots' }, h('i'), h('i'), h('i')), h('span', { class: 'meter' }, meter), seconds));

/** What was said and not yet seen back, and how long the account has been thinking. */
function drawTail() {
  const { waiting, typing } = store.chat(store.state.current);
  const near = atBottom();
  const [first] = waiting;
  const elapsed = first ? performance.now() - first.since : 0;
  const echoes = waiting.filter(({ echo }) => echo).map(({ echo }) => echo);
  const slow = Boolean(first) && (elapsed > 250 || first.attempt > 1);
  if (slow) {
    const again = first.attempt > 1 ? `第 ${first.attempt} 次 ` : '';
    meter.style.width = `${Math.min(100, (elapsed / LIMIT_MS) * 100)}%`;
    meter.parentNode.classList.toggle('late', elapsed > LIMIT_MS);
    seconds.textContent = `${again}${(elapsed / 1000).toFixed(1)} / 5 秒`;
    face.textContent = avatar(names().account).textContent;
  }
  title.textContent = slow || typing > performance.now() ? '对方正在输入…' : names().account;
  const shown = JSON.stringify([echoes, slow]);
  if (shown !== tail.dataset.shown) {
    const said = echoes.map((text) => row({ type: 'text', side: 'me', text }, names(), does));
    tail.replaceChildren(...said, ...(slow ? [thinking] : []));
    tail.dataset.shown = shown;
    if (near) toBottom();
  }
}

let ticking = null;
function tick() {
  clearTimeout(ticking);
  drawTail();
  const { waiting, typing } = store.chat(store.state.current);
  if (waiting.length || typing > performance.now()) ticking = setTimeout(tick, 150);
}

let asked = false;

/** The account's card: when somebody asks for it, and whenever they do not follow. */
function showProfile() {
  const person = store.who();
  if (!person) return;
  const { bubbles, peek } = store.chat(person.openid);
  const away = asked || (!person.followed && !peek);
  card.hidden = !away;
  list.inert = away;
  input.follow(person.followed, away);
  if (!away) return;
  const back = person.followed || bubbles.size ? () => {
    asked = false;
    store.chat(person.openid).peek = !person.followed;
    showProfile();
    list.focus();
  } : null;
  card.replaceChildren(profile({ over, input, back }));
}

function drawSms() {
  const openid = store.state.current;
  if (!openid) return;
  const fresh = store.chat(openid).smsNew;
  inbox.replaceChildren(icon('message'), fresh ? h('b', { class: 'dot' }, fresh) : '');
}

function showBanner(openid, sms) {
  const digits = code(sms.text);
  const open = () => {
    slip.remove();
    messages(over, input);
  };
  // With a web page open, the code is wanted there: it can only be pasted.
  const reading = [...pages.children].some((panel) => !panel.hidden);
  const use = () => {
    slip.remove();
    store.chat(openid).smsNew = 0;
    drawSms();
    if (reading) copy(digits);
    else input.fill(digits);
  };
  const slip = h('div', { class: 'banner', role: 'alert' },
    h('button', { type: 'button', class: 'banner-text', onclick: open },
      h('span', {}, icon('message'), '短信', h('time', {}, beijing(sms.at).hm)), h('p', {}, sms.text)),
    digits ? h('button', { type: 'button', class: 'banner-code', onclick: use }, reading ? `复制 ${digits}` : `填入 ${digits}`) : null);
  banner.replaceChildren(slip);
  setTimeout(() => slip.remove(), 15e3);
}

/** A notice of the mini-program slides down too: who does not follow has no chat to see it in. */
function showNotice(bubble) {
  const open = () => {
    slip.remove();
    if (bubble.miniprogram) does.mini(bubble.miniprogram, NOTICE);
  };
  const [first] = bubble.fields ?? [];
  const slip = h('div', { class: 'banner', role: 'alert' },
    h('button', { type: 'button', class: 'banner-text', onclick: open },
      h('span', {}, icon('mini'), '服务通知', h('time', {}, beijing(bubble.at).hm)),
      h('p', {}, `${bubble.title}${first ? `:${first.value}` : ''}`)));
  banner.replaceChildren(slip);
  setTimeout(() => slip.remove(), 15e3);
}

/** Stays at the newest bubble when the line grows, a panel opens or a picture arrives. */
function stick() {
  let low = true;
  list.addEventListener('scroll', () => { low = atBottom(); });
  list.addEventListener('load', () => low && toBottom(), true);
  new ResizeObserver(() => low && toBottom()).observe(list);
}

export function mountPhone(root) {
  stick();
  root.append(
    h('div', { class: 'phone-status' }, clock, h('span', { class: 'phone-icons' }, opener, inbox)),
    bar, list, input.element, card, pages, over, banner);
  store.on('switched', () => {
    banner.replaceChildren();
    over.replaceChildren();
    asked = false;
    input.restore();
    showProfile();
    showWebview(pages, store.state.current);
    draw();
    drawSms();
    tick();
  });
  store.on('chat', ({ openid, bubble }) => {
    if (openid !== store.state.current || openid !== drawn.openid) return;
    if (bubble.service) showNotice(bubble);
    const near = atBottom() || bubble.side === 'me';
    if (drawn.last === 0 || bubble.id < drawn.last) draw();
    else append(bubble);
    drawTail();
    if (near) toBottom();
  });
  store.on('waiting', (openid) => openid === store.state.current && tick());
  store.on('account', () => { title.textContent = names().account; });
  let before = '';
  store.on('who', () => {
    const person = store.who();
    const follows = `${person?.openid} ${person?.followed}`;
    if (follows !== before && person) {
      asked = false;
      store.chat(person.openid).peek = false;
    }
    before = follows;
    showProfile();
  });
  store.on('sms', ({ openid, sms }) => {
    if (openid !== store.state.current) return;
    drawSms();
    showBanner(openid, sms);
  });
  store.on('smsread', drawSms);
  store.on('openmini', ({ mini, scene }) => does.mini(mini, scene));
  store.on('reset', () => {
    pages.replaceChildren();
    over.replaceChildren();
  });
  const time = () => { clock.textContent = store.state.account ? beijing(store.now()).hm : ''; };
  setInterval(time, 1000);
  store.on('clock', () => {
    time();
    draw();
  });
}
