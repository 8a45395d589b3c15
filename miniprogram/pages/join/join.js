// 团干部的码:看清是谁在问、会存什么,愿意才点同意。名单里没有的人,点手机号按钮就加进去。
'use strict'

const session = require('../../api/session.js')
const screen = require('../../screen.js')
const api = session.api

const CODE = /[0-9a-f]{32}|add_[\w-]{22}/

screen({
  data: { token: '', asked: null, step: '', said: '', form: { words: '', name: '', age: '' } },
  labels: { name: '姓名' },

  arrive(query) {
    this.setData({ token: decodeURIComponent(query.token || '') })
  },
  look() {
    const token = this.data.token
    if (!token) return Promise.resolve({ step: 'find' })
    return api.join_asked(token).then((asked) => {
      const going = ['consent', 'waiting', 'out', 'young'].includes(this.data.step)
      return { asked: asked, step: asked.known ? 'known' : going ? this.data.step : 'new' }
    })
  },

  // 还没有码:粘贴一句,或者扫一扫
  find() {
    const found = CODE.exec(this.data.form.words)
    if (!found) return this.say('没认出来。把团干部发的那一句整条复制过来,比如「加入 3f9a…」。')
    this.setData({ token: found[0] })
    return this.retry()
  },
  scan() {
    wx.scanCode({
      success: (found) => {
        const scene = /[?&]scene=([^&]+)/.exec(found.path || '')
        if (scene) wx.redirectTo({ url: '/pages/scan/scan?scene=' + scene[1] })
        else this.say('这不是加入名单的码,请团干部打开「我的码」再扫一次。')
      },
      fail: () => {}
    })
  },

  // 新来的:姓名、年龄,最后才是手机号
  age(event) {
    const chosen = event.currentTarget.dataset.value
    if (chosen === 'no') this.setData({ step: 'young', form: { words: '', name: '', age: '' } })
    else this.setData({ 'form.age': chosen })
  },
  phone(event) {
    const code = event.detail.code
    if (!code) return this.say('没有授权也没关系,什么都没有留下。')
    const body = { code: code, name: this.data.form.name, fourteen: this.data.form.age === 'yes' }
    return this.take(
      () => api.join_enter(this.data.token, body),
      (done) => {
        session.changed()
        return done.joined ? this.joined(done.joined) : this.enter(done.entered)
      }
    )
  },
  answer(event) {
    const word = event.currentTarget.dataset.word
    return this.take(() => api.session_answer({ answer: word }), (entered) => this.enter(entered))
  },
  enter(entered) {
    session.changed()
    this.setData({ step: entered.state, said: entered.said })
    if (entered.state === 'in') return this.agree()
  },

  agree() {
    return this.take(() => api.join_agree(this.data.token), (joined) => this.joined(joined))
  },
  joined(joined) {
    const others = joined.others.length ? joined.others.join('、') + '也还联系你。' : ''
    const said = joined.again ? '本来就在' + joined.cadre + '的名单里。' : '好了,以后由' + joined.cadre + '联系你。' + others
    this.say(said + '看看有什么活动吧。', () => this.toHome())
  }
})
