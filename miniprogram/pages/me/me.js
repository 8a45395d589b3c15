// 我的:我是谁,我的东西在哪里,怎么退出。
'use strict'

const session = require('../../api/session.js')
const words = require('../../words.js')
const screen = require('../../screen.js')
const api = session.api

const STANDING = { stranger: '还没登录', youth: '小伙伴', cadre: '团干部', leader: '团干部' }

screen({
  data: { me: null, others: [] },

  look: () =>
    api.me().then((me) => {
      const seen = { me: me, standing: STANDING[me.standing], others: [] }
      if (me.standing === 'stranger') return seen
      return api.binding_waiting().then((waiting) => {
        const others = waiting.until.map((until) => words.moment(until))
        return Object.assign(seen, { others: others })
      })
    }),

  refuse() {
    this.take(() => api.binding_refuse(), () => {
      this.say('拒绝了,那边登录不了。')
      return this.refresh()
    })
  },
  moved() {
    this.sure('换过去以后,这部手机上就退出了。', '是我换的', () => api.binding_agree(), () => this.refresh())
  },
  leave() {
    this.sure('退出以后,这部手机要重新登录才看得到你的东西。', '退出', () => api.binding_release(), () => {
      session.forget()
      return this.retry()
    })
  }
})
