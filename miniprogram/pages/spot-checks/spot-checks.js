// 抽查:抽过几次、各到哪一步了。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  list: (after) => api.spot_checks_list({ after: after }),
  item: (one) => Object.assign({}, one, { when: words.day(one.day) })
})
