// What wx gets from the phone: login, notices, scanning, files, storage, the clipboard.

import { ask, tell } from './bridge.js';
import { Failure, asked } from './api.js';
import { mode } from './files.js';
import { base64, bytes, keep, temp } from './net.js';

let start = {};
const stored = new Map();

export function begin(given) {
  start = given;
  for (const [key, value] of Object.entries(given.storage ?? {})) stored.set(key, value);
}

const storage = {
  set(key, data) {
    const value = JSON.stringify(data ?? null);
    stored.set(key, value);
    tell('store', { key, value });
  },
  get: (key) => (stored.has(key) ? JSON.parse(stored.get(key)) : ''),
  remove(key) {
    stored.delete(key);
    tell('store', { key, value: null });
  },
  clear: () => [...stored.keys()].forEach(storage.remove),
  info: () => ({ keys: [...stored.keys()], currentSize: 1, limitSize: 10240 }),
};

function find({ key }) {
  if (!stored.has(key)) throw new Failure('data not found');
  return { data: storage.get(key) };
}

async function subscribe({ tmplIds }) {
  if (!navigator.userActivation.isActive) {
    throw new Failure('can only be invoked by user TAP gesture.', { errCode: 20001 });
  }
  const { errMsg, errCode, ...answers } = await ask('subscribe', { templates: tmplIds });
  if (errCode) throw new Failure(errMsg.replace(/^\w+:fail /, ''), { errCode });
  return answers;
}

const chosen = (files) => files.map((file) => ({ ...file, path: keep(file), size: Math.floor((file.base64.length * 3) / 4) }));

async function media({ count = 9, mediaType = ['image', 'video'] }) {
  const files = chosen(await ask('choose', { count, images: mediaType.includes('image') }));
  return { type: 'image', tempFiles: files.map(({ path, size }) => ({ tempFilePath: path, size, fileType: 'image' })) };
}

async function images({ count = 9 }) {
  const files = chosen(await ask('choose', { count, images: true }));
  return { tempFilePaths: files.map(({ path }) => path), tempFiles: files.map(({ path, size }) => ({ path, size })) };
}

async function messageFiles({ count = 1, extension }) {
  const files = chosen(await ask('choose', { count, images: false, extension }));
  return { tempFiles: files.map(({ path, size, name }) => ({ path, size, name, type: 'file', time: Math.floor(Date.now() / 1000) })) };
}

const file = (path) => {
  const { name, type, base64: content } = temp(path);
  return { name, type, base64: content };
};

const sizes = () => ({ windowWidth: innerWidth, windowHeight: innerHeight, screenWidth: innerWidth, screenHeight: innerHeight, pixelRatio: devicePixelRatio, statusBarHeight: 0, safeArea: { left: 0, top: 0, right: innerWidth, bottom: innerHeight, width: innerWidth, height: innerHeight } });
const base = () => ({ SDKVersion: '3.6.0', version: '8.0.50', language: 'zh_CN', theme: mode, enableDebug: true });
const launch = () => ({ path: start.path, query: start.query, scene: start.scene, referrerInfo: {} });

export const phone = {
  login: asked('login', () => ask('login')),
  checkSession: asked('checkSession', () => ({})),
  requestSubscribeMessage: asked('requestSubscribeMessage', subscribe),
  scanCode: asked('scanCode', (options) => ask('scan', { camera: Boolean(options.onlyFromCamera) })),
  chooseMedia: asked('chooseMedia', media),
  chooseImage: asked('chooseImage', images),
  chooseMessageFile: asked('chooseMessageFile', messageFiles),
  openDocument: asked('openDocument', ({ filePath }) => ask('document', file(filePath))),
  saveImageToPhotosAlbum: asked('saveImageToPhotosAlbum', ({ filePath }) => ask('document', file(filePath))),
  makePhoneCall: asked('makePhoneCall', ({ phoneNumber }) => ask('call', { phone: phoneNumber })),
  setClipboardData: asked('setClipboardData', ({ data }) => ask('copy', { text: data })),
  getClipboardData: asked('getClipboardData', () => ask('paste')),
  vibrateShort: asked('vibrateShort', () => ({})),
  getNetworkType: asked('getNetworkType', () => ({ networkType: 'wifi' })),
  setStorage: asked('setStorage', ({ key, data }) => storage.set(key, data)),
  getStorage: asked('getStorage', find),
  removeStorage: asked('removeStorage', ({ key }) => storage.remove(key)),
  clearStorage: asked('clearStorage', () => storage.clear()),
  setStorageSync: storage.set, getStorageSync: storage.get, removeStorageSync: storage.remove, clearStorageSync: storage.clear,
  getStorageInfoSync: storage.info,
  getAccountInfoSync: () => ({ miniProgram: { appId: start.appid, envVersion: 'develop', version: '' } }),
  getSystemInfoSync: () => ({ ...base(), ...sizes(), platform: 'devtools', brand: 'simulator', model: 'simulator', system: 'Android 14' }),
  getSystemInfo: asked('getSystemInfo', () => phone.getSystemInfoSync()),
  getWindowInfo: sizes,
  getAppBaseInfo: base,
  getDeviceInfo: () => ({ platform: 'devtools', brand: 'simulator', model: 'simulator', system: 'Android 14' }),
  getLaunchOptionsSync: launch,
  getEnterOptionsSync: launch,
  arrayBufferToBase64: base64,
  base64ToArrayBuffer: bytes,
};
