// 交上去的一版:写了什么、数到哪天、和上一版比改了哪里。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

const PARTS = [
  { key: 'methods', title: '做法' },
  { key: 'experience', title: '经验' },
  { key: 'problems', title: '存在问题' },
  { key: 'next_steps', title: '下步工作安排' }
]

screen({
  data: { paper: null, parts: [], about: '', counted: '', others: [] },

  look: (query) =>
    api.materials_paper(query.id).then((paper) => ({
      paper: paper,
      about: '第 ' + paper.version.number + ' 版 · ' + paper.version.by + ' · ' + words.moment(paper.version.handed_at),
      counted: words.date(paper.figures.on),
      parts: PARTS.map((one) => {
        const change = paper.changes.find((other) => other.field === one.key)
        const text = paper.texts[one.key]
        return Object.assign({}, one, { pieces: change ? change.pieces : text ? [{ how: 'same', text: text }] : [] })
      }).filter((one) => one.pieces.length),
      others: paper.versions.filter((one) => one.id !== paper.version.id).map((one) => Object.assign({}, one, { when: words.moment(one.handed_at) }))
    }))
})
