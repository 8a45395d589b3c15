// What slides up over the phone: scanning, a picture, a place, a voice message, the text messages.

import * as api from './api.js';
import * as store from './store.js';
import { ask, attempt, button, copyButton, field, h } from './dom.js';
import { code, phoneTime } from './text.js';

const PLACES = [
  ['青年之家', 32.4355, 105.8434],
  ['河滨公园', 32.4412, 105.8571],
  ['团委办公楼', 32.4298, 105.8297],
];
const LARGEST = 5e6;

export const until = ({ expires }) => (expires ? `有效到 ${phoneTime(expires, store.now())}` : '长期有效');

/** How the mini-program is opened by one of its codes. */
async function scanned(openid, body) {
  const { path, query, scene } = await api.post(api.person(openid, '/mini/scan'), body);
  return { mini: { pagepath: `${path}?scene=${query.scene}`, scene } };
}

/** One of the account's codes or the mini-program's, or whatever a code holds. Answers the body for the core. */
export async function askScan(over, openid) {
  const both = await attempt(() => Promise.all([api.get('/sim/qrcodes'), api.get('/sim/mini')]));
  if (!both) return null;
  const [found, mini] = both;
  const codes = [...found.qrcodes, ...mini.codes].reverse();
  const typed = h('input', { type: 'text', placeholder: '场景值,或二维码里的网址', autocomplete: 'off', 'aria-label': '二维码的内容' });
  let picked = null;
  const entries = codes.map((one) => button([
    h('img', { src: one.image, alt: '', width: 56, height: 56, loading: 'lazy' }),
    h('span', {}, h('b', {}, one.scene), h('small', {}, one.id ? `小程序 ${one.page || '首页'}` : until(one))),
  ], (event) => {
    picked = one.id ? { id: one.id } : { ticket: one.ticket };
    event.currentTarget.form.requestSubmit();
  }, { class: 'code-entry' }));
  const body = await ask(over, '扫一扫', [
    entries.length ? h('div', { class: 'code-list' }, entries)
      : h('p', { class: 'empty' }, '公众号还没有生成二维码。团干部邀请小伙伴时会生成一个,到时会列在这里。'),
    field('或者填写', typed),
  ], {
    yes: '扫描',
    answer: () => {
      if (picked) return picked;
      const value = typed.value.trim();
      if (!value) return null;
      return /^https?:\/\//i.test(value) ? { url: value } : { scene: value };
    },
  });
  const ofMini = body && (body.id || mini.codes.some((one) => one.url === body.url || (body.scene && one.scene === body.scene)));
  return ofMini ? attempt(() => scanned(openid, body)) : body;
}

export function readFile(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result).split(',')[1] ?? ''));
    reader.addEventListener('error', () => reject(new Error('这张图片读不出来')));
    reader.readAsDataURL(file);
  });
}

/** A small landscape, so that nobody needs a photo at hand. */
export function readyPicture() {
  const canvas = h('canvas', { width: '360', height: '240' });
  const pen = canvas.getContext('2d');
  const shape = (colour, ...points) => {
    pen.fillStyle = colour;
    pen.beginPath();
    points.forEach(([x, y]) => pen.lineTo(x, y));
    pen.fill();
  };
  shape('#cfe3ea', [0, 0], [360, 0], [360, 240], [0, 240]);
  pen.fillStyle = '#f3d48a';
  pen.beginPath();
  pen.arc(280, 62, 26, 0, 7);
  pen.fill();
  shape('#8fb5a6', [0, 190], [95, 92], [180, 180], [255, 110], [360, 200], [360, 240], [0, 240]);
  shape('#5c8f7f', [0, 215], [150, 165], [360, 222], [360, 240], [0, 240]);
  return canvas.toDataURL('image/png').split(',')[1];
}

export async function askPicture(over) {
  const file = h('input', { type: 'file', accept: 'image/*' });
  const chosen = await ask(over, '发一张图片', [
    field('从电脑里选', file),
    h('p', { class: 'soft' }, '不选,就发一张现成的图片。'),
  ], { yes: '发送', answer: () => ({ file: file.files[0] ?? null }) });
  if (!chosen) return null;
  if (!chosen.file) return { data: readyPicture() };
  return attempt(async () => {
    if (chosen.file.size > LARGEST) throw new Error('图片太大了,请选 5 MB 以内的');
    return { data: await readFile(chosen.file) };
  });
}

export function askPlace(over) {
  const label = h('input', { type: 'text', value: PLACES[0][0], required: true, maxlength: '60' });
  const latitude = h('input', { type: 'number', step: 'any', min: '-90', max: '90', value: PLACES[0][1], required: true });
  const longitude = h('input', { type: 'number', step: 'any', min: '-180', max: '180', value: PLACES[0][2], required: true });
  const ready = PLACES.map(([name, north, east]) => button(name, () => {
    label.value = name;
    latitude.value = north;
    longitude.value = east;
  }, { class: 'quiet small' }));
  return ask(over, '发送位置', [
    h('div', { class: 'buttons' }, ready),
    field('名称', label),
    h('div', { class: 'pair' }, field('纬度', latitude), field('经度', longitude)),
  ], {
    yes: '发送',
    answer: () => ({ latitude: Number(latitude.value), longitude: Number(longitude.value), label: label.value }),
  });
}

export function askVoice(over) {
  const heard = h('input', { type: 'text', maxlength: '200', placeholder: '比如:我的进度' });
  return ask(over, '发语音', [field('识别出的文字', heard, '留空:平台没有识别结果,公众号只收到录音。')], {
    yes: '发送',
    answer: () => (heard.value.trim() ? { recognition: heard.value.trim() } : {}),
  });
}

export function askChoice(over, title, value) {
  const typed = h('input', { type: 'text', value, 'aria-label': title });
  return ask(over, title, typed, { answer: () => typed.value });
}

/** The text messages of whoever is chosen; a code goes into the line with one press. */
export async function messages(over, input) {
  const person = store.who();
  if (!person) return;
  const found = await attempt(() => api.get(api.person(person.openid, '/sms')));
  if (!found) return;
  store.chat(person.openid).smsNew = 0;
  store.tell('smsread');
  store.tell('people');
  const list = [...found.sms].reverse().map((sms) => {
    const digits = code(sms.text);
    return h('article', { class: 'texting' },
      h('time', {}, phoneTime(sms.at, store.now())),
      h('p', {}, sms.text),
      digits ? h('div', { class: 'buttons' },
        button(`填入 ${digits}`, (event) => {
          event.currentTarget.form.close(null);
          input.fill(digits);
        }, { class: 'main small' }),
        copyButton(digits)) : null);
  });
  ask(over, `${person.phone} 的短信`, list.length ? list : h('p', { class: 'empty' }, '还没有短信。'), { yes: null });
}
