// 等我办的诉求、提问、意见、投诉。
'use strict'

const api = require('../../api/session.js').api
const screen = require('../../screen.js')

const TABS = [
  { key: 'mine', title: '我办的' },
  { key: 'organ', title: '本级的' },
  { key: 'escalated', title: '转来的' },
  { key: 'done', title: '办结的' }
]

screen({
  data: { tabs: [], tab: 'mine' },

  look: () =>
    Promise.all([api.me(), api.tickets_counts()]).then((found) => ({
      tabs: TABS.filter((one) => found[0].standing === 'leader' || one.key === 'mine' || one.key === 'done').map((one) =>
        Object.assign({}, one, { size: found[1][one.key] || '' })
      )
    })),
  list(after) {
    return api.tickets_waiting({ after: after, tab: this.data.tab })
  },
  item: (one) => Object.assign({}, one, { about: one.number + ' · ' + one.sort_title + ' · ' + one.asker + (one.place ? '(' + one.place + ')' : '') }),
  turn(event) {
    this.setData({ tab: event.currentTarget.dataset.tab })
    return this.retry()
  }
})
