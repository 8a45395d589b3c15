// Words and times: links in what the account writes, Beijing time, pretty-printed bodies.

const ANCHOR = /<a\b([^>]*)>([\s\S]*?)<\/a\s*>/gi;
const HREF = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;
const BARE = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/g;
const WEEK = '日一二三四五六';

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", apos: "'" };
const unescape = (text) => text.replace(/&(amp|lt|gt|quot|apos|#39);/g, (_, name) => entities[name]);

/** What a link may do here: open a web page, press a choice, or nothing at all. */
export function target(href) {
  let url;
  try {
    url = new URL(href.trim());
  } catch {
    return null;
  }
  if (url.protocol === 'http:' || url.protocol === 'https:') return { kind: 'open', url: url.href };
  if (url.protocol === 'weixin:' && /^weixin:\/\/bizmsgmenu\b/i.test(url.href)) {
    const asked = url.searchParams;
    return { kind: 'choose', id: asked.get('msgmenuid') ?? '', text: asked.get('msgmenucontent') ?? '' };
  }
  return null;
}

function bare(text) {
  const parts = [];
  let last = 0;
  for (const match of text.matchAll(BARE)) {
    const address = match[0].replace(/[.,;:!?'()]+$/, '');
    parts.push({ text: text.slice(last, match.index) });
    parts.push({ text: address, link: target(address) });
    last = match.index + address.length;
  }
  parts.push({ text: text.slice(last) });
  return parts;
}

/** Splits a message into pieces of text, some with a link. Unknown tags stay visible text. */
export function pieces(text, { tags = true } = {}) {
  const parts = [];
  let last = 0;
  if (tags) {
    for (const match of text.matchAll(ANCHOR)) {
      parts.push(...bare(text.slice(last, match.index)));
      const href = HREF.exec(match[1]);
      parts.push({ text: match[2], link: href ? target(unescape(href[1] ?? href[2] ?? href[3])) : null });
      last = match.index + match[0].length;
    }
  }
  parts.push(...bare(text.slice(last)));
  return parts.filter((part) => part.text);
}

export const plain = (text) => text.replace(ANCHOR, '$2');
export const code = (text) => /(?<!\d)\d{4,8}(?!\d)/.exec(text)?.[0] ?? null;

const two = (number) => String(number).padStart(2, '0');

export function beijing(instant) {
  const at = new Date(Number(new Date(instant)) + 8 * 3600e3);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    week: WEEK[at.getUTCDay()],
    hm: `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`,
    seconds: two(at.getUTCSeconds()),
    number: Math.floor(at.getTime() / 864e5),
    weekday: at.getUTCDay(),
  };
}

export const clockTime = (instant) => {
  const at = beijing(instant);
  return `${at.hm}:${at.seconds}`;
};

/** As on a phone: 18:00, 昨天 18:00, 星期三 18:00, 11月3日 18:00. */
export function phoneTime(instant, now) {
  const at = beijing(instant);
  const today = beijing(now);
  const ago = today.number - at.number;
  if (ago === 0) return at.hm;
  if (ago === 1) return `昨天 ${at.hm}`;
  if (ago > 1 && ago < 7) return `星期${at.week} ${at.hm}`;
  const day = `${at.month}月${at.day}日 ${at.hm}`;
  return at.year === today.year ? day : `${at.year}年${day}`;
}

export const took = (ms) => (ms < 1000 ? `${Math.round(ms)} 毫秒` : `${(ms / 1000).toFixed(1)} 秒`);

/** The last day of the quarter that holds `now`, or of the next one when its last week has begun. */
export function weekBeforeQuarterEnd(now) {
  const at = beijing(now);
  for (let quarter = Math.ceil(at.month / 3); ; quarter += 1) {
    const last = Date.UTC(at.year, quarter * 3, 0);
    const wished = last - 7 * 864e5 + (9 * 60 + 5) * 60e3 - 8 * 3600e3;
    if (wished > Number(new Date(now))) return { at: wished, end: last - 8 * 3600e3 };
  }
}

function prettyXml(text) {
  const tokens = text.match(/<!\[CDATA\[[\s\S]*?\]\]>|<[^>]+>|[^<]+/g) ?? [];
  const lines = [];
  let depth = 0;
  let open = false;
  for (const token of tokens) {
    const isTag = token.startsWith('<') && !token.startsWith('<![CDATA[');
    if (!isTag) {
      if (token.trim() || open) lines[Math.max(lines.length - 1, 0)] = (lines.at(-1) ?? '') + token.trim();
    } else if (token.startsWith('</')) {
      depth = Math.max(depth - 1, 0);
      if (open) lines[lines.length - 1] += token;
      else lines.push('  '.repeat(depth) + token);
      open = false;
    } else {
      lines.push('  '.repeat(depth) + token);
      const closed = token.endsWith('/>') || token.startsWith('<?') || token.startsWith('<!');
      if (!closed) depth += 1;
      open = !closed;
    }
  }
  return lines.join('\n');
}

/** Indents XML or JSON; anything else stays as it came. 64-bit numbers are never parsed. */
export function pretty(text) {
  const body = (text ?? '').trim();
  if (body.startsWith('<') && !/^<!doctype html|^<html/i.test(body)) return prettyXml(body);
  if (/^[[{]/.test(body)) {
    try {
      const safe = body.replace(/("(?:[^"\\]|\\.)*")|(-?\d{16,})/g, (_, string, long) => string ?? `"\u0000${long}"`);
      return JSON.stringify(JSON.parse(safe), null, 2).replace(/"\\u0000(-?\d+)"/g, '$1');
    } catch {
      return body;
    }
  }
  return body;
}
