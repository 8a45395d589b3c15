// 我认领的和一起拼的心愿。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  list: (after) => api.wish_claims_mine({ after: after }),
  item: (one) =>
    Object.assign({}, one, { about: (one.lead ? '' : '一起拼 · ') + one.status + ' · 留到 ' + words.moment(one.expires_at) })
})
