// Starts the mini-program: the phone first, then app.js, then the first page.

import { ask, meet, on } from './bridge.js';
import { bundle, give, load } from './files.js';
import * as pages from './pages.js';
import { begin } from './phone.js';
import { h, mistake } from './ui.js';
import { connect, wx } from './wx.js';

const PULL = 70;

document.body.append(
  h('main', { id: 'pages' }), h('nav', { id: 'tabs', role: 'tablist', hidden: true }),
  h('div', { id: 'ui' }), h('div', { id: 'mistakes', role: 'alert', hidden: true }));

addEventListener('error', (event) => {
  if (event.error || event.message) mistake(event.message);
});
addEventListener('unhandledrejection', ({ reason }) => mistake(reason?.errMsg ?? reason?.message ?? String(reason)));

function component() {
  throw new Error('模拟器里没有 Component()');
}

give([wx, pages.defineApp, pages.definePage, component, pages.getApp, pages.pages]);

/** Pulling down at the top asks the page to load anew. */
function pulling(area) {
  let from = null;
  area.addEventListener('touchstart', (event) => {
    from = pages.current()?.element.scrollTop === 0 ? event.touches[0].clientY : null;
  }, { passive: true });
  area.addEventListener('touchend', (event) => {
    const page = pages.current();
    const pulled = from !== null && event.changedTouches[0].clientY - from > PULL;
    if (pulled && page?.settings.enablePullDownRefresh) page.refresh();
  }, { passive: true });
}

on('back', () => pages.back());
on('home', () => {
  const [route] = bundle.app.pages;
  pages.restart({ route, options: {} });
});
on('refresh', () => pages.current()?.refresh());
on('hide', () => pages.getApp()?.onHide?.());
on('show', (options) => pages.getApp()?.onShow?.(options));

async function boot() {
  const start = await meet();
  begin(start);
  connect(start, ask);
  pulling(document.getElementById('pages'));
  const options = { path: start.path, query: start.query, scene: start.scene, referrerInfo: {} };
  load('app.js');
  const app = pages.getApp();
  app?.onLaunch?.call(app, options);
  app?.onShow?.call(app, options);
  pages.restart({ route: start.path, options: start.query });
}

boot().catch(pages.report);
