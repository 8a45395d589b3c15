// 下级谁交了、谁没交;没交的可以提醒一声。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  list(after) {
    return api.materials_handed({ after: after, quarter: this.query.quarter })
  },
  item: (one) =>
    Object.assign({}, one, {
      about: one.id ? (one.late ? '过了日子才交 · ' : '') + words.day(one.first_at) + (one.versions > 1 ? ' · 共 ' + one.versions + ' 版' : '') : words.day(one.by) + ' 前要交'
    }),
  nudge(event) {
    const id = event.currentTarget.dataset.id
    const body = this.query.quarter ? { quarter: this.query.quarter } : {}
    return this.take(
      () => api.materials_nudge(id, body),
      (done) => {
        this.say(done.said)
        return this.refresh()
      }
    )
  },
  open(event) {
    const id = event.currentTarget.dataset.id
    if (id) wx.navigateTo({ url: '/pages/materials-paper/materials-paper?id=' + id })
  }
})
