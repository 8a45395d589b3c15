// The line to the page around this frame, which does what a phone's system does.

let port = null;
let numbers = 0;
const waiting = new Map();
const heard = new Map();

/** Calls what the phone offers; refused with an Error whose `data` tells more. */
export function ask(what, data = {}) {
  numbers += 1;
  const number = numbers;
  port.postMessage({ number, what, data });
  return new Promise((resolve, reject) => waiting.set(number, { resolve, reject }));
}

export const tell = (what, data = {}) => port?.postMessage({ what, data });

export const on = (what, listener) => heard.set(what, listener);

function got({ data: { number, what, data, error } }) {
  if (number === undefined) {
    heard.get(what)?.(data);
    return;
  }
  const { resolve, reject } = waiting.get(number) ?? {};
  waiting.delete(number);
  if (error) reject(Object.assign(new Error(error.message), { data: error }));
  else resolve?.(data);
}

/** Waits for the page around to hand over its end of the line, and what it starts with. */
export function meet() {
  return new Promise((resolve) => {
    addEventListener('message', (event) => {
      if (event.source !== parent || port || event.data?.what !== 'start') return;
      [port] = event.ports;
      port.onmessage = got;
      resolve(event.data.data);
    });
    parent.postMessage({ what: 'mini-ready' }, '*');
  });
}
