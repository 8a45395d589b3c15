// The shape every call of wx has: callbacks, or a promise where none is given.

import { report } from './pages.js';

const callback = (options, name, told) => {
  try {
    options[name]?.(told);
  } catch (error) {
    report(error);
  }
};

const failed = (name, error) => ({ errMsg: `${name}:fail ${error.message}`, ...error.data, ...(error.told ?? {}) });

/** Runs the work and tells how it went, in the platform's words. */
function run(name, options, work) {
  return work(options).then(
    (data) => ({ errMsg: `${name}:ok`, ...data }),
    (error) => Promise.reject(failed(name, error)),
  );
}

export function asked(name, work) {
  return (options = {}) => {
    const promise = run(name, options, async (given) => work(given));
    if (!options.success && !options.fail && !options.complete) return promise;
    promise.then(
      (told) => ['success', 'complete'].forEach((one) => callback(options, one, told)),
      (told) => ['fail', 'complete'].forEach((one) => callback(options, one, told)),
    );
    return undefined;
  };
}

/** A call that gives back a task; it answers by callbacks alone. */
export function task(name, work) {
  return (options = {}) => {
    let over = false;
    const end = (kind, told) => {
      if (over) return;
      over = true;
      callback(options, kind, told);
      callback(options, 'complete', told);
    };
    run(name, options, async (given) => work(given)).then((told) => end('success', told), (told) => end('fail', told));
    return {
      abort: () => end('fail', { errMsg: `${name}:fail abort` }),
      onProgressUpdate: () => {}, offProgressUpdate: () => {}, onHeadersReceived: () => {}, offHeadersReceived: () => {},
    };
  };
}

export class Failure extends Error {
  constructor(message, told = {}) {
    super(message);
    this.told = told;
  }
}
