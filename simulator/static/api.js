// Talks to the simulator's core: JSON calls, and the stream of what happens.

export class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

async function call(method, path, body) {
  const options = { method, headers: { Accept: 'application/json' } };
  if (body !== undefined) {
    options.headers['Content-Type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refused(0, 'offline', '模拟器没有回应,它还在运行吗?');
  }
  const data = await answer.json().catch(() => null);
  if (!answer.ok) {
    throw new Refused(answer.status, data?.error ?? '', data?.message ?? `没有成功(${answer.status})`);
  }
  return data ?? {};
}

export const get = (path) => call('GET', path);
export const post = (path, body = {}) => call('POST', path, body);
export const patch = (path, body) => call('PATCH', path, body);
export const remove = (path) => call('DELETE', path);
export const person = (openid, rest = '') => `/sim/people/${encodeURIComponent(openid)}${rest}`;

export const KINDS = ['journal', 'chat', 'sms', 'person', 'clock', 'menu', 'config', 'faults', 'typing', 'reset'];

/** Listens until the line breaks; then the listener is told once and must start anew. */
export function listen(after, { onEvent, onOpen, onBreak }) {
  const source = new EventSource(`/sim/stream?after=${encodeURIComponent(after)}`);
  for (const kind of KINDS) {
    source.addEventListener(kind, (event) => onEvent(kind, JSON.parse(event.data)));
  }
  source.addEventListener('open', () => onOpen());
  source.addEventListener('error', () => {
    source.close();
    onBreak();
  });
  return () => source.close();
}
