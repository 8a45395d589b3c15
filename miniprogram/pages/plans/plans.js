// 我的计划:做完点一下就记上;不做了也说一声。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { dropped: 0 },

  list: (after) => api.plans_mine({ after: after }),
  item: (one) =>
    Object.assign({}, one, {
      about: [words.day(one.day) + (one.at ? ' ' + one.at : ''), one.title, one.youths.map((youth) => youth.name).join('、')]
        .filter((part) => part)
        .join(' · ')
    }),

  done(event) {
    const id = event.currentTarget.dataset.id
    this.take(() => api.plan_done(id), (record) => {
      this.say('记好了:' + record.kind_title + '。')
      return this.refresh()
    })
  },
  drop(event) {
    const id = event.currentTarget.dataset.id
    this.take(() => api.plan_drop(id), () => {
      this.setData({ dropped: id })
      return this.refresh()
    })
  },
  takeUp() {
    this.take(() => api.plan_take_up(this.data.dropped), () => {
      this.setData({ dropped: 0 })
      return this.refresh()
    })
  }
})
