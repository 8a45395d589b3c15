// The platform's side of the wire by other hands: npm wechat-crypto signs, seals and opens.
// Reads one JSON order from standard input, posts each text, and writes what came back.
'use strict';

const crypto = require('crypto');
const http = require('http');
const WXBizMsgCrypt = require('./vendor/wechat-crypto-0.0.2');

const order = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const { url, token, key, appid, account, openid, timestamp } = order;
const cryptor = new WXBizMsgCrypt(token, key, appid);
const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

const sha1 = (parts) => crypto.createHash('sha1').update(parts.sort().join('')).digest('hex');
const cdata = (text) => `<![CDATA[${text.split(']]>').join(']]]]><![CDATA[>')}]]>`;
const field = (xml, name) =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([^<\\]]*)(?:\\]\\]>)?</${name}>`).exec(xml)[1];

function push(text, nth) {
  const told = {
    ToUserName: account, FromUserName: openid, CreateTime: Number(timestamp), MsgType: 'text',
    Content: text, MsgId: nth,
  };
  if (order.form === 'json') return JSON.stringify(told);
  const inside = Object.keys(told).map((name) =>
    typeof told[name] === 'number'
      ? `<${name}>${told[name]}</${name}>`
      : `<${name}>${cdata(told[name])}</${name}>`);
  return `<xml>${inside.join('')}</xml>`;
}

function envelope(encrypt) {
  return order.form === 'json'
    ? JSON.stringify({ ToUserName: account, Encrypt: encrypt })
    : `<xml><ToUserName>${cdata(account)}</ToUserName><Encrypt>${cdata(encrypt)}</Encrypt></xml>`;
}

function send(text, nth) {
  const nonce = String(crypto.randomBytes(4).readUInt32BE(0));
  const encrypt = cryptor.encrypt(push(text, 1000 + nth)); // four digits: only the text changes the padding
  const query = new URLSearchParams({
    signature: sha1([token, timestamp, nonce]),
    timestamp,
    nonce,
    openid,
    encrypt_type: 'aes',
    msg_signature: cryptor.getSignature(timestamp, nonce, encrypt),
  });
  const options = { method: 'POST', agent, headers: { 'Content-Type': 'text/xml' } };
  return new Promise((resolve, reject) => {
    const request = http.request(`${url}?${query}`, options, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve([response.statusCode, Buffer.concat(parts).toString()]));
    });
    request.on('error', reject);
    request.end(envelope(encrypt));
  });
}

function read([status, reply]) {
  if (status !== 200 || !reply.startsWith('<xml>')) return { status, reply };
  const encrypt = field(reply, 'Encrypt');
  const signed = cryptor.getSignature(field(reply, 'TimeStamp'), field(reply, 'Nonce'), encrypt);
  const opened = cryptor.decrypt(encrypt);
  return {
    status,
    signed: signed === field(reply, 'MsgSignature'),
    appid: opened.id,
    message: opened.message,
  };
}

Promise.all(order.texts.map(send))
  .then((replies) => process.stdout.write(JSON.stringify(replies.map(read))))
  .then(() => agent.destroy());
