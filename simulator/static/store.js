// What the page knows, and who wants to hear when it changes.

import * as api from './api.js';

const listeners = new Map();
const JOURNAL = 300;
const TYPING_MS = 15e3;

export const state = {
  base: '', account: null, kinds: [], people: new Map(), menu: null, templates: [], faults: [],
  current: null, chats: new Map(), journal: [], sms: [], skew: 0, offset: 0, connected: false,
};

export function on(kinds, listener) {
  for (const kind of kinds.split(' ')) {
    if (!listeners.has(kind)) listeners.set(kind, []);
    listeners.get(kind).push(listener);
  }
}

export function tell(kind, data) {
  for (const listener of listeners.get(kind) ?? []) listener(data, kind);
}

export const now = () => Date.now() + state.skew;
export const who = () => state.people.get(state.current) ?? null;
export const nameOf = (openid) => state.people.get(openid)?.name ?? openid ?? '';

export function chat(openid) {
  if (!state.chats.has(openid)) {
    state.chats.set(openid, { bubbles: new Map(), loaded: false, ready: false, draft: '', waiting: [], typing: 0, smsNew: 0, reading: null });
  }
  return state.chats.get(openid);
}

function setClock(clock) {
  state.skew = Number(new Date(clock.now)) - Date.now();
  state.offset = clock.offset_s;
  tell('clock');
}

function setPerson(person) {
  const known = state.people.get(person.openid);
  state.people.set(person.openid, { ...known, ...person, unread: person.openid === state.current ? 0 : person.unread });
  tell('people');
  if (person.openid === state.current) tell('who');
}

/** Puts a bubble in its place; true when it was not there before. */
export function addBubble(openid, bubble) {
  const { bubbles } = chat(openid);
  const fresh = !bubbles.has(bubble.id);
  bubbles.set(bubble.id, bubble);
  return fresh;
}

function markRead(openid) {
  const entry = chat(openid);
  clearTimeout(entry.reading);
  // What comes while the call is on its way was not seen.
  const until = Math.max(0, ...entry.bubbles.keys());
  entry.reading = setTimeout(() => api.post(api.person(openid, '/read'), { until }).catch(() => {}), 200);
}

function gotBubble({ openid, bubble }) {
  const fresh = addBubble(openid, bubble);
  if (!fresh) return;
  const person = state.people.get(openid);
  if (bubble.side === 'account') chat(openid).typing = 0;
  if (bubble.side === 'account' && person) {
    if (openid === state.current) markRead(openid);
    else {
      person.unread += 1;
      tell('people');
    }
  }
  if (bubble.side === 'me' && bubble.type === 'text') {
    const wait = chat(openid).waiting.find((one) => one.echo === bubble.text);
    if (wait) wait.echo = null;
  }
  tell('chat', { openid, bubble });
}

function gotSms(sms) {
  if (state.sms.some((known) => known.id === sms.id)) return;
  state.sms.push(sms);
  const openid = sms.openid ?? [...state.people.values()].find((person) => person.phone === sms.phone)?.openid;
  if (openid) {
    chat(openid).smsNew += 1;
    tell('people');
  }
  tell('sms', { openid, sms });
}

/** A push that failed is sent again: the clock of those who wait starts anew. */
function again({ kind, openid, attempt, note }) {
  if (kind !== 'callback' || !note.includes(': ')) return;
  for (const wait of openid ? chat(openid).waiting : []) {
    wait.attempt = attempt + 1;
    wait.since = performance.now();
  }
}

let counting = null;
function recount() {
  clearTimeout(counting);
  counting = setTimeout(async () => {
    state.faults = (await api.get('/sim/faults').catch(() => state)).faults;
    tell('faults');
  }, 300);
}

function gotEntry(entry) {
  if (state.faults.length) recount();
  again(entry);
  const at = state.journal.findIndex((known) => known.id === entry.id);
  if (at >= 0) state.journal[at] = entry;
  else state.journal.push(entry);
  if (state.journal.length > JOURNAL) state.journal.splice(0, state.journal.length - JOURNAL);
  tell('journal', entry);
}

function onEvent(kind, data) {
  if (kind === 'chat') gotBubble(data);
  else if (kind === 'sms') gotSms(data);
  else if (kind === 'journal') gotEntry(data);
  else if (kind === 'person') setPerson(data);
  else if (kind === 'clock') setClock(data);
  else if (kind === 'menu') {
    state.menu = data.menu;
    tell('menu');
  } else if (kind === 'config') {
    state.account = data;
    tell('account');
    api.get('/sim/menu').then(({ menu }) => onEvent('menu', { menu })).catch(() => {});
  } else if (kind === 'faults') {
    state.faults = data.faults;
    tell('faults');
  } else if (kind === 'typing') {
    chat(data.openid).typing = data.on ? performance.now() + TYPING_MS : 0;
    tell('waiting', data.openid);
  } else if (kind === 'reset') {
    const drafts = new Map([...state.chats].map(([openid, { draft }]) => [openid, draft]));
    state.chats.clear();
    tell('reset');
    load().then(() => drafts.forEach((draft, openid) => { chat(openid).draft = draft; })).catch(() => reconnect());
  }
}

/** Reads everything anew: at the start, after a reset, after the line was broken. */
async function load() {
  const [all, journal, sms] = await Promise.all([
    api.get('/sim/state'), api.get(`/sim/journal?limit=${JOURNAL}`), api.get('/sim/sms'),
  ]);
  Object.assign(state, {
    base: all.base, account: all.account, kinds: all.kinds, menu: all.menu, templates: all.templates,
    faults: all.faults, journal: journal.entries, sms: sms.sms,
    people: new Map(all.people.map((person) => [person.openid, person])),
  });
  for (const entry of state.chats.values()) {
    entry.loaded = entry.ready = false;
    entry.bubbles.clear();
  }
  if (!state.people.has(state.current)) {
    const last = localStorage.getItem('person');
    state.current = state.people.has(last) ? last : all.people[0]?.openid ?? null;
  }
  setClock(all.clock);
  for (const kind of ['account', 'menu', 'faults', 'people', 'journal', 'smslist']) tell(kind);
  await choose(state.current);
  return all.last_event;
}

let pause = 500;
async function connect() {
  const after = await load();
  api.listen(after, {
    onEvent,
    onOpen: () => {
      pause = 500;
      state.connected = true;
      tell('connection');
    },
    onBreak: reconnect,
  });
}

function reconnect() {
  state.connected = false;
  tell('connection');
  setTimeout(() => connect().catch(reconnect), pause);
  pause = Math.min(pause * 2, 5000);
}

export const start = () => connect().catch(reconnect);

/** Becomes another person at once; their chat is fetched the first time. */
export async function choose(openid) {
  state.current = openid;
  const person = who();
  if (!person) {
    tell('who');
    return;
  }
  // The simulator reads it when a page asks who is opening it.
  document.cookie = `sim_person=${encodeURIComponent(openid)}; path=/; SameSite=Lax`;
  localStorage.setItem('person', openid);
  const entry = chat(openid);
  const news = person.unread > 0;
  if (news && entry.loaded) markRead(openid);
  person.unread = 0;
  tell('people');
  tell('who');
  tell('switched');
  if (entry.loaded) return;
  entry.loaded = true;
  try {
    const { bubbles } = await api.get(api.person(openid, '/chat'));
    const kept = entry.bubbles;
    entry.ready = true;
    entry.bubbles = new Map(bubbles.map((bubble) => [bubble.id, bubble]));
    kept.forEach((bubble, id) => { if (id > (bubbles.at(-1)?.id ?? 0)) entry.bubbles.set(id, bubble); });
    if (news) markRead(openid);
  } catch {
    entry.loaded = false;
  }
  if (openid === state.current) tell('switched');
}

/** Does something as a person and shows that the account is thinking. */
export async function act(openid, action, body = {}, echo = null) {
  const entry = chat(openid);
  const wait = { since: performance.now(), attempt: 1, echo };
  entry.waiting.push(wait);
  tell('waiting', openid);
  try {
    const delivery = await api.post(api.person(openid, `/${action}`), body);
    for (const bubble of delivery.bubbles ?? []) gotBubble({ openid, bubble });
    tell('delivery', { openid, action, body, delivery });
    return delivery;
  } finally {
    entry.waiting.splice(entry.waiting.indexOf(wait), 1);
    tell('waiting', openid);
  }
}
