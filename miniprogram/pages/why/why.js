// 为什么是这个数:算进去的、没算进去的、依据哪一条。
'use strict'

const api = require('../../api/session.js').api
const words = require('../../words.js')
const screen = require('../../screen.js')

screen({
  look: (query) =>
    api.quota_why(query.rule, { subject: query.subject, subject_id: query.id }).then((why) => ({
      why: why,
      left: why.left_out.map((one) => Object.assign({}, one, { when: words.day(one.at) }))
    }))
})
