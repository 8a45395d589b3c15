// 说的是同一件事的放在一起,列成清单里的一条;看不到是谁说的。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  data: { groups: [], looked: 0, alone: 0 },

  look: () =>
    api.problems_suggested({}).then((found) => ({
      groups: found.groups.map((one, index) =>
        Object.assign({}, one, { key: index, said: one.texts.map((part) => Object.assign({}, part, { note: words.date(part.day) })) })
      ),
      looked: found.looked,
      alone: found.alone
    })),
  gather(event) {
    const one = this.data.groups[event.currentTarget.dataset.index]
    const tickets = one.texts.map((part) => part.id).concat(one.rest)
    this.sure('把这 ' + tickets.length + ' 段话列成一条「' + one.title + '」?标题以后还可以改。', '列进清单', () => api.problem_gather({ title: one.title, kind: one.kind, tickets: tickets }), (made) =>
      wx.navigateTo({ url: '/pages/problem/problem?id=' + made.id })
    )
  }
})
