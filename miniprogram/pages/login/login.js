// 登录:手机号按钮、团干部的密码、对话里的码;走到哪一步由接口的 state 说。
'use strict'

const session = require('../../api/session.js')
const screen = require('../../screen.js')
const api = session.api

screen({
  data: { step: 'start', said: '', form: { username: '', password: '', fresh: '' } },
  labels: { username: '用户名', password: '密码', new: '新密码' },

  look: () => session.ready().then(() => ({})),

  arrive(query) {
    if (query.scene) this.enter(() => api.session_scene({ scene: decodeURIComponent(query.scene) }))
  },

  /** 证明自己是谁;以后看到的是另一个人的东西了。 */
  enter(proof) {
    return this.take(proof, (entered) => {
      session.changed()
      this.setData({ step: entered.state, said: entered.said })
      if (entered.state === 'in') this.say(entered.said, () => this.leave())
    })
  },
  leave() {
    if (getCurrentPages().length > 1) wx.navigateBack()
    else this.toHome()
  },

  phone(event) {
    const code = event.detail.code
    if (code) this.enter(() => api.session_phone({ code: code }))
    else this.say('没有授权也没关系,想好了再点一次。')
  },
  password() {
    const form = this.data.form
    this.enter(() => api.session_password({ username: form.username, password: form.password }))
  },
  renew() {
    const form = this.data.form
    this.enter(() =>
      api.session_password_new({ username: form.username, password: form.password, new: form.fresh })
    )
  },
  answer(event) {
    const word = event.currentTarget.dataset.word
    this.enter(() => api.session_answer({ answer: word }))
  },
  cadre() {
    this.setData({ step: 'password' })
  },
  youth() {
    this.setData({ step: 'start' })
  }
})
