// What the phone asks a person on behalf of a mini-program.

import * as api from './api.js';
import * as store from './store.js';
import { ask, button, field, h } from './dom.js';
import { readFile, readyPicture } from './sheets.js';

const LARGEST = 8e6;
const cancelled = () => new Error('cancel');

/** 「申请获取你的手机号」 */
export async function askNumber(over, openid, code) {
  const person = store.state.people.get(openid);
  const agreed = await ask(over, '申请使用你的手机号', [
    h('p', { class: 'mini-number' }, h('b', {}, person?.phone || '没有手机号'), h('small', {}, '上次提供')),
    h('p', { class: 'soft' }, '小程序会拿到这个号码,用来认出你是谁。'),
  ], { yes: '允许' });
  if (!agreed) throw new Error('user deny');
  return code();
}

/** Up to three templates, yes or no to each, and whether that holds from now on. */
export async function askSubscription(over, templates, call) {
  const { ask: wanted, result } = await call({ templates });
  if (result) return result;
  const boxes = wanted.map((one) => h('input', { type: 'checkbox', checked: true, value: one.template_id }));
  const always = h('input', { type: 'checkbox' });
  const agreed = await ask(over, '想给你发下面的通知', [
    h('ul', { class: 'mini-notices' }, wanted.map((one, at) => h('li', {},
      h('label', {}, boxes[at], h('span', {}, h('b', {}, one.title), h('small', {}, one.fields.map(({ label }) => label).join('、'))))))),
    h('label', { class: 'check' }, always, '总是保持以上选择,不再询问'),
  ], { yes: '允许' });
  const answers = Object.fromEntries(boxes.map((box) => [box.value, agreed && box.checked ? 'accept' : 'reject']));
  return (await call({ templates, answers, keep: always.checked })).result;
}

/** `wx.scanCode`: a code at hand, or what another one holds. */
export async function askWhat(over, openid) {
  const { codes } = await api.get('/sim/mini');
  const line = h('input', { type: 'text', placeholder: '粘贴二维码里的内容', autocomplete: 'off', 'aria-label': '扫到的内容' });
  let picked = null;
  const found = await ask(over, '扫一扫', [
    codes.length ? h('div', { class: 'code-list' }, codes.toReversed().map((one) => button([
      h('img', { src: one.image, alt: '', width: 56, height: 56, loading: 'lazy' }),
      h('span', {}, h('b', {}, one.scene), h('small', {}, one.page || '首页')),
    ], (event) => {
      picked = one.url;
      event.currentTarget.form.requestSubmit();
    }, { class: 'code-entry' }))) : null,
    field('扫到的内容', line),
  ], { yes: '扫描', answer: () => picked ?? (line.value.trim() || null) });
  if (!found) throw cancelled();
  const code = codes.find(({ url }) => url === found);
  if (!code) return { result: found, scanType: 'QR_CODE', charSet: 'utf-8', rawData: btoa(unescape(encodeURIComponent(found))) };
  const { path, query } = await api.post(api.person(openid, '/mini/scan'), { id: code.id });
  return { result: '', path: `${path}?scene=${query.scene}`, scanType: 'WX_CODE', charSet: 'utf-8', rawData: '' };
}

/** Files from the computer; of pictures there is one at hand. */
export async function askFiles(over, { count = 1, images, extension }) {
  const accept = images ? 'image/*' : extension?.map((end) => (end.startsWith('.') ? end : `.${end}`)).join(',');
  const line = h('input', { type: 'file', accept, multiple: count > 1, 'aria-label': images ? '图片' : '文件' });
  const files = await ask(over, images ? '选图片' : '选聊天里的文件', [
    field(count > 1 ? `最多 ${count} 个` : '从电脑里选', line),
    images ? h('p', { class: 'soft' }, '不选,就用一张现成的图片。') : null,
  ], { yes: '选好了', answer: () => (line.files.length || images ? [...line.files].slice(0, count) : null) });
  if (!files) throw cancelled();
  if (!files.length) return [{ name: '风景.png', type: 'image/png', base64: readyPicture() }];
  if (files.some((file) => file.size > LARGEST)) throw new Error('file too large');
  return Promise.all(files.map(async (file) => ({ name: file.name, type: file.type || 'application/octet-stream', base64: await readFile(file) })));
}

/** A file that was fetched: on a phone it opens, here it can be saved. */
export async function askDocument(over, { name, type, base64 }) {
  const bytes = Uint8Array.from(atob(base64), (mark) => mark.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const picture = type.startsWith('image/') ? h('img', { src: url, alt: name, class: 'mini-picture' }) : null;
  await ask(over, name || '文件', [
    picture, h('p', { class: 'soft' }, `${type},${bytes.length.toLocaleString('zh-CN')} 字节`),
    h('a', { class: 'main', href: url, download: name || 'file' }, '存到电脑'),
  ], { yes: null });
  URL.revokeObjectURL(url);
  return {};
}
