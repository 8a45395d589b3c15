// 问题清单:大家常说的事,整理、上交、答复;不是负责人的,提给单位。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const TABS = [
  { key: 'desk', title: '我们的' },
  { key: 'waiting', title: '下级交来的' }
]
const WAYS = { desk: 'problems_list', waiting: 'problems_waiting', proposed: 'problems_proposed' }

screen({
  data: { tabs: [], tab: 'desk', desk: null, by: '', chosen: 0 },

  arrive(query) {
    if (query.tab) this.setData({ tab: query.tab })
  },
  /** 先看是谁,才知道列哪些。 */
  look() {
    return api.me().then((me) => {
      if (me.standing !== 'leader') {
        this.setData({ tab: 'proposed' })
        return { tabs: [], desk: null }
      }
      return api.problems_desk({}).then((desk) => ({
        tabs: TABS.map((one) => Object.assign({}, one, { size: one.key === 'waiting' ? desk.waiting || '' : '' })),
        desk: desk,
        by: words.date(desk.last_day)
      }))
    })
  },
  list(after) {
    if (after) return this.asked(after)
    return api.me().then((me) => {
      if (me.standing !== 'leader') this.setData({ tab: 'proposed' })
      return this.asked('')
    })
  },
  asked(after) {
    return api[WAYS[this.data.tab]]({ after: after })
  },
  item(one) {
    return Object.assign({}, one, {
      on: false,
      about: [one.kind_title, one.people ? one.people + ' 位小伙伴提过' : '', this.data.tab === 'waiting' ? one.organ : words.date(one.day)]
        .filter((part) => part)
        .join(' · ')
    })
  },
  turn(event) {
    this.setData({ tab: event.currentTarget.dataset.tab, chosen: 0 })
    return this.retry()
  },

  /** 勾几条,一起交上去或并成一条。 */
  tick(event) {
    const at = event.currentTarget.dataset.index
    const items = this.data.items.map((one, index) => (index === at ? Object.assign({}, one, { on: !one.on }) : one))
    this.setData({ items: items, chosen: items.filter((one) => one.on).length })
  },
  ticked() {
    return this.data.items.filter((one) => one.on).map((one) => one.id)
  },
  hand() {
    const ids = this.ticked()
    this.sure('勾上的 ' + ids.length + ' 条交给' + this.data.desk.above + '?', '交上去', () => api.problems_hand({ problems: ids }), (done) => {
      this.say('交给' + done.to + '了,' + done.count + ' 条。')
      return this.settled()
    })
  },
  adopt() {
    return this.take(
      () => api.problem_adopt({ problems: this.ticked() }),
      (one) => {
        this.setData({ chosen: 0 })
        wx.navigateTo({ url: '/pages/problem/problem?id=' + one.id })
      }
    )
  },
  carry() {
    return this.take(() => api.problems_carry(), (done) => {
      this.say('挪过来 ' + done.count + ' 条。')
      return this.settled()
    })
  },
  settled() {
    this.setData({ chosen: 0 })
    return this.refresh()
  }
})
