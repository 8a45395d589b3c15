// 我提的:每一件到哪一步了。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  list: (after) => api.tickets_mine({ after: after }),
  item: (one) => Object.assign({}, one, { about: one.number + ' · ' + (one.last || words.day(one.created_at)) })
})
