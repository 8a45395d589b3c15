// Pages: what App() and Page() were given, the stack of those opened, and what they show.

import { bundle, load, resolve } from './files.js';
import { children } from './patch.js';
import { render } from './render.js';
import { sheet } from './wxss.js';
import { h, mistake } from './ui.js';
import { tell } from './bridge.js';

const MOST = 10;
const NEAR = 50;
const definitions = new Map();
const stack = [];
const tabs = new Map();
let loading = null;
let app = null;

export const current = () => stack.at(-1) ?? null;
export const pages = () => stack.map((one) => one.instance);
export const getApp = () => app;
export const tabPaths = () => (bundle.app.tabBar?.list ?? []).map(({ pagePath }) => pagePath);
const copy = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

export function report(error) {
  const words = error instanceof Error ? error.message : String(error);
  console.error(error);
  mistake(words);
  tell('mistake', { message: words, stack: String(error?.stack ?? ''), page: current()?.route ?? '' });
  try {
    app?.onError?.(String(error?.stack ?? words));
  } catch (second) {
    console.error(second);
  }
}

function attempt(of, name, ...args) {
  try {
    const answer = of[name]?.(...args);
    answer?.catch?.(report);
    return answer;
  } catch (error) {
    report(error);
    return undefined;
  }
}

export function defineApp(definition) {
  app = definition;
  app.globalData ??= {};
}

export const definePage = (definition) => definitions.set(loading, definition);

/** `'list[0].name'` as the steps to it. */
function steps(path) {
  return [...path.matchAll(/[^.[\]]+/g)].map(([one]) => one);
}

function put(data, path, value) {
  const way = steps(path);
  let at = data;
  way.slice(0, -1).forEach((step, number) => {
    if (at[step] === null || typeof at[step] !== 'object') at[step] = /^\d+$/.test(way[number + 1]) ? [] : {};
    at = at[step];
  });
  at[way.at(-1)] = value;
}

class Opened {
  constructor(route, options) {
    Object.assign(this, { route, options, nodes: [], planned: false, gone: false, done: [] });
    this.settings = { ...bundle.app.window, ...bundle.settings[route] };
    this.title = this.settings.navigationBarTitleText ?? '';
    loading = route;
    load(`${route}.js`);
    const definition = definitions.get(route);
    if (!definition) throw new Error(`${route}.js 没有调用 Page()`);
    this.instance = { ...definition, data: copy(definition.data ?? {}), route, options };
    this.view = copy(this.instance.data);
    this.instance.setData = (patch, done) => this.setData(patch, done);
    this.element = h('section', { class: 'page', 'data-route': route });
    const root = this.element.attachShadow({ mode: 'open' });
    root.append(h('link', { rel: 'stylesheet', href: '/mini/runtime/elements.css' }));
    root.adoptedStyleSheets = [sheet('app'), sheet(route)];
    this.body = document.createElement('wx-page');
    root.append(this.body);
    this.low = false;
    this.element.addEventListener('scroll', () => this.scrolled());
  }

  report(error) {
    report(error);
  }

  setData(patch, done) {
    for (const [path, value] of Object.entries(patch ?? {})) {
      if (value === undefined) {
        console.warn(`${this.route}:setData 的 ${path} 是 undefined,没有写进去`);
        continue;
      }
      put(this.instance.data, path, value);
      put(this.view, path, copy(value));
    }
    if (done) this.done.push(done);
    this.plan();
  }

  plan() {
    if (this.planned || this.gone) return;
    this.planned = true;
    queueMicrotask(() => {
      this.planned = false;
      if (!this.gone) this.draw();
      for (const done of this.done.splice(0)) attempt({ done: () => done.call(this.instance) }, 'done');
    });
  }

  draw() {
    try {
      const nodes = render(this.route, this.view);
      children(this.body, this.nodes, nodes, this);
      this.nodes = nodes;
    } catch (error) {
      report(error);
    }
  }

  call(name, event, kind, { optional = false } = {}) {
    if (typeof this.instance[name] !== 'function') {
      if (!optional) report(new Error(`${this.route} 没有方法 ${name}(事件 ${kind})`));
      return undefined;
    }
    return attempt(this.instance, name, event);
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    const near = scrollHeight - scrollTop - clientHeight < NEAR;
    if (near && !this.low) attempt(this.instance, 'onReachBottom');
    this.low = near;
    attempt(this.instance, 'onPageScroll', { scrollTop });
  }

  refresh() {
    this.element.classList.add('refreshing');
    attempt(this.instance, 'onPullDownRefresh');
  }

  open() {
    document.getElementById('pages').append(this.element);
    attempt(this.instance, 'onLoad', this.options);
    this.draw();
  }

  close() {
    this.gone = true;
    attempt(this.instance, 'onUnload');
    this.element.remove();
  }
}

export function paint() {
  const page = current();
  for (const element of document.getElementById('pages').children) element.hidden = element !== page.element;
  const list = tabPaths();
  tell('bar', {
    title: page.title, back: stack.length > 1, route: page.route,
    home: stack.length === 1 && !list.includes(page.route) && page.route !== bundle.app.pages[0],
    refresh: Boolean(page.settings.enablePullDownRefresh),
    background: page.settings.navigationBarBackgroundColor ?? '', ink: page.settings.navigationBarTextStyle ?? 'black',
  });
  drawTabs(list.includes(page.route) ? page.route : null);
}

function drawTabs(route) {
  const { list = [], color, selectedColor, backgroundColor } = bundle.app.tabBar ?? {};
  const bar = document.getElementById('tabs');
  bar.hidden = route === null;
  bar.style.background = backgroundColor ?? '';
  bar.replaceChildren(...list.map(({ pagePath, text, iconPath, selectedIconPath }) => {
    const on = pagePath === route;
    const icon = on ? selectedIconPath ?? iconPath : iconPath;
    const item = h('button', { type: 'button', role: 'tab', 'aria-selected': String(on), onclick: () => {
      attempt(tabs.get(pagePath)?.instance ?? {}, 'onTabItemTap', { pagePath, text });
      openTab(pagePath);
    } }, icon ? h('img', { src: `/mini/files/${icon}`, alt: '' }) : null, h('span', {}, text));
    item.style.color = (on ? selectedColor : color) ?? '';
    return item;
  }));
}

function shown(page, fresh) {
  paint();
  attempt(page.instance, 'onShow');
  if (fresh) requestAnimationFrame(() => attempt(page.instance, 'onReady'));
}

function make(route, options) {
  if (!bundle.app.pages.includes(route)) throw new Error(`page "${route}" is not found`);
  return new Opened(route, options);
}

const leave = (page) => (tabs.get(page.route) === page ? null : page.close());

export function parse(url, from = current()?.route ?? '') {
  const [path, query = ''] = url.split('?');
  const route = resolve(`${from}.wxml`, path);
  return { route, options: Object.fromEntries(query.split('&').filter(Boolean).map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
  })) };
}

export function push({ route, options }) {
  if (tabPaths().includes(route)) throw new Error('can not navigateTo a tabbar page');
  if (stack.length >= MOST) throw new Error('webview count limit exceed');
  const page = make(route, options);
  if (current()) attempt(current().instance, 'onHide');
  stack.push(page);
  page.open();
  shown(page, true);
}

export function replace({ route, options }) {
  if (tabPaths().includes(route)) throw new Error('can not redirectTo a tabbar page');
  const page = make(route, options);
  leave(stack.pop());
  stack.push(page);
  page.open();
  shown(page, true);
}

export function back(delta = 1) {
  if (stack.length < 2) return false;
  for (const page of stack.splice(Math.max(1, stack.length - delta))) leave(page);
  shown(current(), false);
  return true;
}

export function openTab(route) {
  if (!tabPaths().includes(route)) throw new Error('can not switch to no-tabBar page');
  if (current()?.route === route && stack.length === 1) return;
  const known = tabs.get(route);
  const page = known ?? make(route, {});
  const before = current();
  if (before && before !== known) attempt(before.instance, 'onHide');
  for (const old of stack.splice(0)) leave(old);
  stack.push(page);
  tabs.set(route, page);
  if (!known) page.open();
  shown(page, !known);
}

export function restart({ route, options }) {
  const page = make(route, options);
  for (const old of new Set([...stack.splice(0), ...tabs.values()])) old.close();
  tabs.clear();
  stack.push(page);
  if (tabPaths().includes(route)) tabs.set(route, page);
  page.open();
  shown(page, true);
}
