// The object `wx`.

import { Failure, asked } from './api.js';
import { tell } from './bridge.js';
import { bundle } from './files.js';
import { net, temp, tempUrl } from './net.js';
import * as pages from './pages.js';
import { phone } from './phone.js';
import * as ui from './ui.js';
import { doors } from './doors.js';

const listeners = { error: [] };

const moves = {
  navigateTo: ({ url }) => pages.push(pages.parse(url)),
  redirectTo: ({ url }) => pages.replace(pages.parse(url)),
  switchTab: ({ url }) => pages.openTab(pages.parse(url).route),
  reLaunch: ({ url }) => pages.restart(pages.parse(url)),
  navigateBack({ delta = 1 } = {}) {
    if (!pages.back(delta)) throw new Failure('cannot navigate back at first page.');
  },
};

function setTitle({ title }) {
  pages.current().title = title;
  pages.paint();
}

function stopRefresh() {
  pages.current().element.classList.remove('refreshing');
}

async function sheet({ itemList = [], alertText }) {
  const at = await ui.askOne(itemList, -1, { title: alertText });
  if (at === null) throw new Failure('cancel');
  return { tapIndex: Number(at) };
}

function scroll({ scrollTop = 0, selector }) {
  const { element, body } = pages.current();
  if (selector) body.querySelector(selector)?.scrollIntoView();
  else element.scrollTop = scrollTop;
}

const known = {
  ...net, ...phone,
  ...Object.fromEntries(Object.entries(moves).map(([name, work]) => [name, asked(name, work)])),
  showToast: asked('showToast', (options) => ui.toast(options)),
  hideToast: asked('hideToast', () => ui.hideNote()),
  showLoading: asked('showLoading', (options) => ui.loading(options)),
  hideLoading: asked('hideLoading', () => ui.hideNote()),
  showModal: asked('showModal', (options) => ui.modal(options)),
  showActionSheet: asked('showActionSheet', sheet),
  previewImage: asked('previewImage', ({ urls, current }) => { ui.look(urls.map(doors.source), current && doors.source(current)); }),
  setNavigationBarTitle: asked('setNavigationBarTitle', setTitle),
  setNavigationBarColor: asked('setNavigationBarColor', () => ({})),
  showNavigationBarLoading: () => {}, hideNavigationBarLoading: () => {},
  startPullDownRefresh: asked('startPullDownRefresh', () => pages.current().refresh()),
  stopPullDownRefresh: asked('stopPullDownRefresh', stopRefresh),
  pageScrollTo: asked('pageScrollTo', scroll),
  setTabBarBadge: asked('setTabBarBadge', () => ({})), removeTabBarBadge: asked('removeTabBarBadge', () => ({})),
  showShareMenu: asked('showShareMenu', () => ({})), hideShareMenu: asked('hideShareMenu', () => ({})),
  nextTick: (work) => queueMicrotask(work),
  onError: (listener) => listeners.error.push(listener), offError: () => {},
  onUnhandledRejection: () => {}, onPageNotFound: () => {}, onNetworkStatusChange: () => {}, onAppShow: () => {}, onAppHide: () => {},
  getUpdateManager: () => ({ onCheckForUpdate: () => {}, onUpdateReady: () => {}, onUpdateFailed: () => {}, applyUpdate: () => {} }),
  env: { USER_DATA_PATH: 'wxfile://usr' },
};
known.canIUse = (name) => Object.hasOwn(known, String(name).split('.')[0]);

/** What is not here is said aloud; on a phone it may well exist. */
export const wx = new Proxy(known, {
  get(of, name) {
    if (typeof name === 'symbol' || Object.hasOwn(of, name)) return of[name];
    pages.report(new Error(`模拟器里没有 wx.${name}`));
    return undefined;
  },
  set(of, name, value) {
    of[name] = value;
    return true;
  },
});

/** Gives elements what they ask for: a way to go, a phone number, a picture's true address. */
export function connect(start, ask) {
  doors.navigate = (name, options) => wx[name]({ ...options, fail: (told) => pages.report(new Error(told.errMsg)) });
  doors.phone = async () => {
    try {
      return { errMsg: 'getPhoneNumber:ok', ...(await ask('phone')) };
    } catch (error) {
      return { errMsg: `getPhoneNumber:fail ${error.message}` };
    }
  };
  doors.source = (text) => {
    if (text.startsWith('wxfile://')) return temp(text) && tempUrl(text);
    return text.startsWith(`${start.domain}/`) ? start.origin + text.slice(start.domain.length) : text;
  };
  tell('ready', { pages: bundle.app.pages });
}
