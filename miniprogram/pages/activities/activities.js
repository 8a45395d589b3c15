// 活动:能报的、我报的、去过的。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const TABS = [
  { key: 'open', title: '能报的' },
  { key: 'mine', title: '我报的' },
  { key: 'been', title: '去过的' }
]
const LISTS = { open: 'activities_open', mine: 'activities_mine', been: 'activities_been' }

screen({
  data: { tabs: TABS, tab: 'open', cadre: false },

  look: () => api.me().then((me) => ({ cadre: me.standing === 'cadre' || me.standing === 'leader' })),
  list(after) {
    return api[LISTS[this.data.tab]]({ after: after })
  },
  item: (one) =>
    Object.assign({}, one, {
      when: words.span(one.starts_at, one.ends_at),
      side: one.words || (one.stars ? one.stars + ' 星' : one.open ? '说说怎么样' : '')
    }),
  turn(event) {
    this.setData({ tab: event.currentTarget.dataset.tab, items: [], next: null })
    return this.retry()
  }
})
