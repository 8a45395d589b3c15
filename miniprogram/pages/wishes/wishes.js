// 我许的心愿:每个走到哪一步。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  look: () => api.me().then((me) => ({ cadre: me.standing === 'cadre' || me.standing === 'leader' })),
  list: (after) => api.wishes_mine({ after: after }),
  item: (one) => Object.assign({}, one, { when: words.day(one.day) })
})
