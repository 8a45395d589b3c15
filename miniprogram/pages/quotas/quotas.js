// 我的进度:还要做的在前;点一项看为什么是这个数。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const TITLES = { owed: '还要做的', met: '已经完成', excused: '不作要求', coming: '还没开始' }

screen({
  data: { ways: [] },

  look: () =>
    api.quotas_ways().then((found) => ({
      ways: found.outings
        .map((one) => ({ title: one.title, about: '去了就算 · ' + words.moment(one.starts_at), url: '/pages/activity/activity?id=' + one.id }))
        .concat(found.wishes.map((one) => ({ title: one.text, about: '帮着实现就算', url: '/pages/wish/wish?id=' + one.id })))
        .concat(
          found.unmet.map((one) => ({
            title: one.name,
            about: (one.days === null ? '还没联系过' : one.days + ' 天没联系') + ' · 约一次' + one.kind,
            url: '/pages/contact/contact?id=' + one.id
          }))
        )
        .slice(0, 6)
    })),
  list: (after) => api.quotas_mine({ after: after, limit: 50 }),
  item: (one) =>
    Object.assign({}, one, {
      heading: TITLES[one.state],
      whose: one.subject === 'organ' ? '本单位 · ' : '',
      width: one.target ? Math.min(100, Math.round((100 * one.count) / one.target)) : 0,
      by: one.days_left === null ? '' : words.date(one.due) + '前'
    })
})
