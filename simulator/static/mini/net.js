// wx.request, uploadFile, downloadFile, and the temp files between them.

import { ask } from './bridge.js';
import { Failure, task } from './api.js';

const METHODS = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT'];
const temps = new Map();

export function keep({ base64, name, type }) {
  const end = /\.\w+$/.exec(name ?? '')?.[0] ?? '';
  const path = `wxfile://tmp_${temps.size + 1}${end}`;
  temps.set(path, { base64, name: name ?? '', type: type ?? 'application/octet-stream', size: Math.floor((base64.replace(/=+$/, '').length * 3) / 4) });
  return path;
}

export function temp(path) {
  const found = temps.get(path);
  if (!found) throw new Failure(`file not exist ${path}`);
  return found;
}

export const tempUrl = (path) => {
  const { type, base64 } = temp(path);
  return `data:${type};base64,${base64}`;
};

export const bytes = (base64) => Uint8Array.from(atob(base64), (mark) => mark.charCodeAt(0)).buffer;

export function base64(buffer) {
  let text = '';
  for (const one of new Uint8Array(buffer)) text += String.fromCharCode(one);
  return btoa(text);
}

function arrived(answer) {
  if (answer.error) throw new Failure(answer.error === 'timeout' ? 'timeout' : 'connect error');
  return { statusCode: answer.status, header: answer.headers, cookies: answer.cookies };
}

const text = (answer) => answer.body ?? new TextDecoder().decode(bytes(answer.base64 ?? ''));

function parsed(words, kind) {
  if (kind !== undefined && kind !== 'json') return words;
  try {
    return JSON.parse(words);
  } catch {
    return words;
  }
}

const seconds = ({ timeout }) => (timeout ? { timeout_s: timeout / 1000 } : {});

function request({ url, method = 'GET', header, data, dataType, responseType, ...rest }) {
  const verb = String(method).toUpperCase();
  if (!url) throw new Failure('invalid url "undefined"');
  if (!METHODS.includes(verb)) throw new Failure('method is invalid');
  const sent = data instanceof ArrayBuffer ? { data_base64: base64(data) } : { data };
  return ask('request', { url, method: verb, header, ...sent, ...seconds(rest) }).then((answer) => {
    const told = arrived(answer);
    if (responseType === 'arraybuffer') return { ...told, data: answer.base64 === null ? new TextEncoder().encode(answer.body).buffer : bytes(answer.base64) };
    return { ...told, data: parsed(text(answer), dataType) };
  });
}

function upload({ url, filePath, name, header, formData, fileName, ...rest }) {
  if (!filePath || !name) throw new Failure('parameter error: filePath and name are needed');
  const file = temp(filePath);
  return ask('upload', {
    url, name, header, form: formData, file: { name: fileName ?? (file.name || 'file'), type: file.type, base64: file.base64 }, ...seconds(rest),
  }).then((answer) => ({ ...arrived(answer), data: text(answer) }));
}

function download({ url, header, ...rest }) {
  return ask('download', { url, header, ...seconds(rest) }).then((answer) => {
    const told = arrived(answer);
    const type = (answer.headers['content-type'] ?? '').split(';')[0];
    const named = /filename\*?=(?:UTF-8'')?"?([^";]+)/i.exec(answer.headers['content-disposition'] ?? '')?.[1];
    const name = decodeURIComponent(named ?? url.split('?')[0].split('/').pop());
    return { ...told, tempFilePath: keep({ base64: answer.base64 ?? '', name, type }) };
  });
}

function readFile({ filePath, encoding, success, fail }) {
  try {
    const buffer = bytes(temp(filePath).base64);
    success?.({ errMsg: 'readFile:ok', data: encoding === 'base64' ? base64(buffer) : encoding ? new TextDecoder().decode(buffer) : buffer });
  } catch (error) {
    fail?.({ errMsg: `readFile:fail ${error.message}` });
  }
}

export const net = {
  request: task('request', request),
  uploadFile: task('uploadFile', upload),
  downloadFile: task('downloadFile', download),
  getFileSystemManager: () => ({ readFile }),
};
