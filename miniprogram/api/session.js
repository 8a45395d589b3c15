// 会话:登录,带着 token 发请求,过期了重来一次;断了用同一个 Idempotency-Key 再发,不会做两遍。
'use strict'

const config = require('../config.js')
const create = require('./client.js').create

const STORED = 'session'
const TRIES = 3
const PAUSE = 1 // 秒:断了以后歇多久再发
const LONGEST = 10 // 秒:Retry-After 更长就不替人等了,告诉他

let token = ''
let opening = null
const unanswered = {} // 还不知道做成没有的操作 → 它的 Idempotency-Key
let seen = {} // 看过的地址 → 上次的 ETag 和内容

/** 什么都走这里:一次调用,要么得到回答,要么得到一个 message 能直接给人看的错误。 */
function send(call, options) {
  const whole = Object.assign({ key: call.keyed ? keyOf(call, options) : '' }, call)
  const opened = call.open ? Promise.resolve('') : ready()
  return opened
    .then((found) => tried(whole, found, 1))
    .catch((trouble) => {
      if (trouble.status !== 401 || call.open) throw trouble
      forget()
      return ready().then((fresh) => tried(whole, fresh, 1))
    })
    .then(
      (answer) => {
        settle(call)
        return answer
      },
      (trouble) => {
        // 有了明白的回答才换新的;不知道做成没有的,再点一次还是这一个。
        if (trouble.status && trouble.status < 500 && trouble.status !== 429) settle(call)
        throw trouble
      }
    )
}

const api = create(send)

function tried(call, held, times) {
  return asked(call, held).catch((trouble) => {
    const again = call.method === 'GET' || call.keyed
    const wait = trouble.status ? trouble.wait : PAUSE
    if (!again || !wait || wait > LONGEST || times >= TRIES) throw trouble
    return later(wait).then(() => tried(call, held, times + 1))
  })
}

function asked(call, held) {
  if (call.file && call.method === 'GET') return fetched(call, held)
  const address = call.path + queryOf(call.query)
  const before = call.method === 'GET' ? seen[address] : null
  const header = {}
  if (held) header.Authorization = 'Bearer ' + held
  if (call.key) header['Idempotency-Key'] = call.key
  if (before) header['If-None-Match'] = before.etag
  if (call.mime) header['Content-Type'] = call.mime
  else if (call.body !== undefined) header['Content-Type'] = 'application/json'
  return new Promise((good, bad) => {
    wx.request({
      url: config.base + address,
      method: call.method,
      header: header,
      data: call.mime ? call.body : call.body === undefined ? '' : JSON.stringify(call.body),
      dataType: call.file ? '其他' : 'json',
      responseType: call.file ? 'arraybuffer' : 'text',
      timeout: 20000,
      success: good,
      fail: () => bad(unreached(call))
    })
  }).then((response) =>
    cared(response).then(() => {
      const status = response.statusCode
      if (status === 304 && before) return before.body
      if (status < 200 || status >= 300) throw refused(status, response)
      const etag = headerOf(response, 'etag')
      if (etag && call.method === 'GET' && !call.file) seen[address] = { etag: etag, body: response.data }
      return status === 204 ? null : response.data
    })
  )
}

/** 文件放进手机的临时文件里,给出它的路径:图可以直接放进 image,表可以打开。 */
function fetched(call, held) {
  return new Promise((good, bad) => {
    wx.downloadFile({
      url: config.base + call.path + queryOf(call.query),
      header: held ? { Authorization: 'Bearer ' + held } : {},
      success: good,
      fail: () => bad(unreached(call))
    })
  }).then((response) => {
    if (response.statusCode !== 200) throw refused(response.statusCode, response)
    return response.tempFilePath
  })
}

/** 有人说了很难过的话:先把该看的给 TA 看,再做别的。 */
function cared(response) {
  const state = headerOf(response, 'x-care')
  if (!state) return Promise.resolve()
  return api.care_card(state).then(
    (card) =>
      new Promise((go) => {
        wx.showModal({
          content: card.text,
          confirmText: '打电话',
          cancelText: '知道了',
          success: (chosen) => {
            if (chosen.confirm) wx.makePhoneCall({ phoneNumber: card.hotline, fail: () => {} })
          },
          complete: () => go()
        })
      }),
    () => {}
  )
}

function refused(status, response) {
  const said = problemOf(response.data)
  const trouble = new Error(said.message || '这一步没有做成,过一会儿再试。')
  trouble.status = status
  trouble.code = said.code || ''
  trouble.incident = said.incident || ''
  trouble.fields = said.fields || []
  trouble.wait = Number(headerOf(response, 'retry-after')) || 0
  return trouble
}

function problemOf(data) {
  try {
    if (data instanceof ArrayBuffer) return {}
    return (typeof data === 'string' ? JSON.parse(data) : data) || {}
  } catch (wrong) {
    return {}
  }
}

function unreached(call) {
  const trouble = new Error(
    call.method === 'GET' ? '网络不太通,连上了再试一次。' : '网络不太通,不知道送到没有。再点一次就好,不会重复。'
  )
  trouble.status = 0
  trouble.code = 'unreached'
  trouble.fields = []
  return trouble
}

/** 有会话就用,没有就开一个;同时要的人等同一个。 */
function ready() {
  token = token || wx.getStorageSync(STORED) || ''
  if (token) return Promise.resolve(token)
  opening =
    opening ||
    new Promise((good, bad) => {
      wx.login({ success: good, fail: () => bad(unreached({ method: 'GET' })) })
    })
      .then((login) => api.session_open({ code: login.code }))
      .then((session) => {
        token = session.token
        wx.setStorageSync(STORED, token)
        return token
      })
  return opening.then(
    (found) => {
      opening = null
      return found
    },
    (trouble) => {
      opening = null
      throw trouble
    }
  )
}

function forget() {
  token = ''
  seen = {}
  wx.removeStorageSync(STORED)
}

/** 退出这部手机:那边的会话没关掉也算退出,过期了自己会没。 */
function leave() {
  return api.session_close().then(forget, forget)
}

/** 登录以后是另一个人在看了:看过的不算数。 */
function changed(answer) {
  seen = {}
  return answer
}

function keyOf(call, options) {
  if (options && options.key) return options.key
  if (call.mime) return newKey()
  const what = signature(call)
  unanswered[what] = unanswered[what] || newKey()
  return unanswered[what]
}

function settle(call) {
  delete unanswered[signature(call)]
}

function signature(call) {
  return JSON.stringify([call.name, call.path, call.query, call.mime ? '' : call.body])
}

function newKey() {
  const piece = () => Math.random().toString(36).slice(2, 12)
  return Date.now().toString(36) + '-' + piece() + piece()
}

function queryOf(query) {
  const parts = []
  Object.keys(query || {}).forEach((name) => {
    const values = Array.isArray(query[name]) ? query[name] : [query[name]]
    values.forEach((value) => {
      if (value === undefined || value === null || value === '') return
      parts.push(encodeURIComponent(name) + '=' + encodeURIComponent(value))
    })
  })
  return parts.length ? '?' + parts.join('&') : ''
}

function headerOf(response, name) {
  const header = response.header || {}
  const found = Object.keys(header).find((one) => one.toLowerCase() === name)
  return found ? header[found] : ''
}

/** 从手机里选一张图,给出它的路径。 */
function choosePicture() {
  return new Promise((good, bad) => {
    wx.chooseMedia({
      count: 1,
      mediaType: ['image'],
      sizeType: ['compressed'],
      success: (chosen) => good(chosen.tempFiles[0].tempFilePath),
      fail: bad
    })
  })
}

/** 读出要上传的内容和它的类型。 */
function readPicture(path) {
  const kind = (/\.(png|webp)$/i.exec(path) || ['', 'jpeg'])[1].toLowerCase()
  return new Promise((good, bad) => {
    wx.getFileSystemManager().readFile({
      filePath: path,
      success: (file) => good({ content: file.data, mime: 'image/' + kind }),
      fail: () => bad(Object.assign(new Error('这张图打不开,换一张试试。'), { status: 0, fields: [] }))
    })
  })
}

function later(seconds) {
  return new Promise((go) => setTimeout(go, seconds * 1000))
}

module.exports = {
  api: api,
  ready: ready,
  leave: leave,
  forget: forget,
  changed: changed,
  choosePicture: choosePicture,
  readPicture: readPicture
}
