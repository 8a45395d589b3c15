// From the browser's events to those a page's methods get.

const TOUCHES = { tap: 'click', touchstart: 'touchstart', touchmove: 'touchmove', touchend: 'touchend' };
const LONG_MS = 350;

const described = (element) => ({ id: element.id ?? '', dataset: element.wx?.data ?? {}, offsetLeft: element.offsetLeft, offsetTop: element.offsetTop });

/** The nearest element of the page around whatever was touched. */
function source(element, within) {
  let at = element;
  while (at && at !== within && !at.wx) at = at.parentNode;
  return at ?? within;
}

function call(element, event, name, detail, target) {
  const { page } = element.wx;
  const told = {
    type: name, timeStamp: Math.round(performance.now()), detail: detail ?? {},
    target: described(target ?? element), currentTarget: described(element),
    touches: [], changedTouches: [], mark: {},
  };
  if (!event.handler) return undefined;
  return page.call(event.handler, told, name);
}

/** An event of the element itself, which does not rise. */
export function emit(element, name, detail) {
  const event = element.wx.events.find((one) => one.name === name);
  return event ? call(element, event, name, detail) : undefined;
}

const heard = (element, name) => element.wx.events.find((one) => one.name === name);

export function listen(element) {
  const names = new Set(element.wx.events.map(({ name }) => name));
  for (const [name, native] of Object.entries(TOUCHES)) {
    if (!names.has(name)) continue;
    element.addEventListener(native, (raw) => {
      const event = heard(element, name);
      if (element.wx.held) {
        element.wx.held = false;
        return;
      }
      if (event.stops) raw.stopPropagation();
      call(element, event, name, { x: raw.clientX ?? 0, y: raw.clientY ?? 0 }, source(raw.target, element));
    }, { passive: true });
  }
  if (names.has('longpress')) {
    let timer = null;
    const off = () => clearTimeout(timer);
    element.addEventListener('pointerdown', () => {
      timer = setTimeout(() => {
        element.wx.held = names.has('tap');
        emit(element, 'longpress', {});
      }, LONG_MS);
    });
    for (const end of ['pointerup', 'pointerleave', 'pointercancel']) element.addEventListener(end, off);
  }
}
