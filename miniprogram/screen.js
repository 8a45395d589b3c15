// 每一页的共同做法:打开就看,看不了说为什么、怎么办;按一下做一件事,做完说一声。
'use strict'

const LOGIN = '/pages/login/login'
const TABS = ['/pages/home/home', '/pages/activities/activities', '/pages/inbox/inbox', '/pages/me/me']
const TO_LOGIN = ['not_known', 'not_a_cadre']

/**
 * own 里除了小程序页面自己的,还可以有:
 * look(query)  看一页要的东西,返回 Promise,得到的放进 data;
 * arrive(query) 刚打开时做一次;
 * list(after)  一页一页的列表,返回 Promise<{items, next}>,放进 data.items,到底自动接着要;
 * item(one)    列表里每一条怎么给人看;
 * labels       表单里每一项叫什么,填错了好说。
 */
function screen(own) {
  const data = Object.assign({ state: 'loading', trouble: null, busy: false, items: [], next: null }, own.data)
  Page(Object.assign({}, SHARED, own, { data: data }))
}

const SHARED = {
  onLoad(query) {
    this.query = query || {}
    if (this.arrive) this.arrive(this.query)
  },
  onShow() {
    return this.refresh()
  },
  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh())
  },
  onReachBottom() {
    if (!this.list || !this.data.next || this.reaching) return
    this.reaching = true
    this.list(this.data.next)
      .then((page) => this.setData({ items: this.data.items.concat(this.told(page)), next: page.next }))
      .catch((trouble) => this.tell(trouble))
      .then(() => {
        this.reaching = false
      })
  },

  told(page) {
    return this.item ? page.items.map((one) => this.item(one)) : page.items
  },

  /** 再看一遍;看过的先留着,不闪。 */
  refresh() {
    const asked = [this.look ? this.look(this.query) : {}, this.list ? this.list('') : null]
    return Promise.all(asked).then(
      (found) => {
        const page = found[1] ? { items: this.told(found[1]), next: found[1].next } : {}
        this.setData(Object.assign({}, found[0], page, { state: 'ready', trouble: null }))
      },
      (trouble) => {
        if (this.data.state === 'ready' && !TO_LOGIN.includes(trouble.code)) this.tell(trouble)
        else this.setData({ state: 'trouble', trouble: shown(trouble) })
      }
    )
  },

  /** 做一件事:做的时候按不动第二次,没做成说为什么。 */
  take(step, done) {
    if (this.data.busy) return Promise.resolve()
    this.setData({ busy: true })
    return step()
      .then((answer) => {
        this.setData({ busy: false })
        return done ? done.call(this, answer) : this.refresh()
      })
      .catch((trouble) => {
        this.setData({ busy: false })
        this.tell(trouble)
      })
  },

  /** 先问一句,再做。 */
  sure(question, word, step, done) {
    wx.showModal({
      content: question,
      confirmText: word,
      success: (chosen) => {
        if (chosen.confirm) this.take(step, done)
      }
    })
  },

  /** 说一声:短的自己会走,长的要点一下。 */
  say(text, then) {
    if (text.length <= 16) {
      wx.showToast({ title: text, icon: 'none', duration: 2000 })
      if (then) setTimeout(then, 1200)
    } else {
      wx.showModal({ content: text, showCancel: false, confirmText: '知道了', complete: then })
    }
  },

  tell(trouble) {
    if (!('status' in trouble)) throw trouble
    const labels = this.labels || {}
    const faults = (trouble.fields || []).map((one) => {
      const name = one.where.split('.')[1] || one.where
      return (labels[name] || name) + ':' + one.message
    })
    const login = TO_LOGIN.includes(trouble.code)
    wx.showModal({
      content: faults.length ? faults.join('\n') : trouble.message,
      showCancel: login,
      confirmText: login ? '去登录' : '知道了',
      success: (chosen) => {
        if (login && chosen.confirm) this.toLogin()
      }
    })
  },

  /** 表单里写的都记在 data.form 里,名字写在 data-name 上。 */
  write(event) {
    this.setData({ ['form.' + event.currentTarget.dataset.name]: event.detail.value })
  },

  /** 几个里选一个:名字写在 data-name 上,选的写在 data-value 上。 */
  pick(event) {
    const chosen = event.currentTarget.dataset
    this.setData({ ['form.' + chosen.name]: chosen.value })
  },

  retry() {
    this.setData({ state: 'loading', trouble: null })
    return this.refresh()
  },
  /** 去 data-url 写的那一页。 */
  go(event) {
    const url = event.currentTarget.dataset.url
    if (TABS.includes(url)) wx.switchTab({ url: url })
    else if (url) wx.navigateTo({ url: url })
  },
  toLogin() {
    wx.navigateTo({ url: LOGIN })
  },
  toHome() {
    wx.switchTab({ url: '/pages/home/home' })
  }
}

function shown(trouble) {
  if (!('status' in trouble)) throw trouble
  if (TO_LOGIN.includes(trouble.code)) return { message: trouble.message, press: 'toLogin', word: '去登录' }
  if (trouble.status === 404 || trouble.status === 403) return { message: trouble.message, press: 'toHome', word: '回首页' }
  return { message: trouble.message, press: 'retry', word: '再试一次' }
}

module.exports = screen
