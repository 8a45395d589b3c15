// A phone for the mini-program's scripts: `wx` with real HTTP and the simulator's codes, pages
// without a picture. What the real one would refuse, this one throws.
'use strict'

const fs = require('node:fs')
const http = require('node:http')
const path = require('node:path')

const ROOT = path.join(__dirname, '..', '..', 'miniprogram')
const SETTINGS = JSON.parse(fs.readFileSync(path.join(ROOT, 'app.json'), 'utf8'))
const TABS = SETTINGS.tabBar.list.map((one) => '/' + one.pagePath)
// One connection would be lost with the house; each request brings its own.
const real = Date.now
const later = setTimeout // pages wait no longer than that
let clocks = 0
const agent = new http.Agent({ keepAlive: false })

/** Sends a request and returns { statusCode, header, body: Buffer }. */
function exchange(url, { method = 'GET', header = {}, data = '' } = {}) {
  return new Promise((good, bad) => {
    const sent = http.request(url, { method, headers: header, agent }, (answer) => {
      const parts = []
      answer.on('data', (part) => parts.push(part))
      answer.on('end', () =>
        good({ statusCode: answer.statusCode, header: answer.headers, body: Buffer.concat(parts) })
      )
    })
    sent.on('error', bad)
    sent.end(data instanceof ArrayBuffer ? Buffer.from(data) : data)
  })
}

class Phone {
  /** base: the API; sim: the simulator; openid: whose phone; now: milliseconds. */
  constructor({ base, sim, openid, now, picture = '' }) {
    // A phone's clock says what that of the house says.
    const ahead = now - real()
    Date.now = () => real() + ahead
    Object.assign(this, { sim, openid, picture, stack: [], said: [], saved: [], asked: [], store: {} })
    require(path.join(ROOT, 'config.js')).base = base
    /** How many answers are lost on the way back. */
    this.cut = 0
    /** What is chosen next: true, false, or the place in a sheet; nothing left: yes. */
    this.choices = []
    this.under = 0
    /** What is to be done every second, by its number; `tick` lets seconds pass. */
    this.clocks = new Map()
    this.hold()
  }

  /** Takes this phone in hand: whichever was, lies there as it was left. */
  hold() {
    global.wx = { removeStorageSync: () => {}, getStorageSync: () => '' }
    require(path.join(ROOT, 'api/session.js')).forget()
    global.setTimeout = (run) => {
      this.under++
      later(() => { this.under--; run() }, 2)
    }
    global.setInterval = (run) => this.clocks.set(++clocks, run) && clocks
    global.clearInterval = (number) => this.clocks.delete(number)
    global.wx = this.wx()
    global.App = (app) => (this.app = app)
    global.getApp = () => this.app
    global.getCurrentPages = () => this.stack
    global.Page = (page) => (this.defined = page)
    return this
  }

  /** Lets seconds pass for the page that counts them. */
  async tick(seconds) {
    for (; seconds > 0; seconds--) {
      this.clocks.forEach((run) => run())
      await this.quiet()
    }
  }

  start() {
    require(path.join(ROOT, 'app.js'))
    this.app.onLaunch()
    return this
  }

  async person(what, body = {}) {
    const answer = await exchange(`${this.sim}/sim/people/${this.openid}/mini/${what}`, {
      method: 'POST', header: { 'Content-Type': 'application/json' }, data: JSON.stringify(body)
    })
    if (answer.statusCode >= 400) throw new Error(answer.body.toString())
    return JSON.parse(answer.body)
  }

  /** Ends a session on the other side, as a month does. */
  async end(token) {
    const { base } = require(path.join(ROOT, 'config.js'))
    const header = { Authorization: `Bearer ${token}` }
    const { statusCode } = await exchange(`${base}/session`, { method: 'DELETE', header })
    if (statusCode !== 204) throw new Error(`${statusCode}`)
  }

  /** Moves the clock of the house, and with it that of every phone. */
  async clockTo(moment) {
    const body = JSON.stringify({ set: moment })
    const header = { 'Content-Type': 'application/json' }
    const { statusCode } = await exchange(`${this.sim}/sim/clock`, { method: 'POST', header, data: body })
    if (statusCode !== 200) throw new Error(`${statusCode}`)
    const ahead = Date.parse(moment) - real()
    Date.now = () => real() + ahead
  }

  /** Logs a cadre in; the first time a password of one's own is asked for. */
  async byPassword({ username, password, fresh }) {
    await this.visit('/pages/login/login')
    await this.press('cadre')
    await this.type({ username, password })
    await this.press('password')
    if (this.page.data.step === 'new_password') {
      await this.type({ fresh })
      await this.press('renew')
    }
    return this
  }

  /** Logs a youth in by the phone button. */
  async byNumber() {
    await this.visit('/pages/login/login')
    await this.press('phone', {}, await this.person('phone'))
    if (this.page.data.step === 'consent') await this.press('answer', { word: 'agree' })
    return this
  }

  /** Opens a page and waits until it has seen what it shows. */
  async open(url) {
    const [address, query = ''] = url.split('?')
    if (!SETTINGS.pages.includes(address.slice(1))) throw new Error(`no page ${address}`)
    const file = path.join(ROOT, address + '.js')
    delete require.cache[file]
    require(file)
    const page = Object.assign({}, this.defined, { route: address.slice(1) })
    page.data = JSON.parse(JSON.stringify(this.defined.data || {}))
    page.setData = (patch, done) => {
      for (const [key, value] of Object.entries(patch)) set(page.data, key, value)
      if (done) done()
    }
    if (this.page && this.page.onHide) this.page.onHide()
    this.stack.push(page)
    const options = Object.fromEntries([...new URLSearchParams(query)].map(([k, v]) => [k, encodeURIComponent(v)]))
    // The platform hands the query over as it stands in the address.
    if (page.onLoad) page.onLoad(options)
    if (page.onShow) await page.onShow()
    await this.quiet()
    return page
  }

  /** Opens a page and goes where it sends us. */
  async visit(url) {
    await this.open(url)
    return this.arrive()
  }

  /** Waits until nothing is under way. */
  async quiet() {
    for (let calm = 0; calm < 3; calm = this.under ? 0 : calm + 1) await new Promise((go) => later(go, 4))
  }

  get page() {
    return this.stack[this.stack.length - 1]
  }

  /** Presses what calls a handler of the page, with its data-*. */
  async press(handler, dataset = {}, detail = {}) {
    if (typeof this.page[handler] !== 'function') throw new Error(`${this.page.route} has no ${handler}`)
    await this.page[handler]({ currentTarget: { dataset }, target: { dataset }, detail })
    return this.arrive()
  }

  /** Waits, and goes where the page has sent us. */
  async arrive() {
    await this.quiet()
    while (this.next) {
      const url = this.next
      this.next = null
      await this.open(url)
    }
    return this.page
  }

  /** Types into the fields of the page's form. */
  async type(fields) {
    for (const [name, value] of Object.entries(fields)) {
      if (!(name in this.page.data.form)) throw new Error(`${this.page.route} has no field ${name}`)
      await this.press('write', { name }, { value })
    }
  }

  go(kind) {
    return ({ url = '', success, complete } = {}) => {
      if ((kind === 'switchTab') !== TABS.includes(url) && kind !== 'navigateBack' && kind !== 'reLaunch') {
        throw new Error(`${kind} to ${url}`)
      }
      const whole = kind === 'switchTab' || kind === 'reLaunch'
      const gone = this.stack.splice(whole ? 0 : kind === 'navigateTo' ? this.stack.length : -1)
      gone.forEach((page) => page.onUnload && page.onUnload())
      if (kind === 'navigateBack') this.page.onShow()
      else this.next = url
      if (success) success({})
      if (complete) complete({})
    }
  }

  request({ url, method, header, data, responseType, success, fail }) {
    this.under++
    exchange(url, { method, header, data })
      .then((answer) => {
        this.asked.push({ method, url, header, status: answer.statusCode })
        if (this.cut > 0) {
          this.cut--
          throw new Error('cut')
        }
        const { statusCode, header: told, body } = answer
        const text = body.toString()
        const json = /json/.test(told['content-type'] || '')
        const given = responseType === 'arraybuffer' ? Uint8Array.from(body).buffer : json && text ? JSON.parse(text) : text
        success({ statusCode, header: told, data: given })
      })
      .catch((error) => fail({ errMsg: `request:fail ${error.message}` }))
      .finally(() => this.under--)
  }

  modal({ content = '', confirmText = '确定', cancelText = '取消', success, complete }) {
    if ([...confirmText].length > 4 || [...cancelText].length > 4) throw new Error(`${confirmText} ${cancelText}`)
    this.said.push(content)
    const confirm = this.choices.length ? this.choices.shift() : true
    if (success) success({ confirm, cancel: !confirm })
    if (complete) complete({})
  }

  wx() {
    const nothing = ({ success, complete } = {}) => {
      if (success) success({})
      if (complete) complete({})
    }
    const code = ({ success, fail }) => {
      this.under++
      this.person('login').then(success, fail).finally(() => this.under--)
    }
    const go = Object.fromEntries(
      ['navigateTo', 'redirectTo', 'navigateBack', 'switchTab', 'reLaunch'].map((kind) => [kind, this.go(kind)])
    )
    return {
      ...go,
      login: code,
      downloadFile: ({ url, header, success, fail }) => {
        this.under++
        exchange(url, { header })
          .then(({ statusCode }) => success({ statusCode, tempFilePath: `/tmp/${statusCode}` }), fail)
          .finally(() => this.under--)
      },
      request: (options) => this.request(options),
      showModal: (options) => this.modal(options),
      showToast: ({ title }) => this.said.push(title),
      showActionSheet: ({ itemList, success, fail }) => {
        const tapIndex = this.choices.length ? this.choices.shift() : 0
        if (tapIndex === false) fail({ errMsg: 'showActionSheet:fail cancel' })
        else if (itemList.length > 6) throw new Error('a sheet has six lines at the most')
        else success({ tapIndex })
      },
      requestSubscribeMessage: ({ tmplIds, success, fail }) => {
        this.under++
        const answers = Object.fromEntries(tmplIds.map((id) => [id, 'accept']))
        this.person('subscribe', { templates: tmplIds, answers })
          .then(({ result }) => (result.errCode ? fail(result) : success(result)), fail)
          .finally(() => this.under--)
      },
      scanCode: ({ success, fail }) => (this.scanned ? success({ path: this.scanned }) : fail({ errMsg: 'scanCode:fail cancel' })),
      chooseMedia: ({ success }) => success({ tempFiles: [{ tempFilePath: 'wxfile://chosen.jpg' }] }),
      getFileSystemManager: () => ({
        readFile: ({ success }) => success({ data: Uint8Array.from(Buffer.from(this.picture, 'base64')).buffer })
      }),
      getStorageSync: (key) => (key in this.store ? this.store[key] : ''),
      setStorageSync: (key, value) => (this.store[key] = value),
      removeStorageSync: (key) => delete this.store[key],
      canIUse: () => true,
      setKeepScreenOn: ({ keepScreenOn }) => (this.awake = keepScreenOn),
      saveImageToPhotosAlbum: ({ filePath, success }) => { this.saved.push(filePath); success({}) },
      makePhoneCall: ({ phoneNumber }) => this.said.push(`tel:${phoneNumber}`),
      setClipboardData: ({ data, success }) => { this.said.push(`copied:${data}`); if (success) success({}) },
      setNavigationBarTitle: nothing, stopPullDownRefresh: nothing, hideToast: nothing,
      showLoading: nothing, hideLoading: nothing, previewImage: nothing, pageScrollTo: nothing
    }
  }
}

function set(data, key, value) {
  const steps = key.split(/[.[\]]+/).filter(Boolean)
  const last = steps.pop()
  const place = steps.reduce((at, step) => at[step], data)
  if (value === undefined) throw new Error(`setData: ${key} is undefined`)
  place[last] = value
}

module.exports = { Phone, ROOT, SETTINGS, exchange }
