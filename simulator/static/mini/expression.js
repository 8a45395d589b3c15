// What stands between {{ and }}: parsed by hand and walked, never run as a script.

const TOKEN = /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|([A-Za-z_$][\w$]*)|(\.\.\.|===|!==|==|!=|<=|>=|&&|\|\||\?\?|[-+*/%<>!?:.,()[\]{}]))/y;
const BINARY = [['??'], ['||'], ['&&'], ['===', '!==', '==', '!='], ['<=', '>=', '<', '>'], ['+', '-'], ['*', '/', '%']];
const WORDS = new Map([['true', true], ['false', false], ['null', null], ['undefined', undefined]]);
const ESCAPES = { n: '\n', t: '\t', r: '\r' };

class Reader {
  constructor(text, at) {
    this.text = text;
    this.at = at;
    this.next();
  }

  next() {
    const before = this.token;
    this.start = this.at;
    TOKEN.lastIndex = this.at;
    const found = TOKEN.exec(this.text);
    if (!found) {
      this.token = { kind: this.text.slice(this.at).trim() ? 'bad' : 'end', value: '' };
      return before;
    }
    this.at = TOKEN.lastIndex;
    const [, number, string, name, sign] = found;
    if (number !== undefined) this.token = { kind: 'number', value: Number(number) };
    else if (string !== undefined) this.token = { kind: 'string', value: unquote(string) };
    else if (name !== undefined) this.token = { kind: 'name', value: name };
    else this.token = { kind: 'sign', value: sign };
    return before;
  }

  is(...signs) {
    return this.token.kind === 'sign' && signs.includes(this.token.value);
  }

  take(sign) {
    if (!this.is(sign)) throw new SyntaxError(`{{ }}:这里应是 ${sign}:${this.text.trim()}`);
    return this.next();
  }
}

function unquote(text) {
  return text.slice(1, -1).replace(/\\(.)/g, (_, mark) => ESCAPES[mark] ?? mark);
}

function ternary(reader) {
  const test = binary(reader, 0);
  if (!reader.is('?')) return test;
  reader.next();
  const yes = ternary(reader);
  reader.take(':');
  return { kind: 'ternary', test, yes, no: ternary(reader) };
}

function binary(reader, level) {
  if (level === BINARY.length) return unary(reader);
  let left = binary(reader, level + 1);
  while (reader.is(...BINARY[level])) {
    const sign = reader.next().value;
    left = { kind: 'binary', sign, left, right: binary(reader, level + 1) };
  }
  return left;
}

function unary(reader) {
  if (!reader.is('!', '-', '+')) return member(reader);
  const sign = reader.next().value;
  return { kind: 'unary', sign, of: unary(reader) };
}

function member(reader) {
  let of = primary(reader);
  while (reader.is('.', '[', '(')) {
    if (reader.is('(')) throw new SyntaxError(`{{ }} 里不能调用函数:${reader.text.trim()}`);
    if (reader.next().value === '.') {
      if (reader.token.kind !== 'name') throw new SyntaxError(`{{ }}:点后面应是名字:${reader.text.trim()}`);
      of = { kind: 'member', of, key: { kind: 'value', value: reader.next().value } };
    } else {
      of = { kind: 'member', of, key: ternary(reader) };
      reader.take(']');
    }
  }
  return of;
}

function primary(reader) {
  const { kind, value } = reader.token;
  if (kind === 'number' || kind === 'string') return { kind: 'value', value: reader.next().value };
  if (kind === 'name') {
    reader.next();
    return WORDS.has(value) ? { kind: 'value', value: WORDS.get(value) } : { kind: 'name', name: value };
  }
  if (reader.is('(')) {
    reader.next();
    const inner = ternary(reader);
    reader.take(')');
    return inner;
  }
  if (reader.is('[')) return { kind: 'array', items: list(reader, ']', item) };
  if (reader.is('{')) return { kind: 'object', items: list(reader, '}', pair) };
  throw new SyntaxError(`{{ }} 看不懂:${reader.text.trim()}`);
}

function list(reader, close, one) {
  const items = [];
  reader.next();
  while (!reader.is(close)) {
    items.push(one(reader));
    if (!reader.is(close)) reader.take(',');
  }
  reader.next();
  return items;
}

function spread(reader) {
  reader.next();
  return { kind: 'spread', of: ternary(reader) };
}

const item = (reader) => (reader.is('...') ? spread(reader) : ternary(reader));

function pair(reader) {
  if (reader.is('...')) return spread(reader);
  const { kind, value } = reader.next();
  if (kind === 'sign') throw new SyntaxError(`{{ }} 看不懂:${reader.text.trim()}`);
  const key = String(value);
  if (!reader.is(':')) return { kind: 'pair', key, of: { kind: 'name', name: key } };
  reader.next();
  return { kind: 'pair', key, of: ternary(reader) };
}

function expression(text, at, asObject) {
  const reader = new Reader(text, at);
  const fields = [];
  if (asObject) {
    while (!reader.is('}') && reader.token.kind !== 'end') {
      fields.push(pair(reader));
      if (reader.is(',')) reader.next();
    }
  }
  const tree = asObject ? { kind: 'object', items: fields } : ternary(reader);
  const end = text.indexOf('}}', reader.start);
  if (end < 0 || text.slice(reader.start, end).trim()) throw new SyntaxError(`{{ }} 看不懂:${text.trim()}`);
  return { tree, end: end + 2 };
}

/** A text with any number of {{ }}: a list of strings and trees. */
export function compile(text, { asObject = false } = {}) {
  const parts = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('{{', at);
    if (open < 0) break;
    if (open > at) parts.push(text.slice(at, open));
    const { tree, end } = expression(text, open + 2, asObject);
    parts.push(tree);
    at = end;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

const BINARIES = {
  '===': (a, b) => a === b, '!==': (a, b) => a !== b,
  '==': (a, b) => a == b, '!=': (a, b) => a != b, // eslint-disable-line eqeqeq
  '<': (a, b) => a < b, '>': (a, b) => a > b, '<=': (a, b) => a <= b, '>=': (a, b) => a >= b,
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a % b,
};

/** Own fields only: nothing of the language's own can be reached. */
export function get(of, key) {
  if (of === null || of === undefined) return undefined;
  if (typeof of === 'string') return key === 'length' ? of.length : of[Number(key)];
  return Object.hasOwn(Object(of), key) ? of[key] : undefined;
}

export function evaluate(tree, scope) {
  switch (tree.kind) {
    case 'value': return tree.value;
    case 'name': return scope.get(tree.name);
    case 'member': return get(evaluate(tree.of, scope), evaluate(tree.key, scope));
    case 'ternary': return evaluate(tree.test, scope) ? evaluate(tree.yes, scope) : evaluate(tree.no, scope);
    case 'unary': {
      const value = evaluate(tree.of, scope);
      return tree.sign === '!' ? !value : tree.sign === '-' ? -value : +value;
    }
    case 'binary': {
      const left = evaluate(tree.left, scope);
      if (tree.sign === '&&') return left && evaluate(tree.right, scope);
      if (tree.sign === '||') return left || evaluate(tree.right, scope);
      if (tree.sign === '??') return left ?? evaluate(tree.right, scope);
      return BINARIES[tree.sign](left, evaluate(tree.right, scope));
    }
    case 'array':
      return tree.items.flatMap((one) => (one.kind === 'spread' ? [...(evaluate(one.of, scope) ?? [])] : [evaluate(one, scope)]));
    case 'object': {
      const made = {};
      for (const one of tree.items) {
        if (one.kind === 'spread') Object.assign(made, evaluate(one.of, scope));
        else made[one.key] = evaluate(one.of, scope);
      }
      return made;
    }
    default: throw new TypeError(tree.kind);
  }
}

const shown = (value) => (value === null || value === undefined ? String(value) : typeof value === 'object' ? Array.isArray(value) ? value.join(',') : '[object Object]' : String(value));

/** One {{ }} alone keeps its type; anything else is text. */
export function fill(parts, scope) {
  if (parts.length === 1) return typeof parts[0] === 'string' ? parts[0] : evaluate(parts[0], scope);
  return parts.map((part) => (typeof part === 'string' ? part : shown(evaluate(part, scope)))).join('');
}

export const text = (value) => (value === null || value === undefined ? '' : shown(value));

export class Scope {
  constructor(fields, outer = null) {
    this.fields = fields;
    this.outer = outer;
  }

  get(name) {
    if (Object.hasOwn(this.fields, name)) return this.fields[name];
    return this.outer ? this.outer.get(name) : undefined;
  }
}
