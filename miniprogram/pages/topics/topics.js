// 话题:分享给我的;团干部还有自己发起的。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { tab: '', cadre: false },

  look: () => api.me().then((me) => ({ cadre: me.standing === 'cadre' || me.standing === 'leader' })),
  list(after) {
    return api.topics_list({ after: after, tab: this.data.tab })
  },
  item: (one) =>
    Object.assign({}, one, {
      about: [one.sort_title, one.by, words.day(one.at), one.answers ? one.answers + ' 条' : ''].filter((part) => part).join(' · ')
    }),
  turn(event) {
    this.setData({ tab: event.currentTarget.dataset.tab })
    return this.retry()
  }
})
