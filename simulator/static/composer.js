// The bottom of the phone: the line to write in, the menu that takes its place, and the 「+」.

import * as store from './store.js';
import { attempt, button, h, icon, iconButton, toast } from './dom.js';
import { askChoice, askPicture, askPlace, askScan, askVoice } from './sheets.js';

const TOOLS = [['picture', '图片'], ['pin', '位置'], ['voice', '语音'], ['scan', '扫一扫']];
const TALLEST = 110;

export function composer({ over, does }) {
  const openid = () => store.state.current;
  const act = (action, body, echo) => attempt(async () => {
    const delivery = await store.act(openid(), action, body, echo);
    for (const warning of delivery.warnings ?? []) toast(warning, 'warn');
    return delivery;
  });

  // Writing
  const line = h('textarea', {
    class: 'line', rows: '1', 'aria-label': '写消息', enterkeyhint: 'send', maxlength: '4000', autocomplete: 'off',
    oninput: () => {
      store.chat(openid()).draft = line.value;
      grow();
    },
    onkeydown: (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      send();
    },
    onfocus: () => showTools(false),
  });
  const sendButton = button('发送', () => send(), { class: 'send main' });
  const plus = iconButton('plus', '更多', () => showTools(tools.hidden), { 'aria-expanded': 'false' });

  function grow() {
    line.style.height = 'auto';
    line.style.height = `${Math.min(line.scrollHeight, TALLEST)}px`;
    sendButton.hidden = !line.value.trim();
    plus.hidden = !sendButton.hidden;
  }

  function send() {
    const text = line.value;
    if (!text.trim()) return;
    line.value = '';
    store.chat(openid()).draft = '';
    grow();
    line.focus();
    act('say', { text }, text);
  }

  function fill(text) {
    mode('write');
    line.value = text;
    store.chat(openid()).draft = text;
    grow();
    line.focus();
  }

  // The 「+」
  const tools = h('div', { class: 'tools', hidden: true }, TOOLS.map(([name, label]) => h('button', {
    type: 'button', onclick: () => useTool(name),
  }, h('span', {}, icon(name)), label)));

  function showTools(open) {
    tools.hidden = !open;
    plus.setAttribute('aria-expanded', String(open));
  }

  async function useTool(name) {
    showTools(false);
    if (name === 'scan') {
      scan();
      return;
    }
    const [question, action] = { picture: [askPicture, 'image'], pin: [askPlace, 'location'], voice: [askVoice, 'voice'] }[name];
    const body = await question(over);
    if (body) act(action, body);
  }

  async function scan() {
    const body = await askScan(over, openid());
    if (!body) return;
    if (body.mini) {
      does.mini(body.mini, body.mini.scene);
      return;
    }
    // Scanned by somebody who does not follow, the code leads to following: the core knows which.
    act('scan', body);
  }

  // The menu
  const bar = h('div', { class: 'menu-buttons' });
  const write = h('div', { class: 'write' }, line, plus, sendButton);
  const toggle = iconButton('menu', '换成菜单', () => mode(shown() === 'menu' ? 'write' : 'menu', true), { class: 'round toggle' });
  const popup = h('div', { class: 'menu-popup', role: 'menu', hidden: true });
  const shown = () => (bar.hidden ? 'write' : 'menu');

  function mode(wanted, chosen = false) {
    const menu = wanted === 'menu' && Boolean(store.state.menu);
    if (openid() && store.state.menu) store.chat(openid()).mode = menu ? 'menu' : 'write';
    bar.hidden = !menu;
    write.hidden = menu;
    toggle.hidden = !store.state.menu;
    toggle.replaceChildren(icon(menu ? 'keyboard' : 'menu'));
    toggle.setAttribute('aria-label', menu ? '换成键盘' : '换成菜单');
    toggle.title = menu ? '换成键盘' : '换成菜单';
    closePopup();
    showTools(false);
    if (!menu && chosen) line.focus();
  }

  function closePopup() {
    popup.hidden = true;
    for (const item of bar.children) item.setAttribute('aria-expanded', 'false');
  }

  function openPopup(opener, entries) {
    const again = opener.getAttribute('aria-expanded') === 'true';
    closePopup();
    if (again) return;
    popup.replaceChildren(...entries.map((entry) => button(entry.name, () => press(entry), { role: 'menuitem' })));
    popup.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    const middle = opener.offsetLeft + bar.offsetLeft + opener.offsetWidth / 2 - popup.offsetWidth / 2;
    popup.style.left = `${Math.max(6, Math.min(middle, element.offsetWidth - popup.offsetWidth - 6))}px`;
    popup.firstChild.focus();
  }

  async function press(entry) {
    closePopup();
    const body = entry.key ? { key: entry.key } : { name: entry.name };
    const type = entry.type ?? '';
    if (type.startsWith('scancode_')) {
      const result = await askChoice(over, '扫到的内容', 'http://127.0.0.1/fake-code');
      if (result === null) return;
      body.result = result;
    } else if (type.startsWith('pic_')) body.count = 1;
    else if (type === 'location_select') {
      const place = await askPlace(over);
      if (!place) return;
      Object.assign(body, place);
    } else if (type === 'miniprogram') {
      does.mini({ appid: entry.appid, pagepath: entry.pagepath });
      return;
    }
    const whose = openid();
    if (type === 'view') does.open(entry.url, entry.name);
    const delivery = await act('press', body);
    if (type !== 'view' && delivery?.open && whose === openid()) does.open(delivery.open, entry.name);
  }

  function drawMenu() {
    const entries = store.state.menu?.button ?? [];
    bar.replaceChildren(...entries.map((entry) => {
      const children = entry.sub_button ?? [];
      const opener = h('button', {
        type: 'button', 'aria-haspopup': children.length ? 'menu' : null, 'aria-expanded': 'false',
        onclick: () => (children.length ? openPopup(opener, children) : press(entry)),
      }, children.length ? h('i', { class: 'bars' }) : null, entry.name);
      return opener;
    }));
    mode(openid() ? store.chat(openid()).mode ?? 'menu' : 'menu');
  }

  document.addEventListener('pointerdown', (event) => {
    if (!popup.hidden && !popup.contains(event.target) && !bar.contains(event.target)) closePopup();
  });
  const element = h('footer', {
    class: 'composer',
    onkeydown: (event) => {
      if (event.key !== 'Escape') return;
      closePopup();
      showTools(false);
    },
  }, h('div', { class: 'composer-row' }, toggle, bar, write), tools, popup);
  store.on('menu', drawMenu);

  return {
    element, act, fill, scan,
    restore() {
      const { draft, mode: was } = store.chat(openid());
      line.value = draft;
      mode(draft ? 'write' : was ?? 'menu');
      grow();
    },
    /** Who does not follow can neither write nor press. */
    follow(followed, covered) {
      element.hidden = covered;
      element.inert = !followed;
      element.classList.toggle('off', !followed);
      line.placeholder = followed ? '' : '关注后才能发消息';
    },
  };
}
