// 一览表:本单位和下级的团干部;还没登录过的,可以重发一次性密码。
'use strict'

const api = require('../../api/session.js').api
const screen = require('../../screen.js')

screen({
  data: { size: null, login: null },

  look: () => api.roster_size().then((size) => ({ size: size })),
  list: (after) => api.roster_lines({ after: after }),
  item: (one) =>
    Object.assign({}, one, {
      about: [one.unit, one.post, one.type_title].filter((part) => part).join(' · '),
      keeps: one.ties.map((tie) => tie.name).join('、')
    }),

  renew(event) {
    const who = event.currentTarget.dataset
    this.sure('给' + who.name + '重发一次性密码?旧的马上就不能用了。', '重发', () => api.roster_login(who.id), (login) =>
      this.setData({ login: login })
    )
  },
  copy() {
    const login = this.data.login
    wx.setClipboardData({
      data: login.name + ' 用户名 ' + login.username + ' 一次性密码 ' + login.password,
      success: () => this.say('复制好了,只发给本人。')
    })
  },
  noted() {
    this.setData({ login: null })
  }
})
