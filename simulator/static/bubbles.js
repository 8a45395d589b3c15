// One chat bubble as elements, by its type.

import { h, icon } from './dom.js';
import { pieces } from './text.js';

/** Text with its links; `does` says what a link may do. */
export function rich(text, does, { tags = true } = {}) {
  return pieces(text ?? '', { tags }).map(({ text: words, link }) => {
    if (!link) return words;
    const press = (event) => {
      event.preventDefault();
      if (link.kind === 'open') does.open(link.url, words);
      else does.choose(link.id, link.text || words);
    };
    return h('a', { href: link.kind === 'open' ? link.url : '#', class: link.kind, rel: 'noreferrer', onclick: press }, words);
  });
}

function picture(bubble, does) {
  if (!bubble.url) return h('div', { class: 'said missing' }, '图片已过期');
  return h('button', { type: 'button', class: 'said picture', 'aria-label': '看图片', onclick: () => does.look(bubble.url) },
    h('img', { src: bubble.url, alt: '图片', loading: 'lazy' }));
}

function voice(bubble) {
  return h('div', { class: 'said' },
    h('div', { class: 'voice' }, icon('wave'), h('span', {}, '语音')),
    bubble.recognition ? h('div', { class: 'heard' }, bubble.recognition) : null);
}

function place(bubble) {
  return h('div', { class: 'said slip' },
    h('div', { class: 'slip-title' }, bubble.label || '位置'),
    h('div', { class: 'slip-map' }, icon('pin')),
    h('small', {}, `${bubble.latitude}, ${bubble.longitude}`));
}

function slip(bubble, does, kind) {
  const open = () => bubble.url && does.open(bubble.url, bubble.title);
  return h('button', { type: 'button', class: 'said slip', onclick: open },
    h('div', { class: 'slip-title' }, bubble.title || bubble.text || kind),
    bubble.title && bubble.text ? h('div', { class: 'slip-text' }, bubble.text) : null,
    h('small', {}, kind));
}

function news(bubble, does) {
  const [first, ...rest] = bubble.articles ?? [];
  if (!first) return h('div', { class: 'said missing' }, '图文');
  const open = (article) => () => article.url && does.open(article.url, article.title);
  return h('div', { class: 'wide news' },
    h('button', { type: 'button', class: 'news-first', onclick: open(first) },
      first.picture ? h('img', { src: first.picture, alt: '', loading: 'lazy' }) : null,
      h('b', {}, first.title),
      first.text ? h('p', {}, first.text) : null),
    rest.map((article) => h('button', { type: 'button', class: 'news-more', onclick: open(article) },
      h('span', {}, article.title),
      article.picture ? h('img', { src: article.picture, alt: '', loading: 'lazy' }) : null)));
}

function template(bubble, does) {
  const rows = (bubble.fields ?? []).map(({ label, key, value }) => [
    h('dt', {}, label || key),
    h('dd', {}, value),
  ]);
  const mini = bubble.miniprogram;
  let more = null;
  const link = (label, onclick) => h('button', { type: 'button', class: 'card-more', onclick }, label, icon('back'));
  if (mini) more = link('打开小程序', () => does.mini(mini, bubble.service ? 1107 : undefined));
  else if (bubble.url) more = link('详情', () => does.open(bubble.url, bubble.title));
  const service = bubble.service ? h('small', { class: 'service' }, '服务通知 · 小程序') : null;
  return h('article', { class: 'wide card-message' }, service, h('h3', {}, bubble.title || '通知'), h('dl', {}, rows), more);
}

function choices(bubble, does) {
  return h('div', { class: 'said' },
    bubble.head ? h('div', { class: 'words' }, rich(bubble.head, does)) : null,
    (bubble.items ?? []).map(({ id, text }) => h('button', {
      type: 'button', class: 'pick', onclick: () => does.choose(id, text),
    }, text)),
    bubble.tail ? h('div', { class: 'words' }, rich(bubble.tail, does)) : null);
}

const SHAPES = {
  text: (bubble, does) => h('div', { class: 'said words' }, rich(bubble.text, does, { tags: bubble.side !== 'me' })),
  image: picture,
  voice,
  video: (bubble, does) => slip({ ...bubble, title: bubble.title || '视频' }, does, '视频'),
  shortvideo: (bubble, does) => slip({ ...bubble, title: bubble.title || '小视频' }, does, '小视频'),
  music: (bubble, does) => slip(bubble, does, '音乐'),
  link: (bubble, does) => slip(bubble, does, '链接'),
  location: place,
  news,
  template,
  msgmenu: choices,
  miniprogrampage: (bubble, does) => {
    const card = slip({ ...bubble, url: null }, does, '小程序');
    card.addEventListener('click', () => does.mini({ appid: bubble.appid, pagepath: bubble.page }));
    return card;
  },
  card: (bubble, does) => slip({ ...bubble, url: null }, does, '卡券'),
};

export function avatar(name, { account = false } = {}) {
  const sign = /^\d+\+/.test(name) ? '1+' : [...(name || '?')][0];
  return h('span', { class: account ? 'avatar account' : 'avatar', 'aria-hidden': 'true' }, sign);
}

/** The whole row: avatar and bubble, or a line in the middle. */
export function row(bubble, names, does) {
  if (bubble.type === 'note') return h('div', { class: 'note' }, bubble.text);
  if (bubble.type === 'fault') {
    return h('div', { class: 'note fault' }, icon('alert'), bubble.text || '该公众号提供的服务出现故障,请稍后再试');
  }
  const shape = SHAPES[bubble.type] ?? (() => h('div', { class: 'said missing' }, bubble.text || `[${bubble.type}]`));
  const body = shape(bubble, does);
  const mine = bubble.side === 'me';
  if (body.classList.contains('wide')) return h('div', { class: 'row wide-row', 'data-bubble': bubble.id }, body);
  return h('div', { class: mine ? 'row me' : 'row', 'data-bubble': bubble.id, 'data-via': bubble.via },
    avatar(mine ? names.me : names.account, { account: !mine }),
    h('div', { class: 'stack' },
      body,
      bubble.via === 'custom' ? h('small', { class: 'via' }, '客服消息') : null));
}
