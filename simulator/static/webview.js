// A web page opened inside the phone. Each person keeps the page they had open.

import * as store from './store.js';
import { h, icon, iconButton, toast } from './dom.js';
import { target } from './text.js';

const PLATFORM = ['open.weixin.qq.com', 'mp.weixin.qq.com', 'api.weixin.qq.com'];
const CLOSE = new Set(['close', 'close-webview', 'tuan100:close']);

/** Addresses of the platform are played here; all others are opened as they are. */
function local(address) {
  const url = new URL(address);
  if (!PLATFORM.includes(url.hostname)) return url;
  return new URL(url.pathname + url.search + url.hash, store.state.base || location.origin);
}

const shown = (pages) => [...pages.children].find((panel) => !panel.hidden) ?? null;

function close(panel) {
  panel.remove();
  document.querySelector('.phone .line, .phone .chat')?.focus();
}

export function openWebview(pages, openid, address, label) {
  const link = target(address);
  if (link?.kind !== 'open') {
    toast('这个链接在这里打不开', 'warn');
    return;
  }
  const url = local(link.url);
  [...pages.children].filter((panel) => panel.dataset.openid === openid).forEach((panel) => panel.remove());
  // A back step of its own: when the page inside has none left, going back closes it.
  history.pushState({ webview: openid }, '');
  let loads = 0;
  const frame = h('iframe', {
    src: url.href, title: label || '网页', referrerpolicy: 'no-referrer', allow: 'clipboard-write; camera; geolocation',
    sandbox: 'allow-scripts allow-same-origin allow-forms allow-popups allow-modals allow-downloads',
    onload: () => {
      loads += 1;
      panel.classList.remove('loading');
    },
  });
  const back = () => (loads > 1 ? history.back() : close(panel));
  const panel = h('div', {
    class: 'webview loading', 'data-openid': openid,
    onkeydown: (event) => event.key === 'Escape' && close(panel),
  },
    h('header', { class: 'phone-title' },
      iconButton('back', '返回', back),
      h('div', { class: 'webview-name' }, h('b', {}, label || '网页'), h('small', {}, url.host)),
      h('a', {
        href: url.href, target: '_blank', rel: 'noreferrer noopener', class: 'round',
        title: '在浏览器里打开', 'aria-label': '在浏览器里打开',
      }, icon('out')),
      iconButton('close', '关闭', () => close(panel))),
    h('div', { class: 'progress' }),
    frame);
  pages.append(panel);
  showWebview(pages, store.state.current);
  frame.focus();
}

export function showWebview(pages, openid) {
  for (const panel of pages.children) panel.hidden = panel.dataset.openid !== openid;
}

/** Pages close themselves: with a message from inside, or when the browser goes back past them. */
export function watchWebviews(pages) {
  addEventListener('message', (event) => {
    const said = typeof event.data === 'string' ? event.data : event.data?.type;
    if (!CLOSE.has(said)) return;
    const panel = [...pages.children].find((one) => one.querySelector('iframe').contentWindow === event.source);
    if (panel) close(panel);
  });
  addEventListener('popstate', () => {
    const panel = shown(pages);
    if (panel) close(panel);
  });
}
